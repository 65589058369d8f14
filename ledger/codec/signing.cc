#include "ledger/codec/signing.h"
