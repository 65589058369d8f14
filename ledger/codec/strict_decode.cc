#include "ledger/codec/strict_decode.h"
