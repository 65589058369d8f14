#include "ledger/codec/validate.h"
