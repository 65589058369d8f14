#include "ledger/codec/sealed.h"
