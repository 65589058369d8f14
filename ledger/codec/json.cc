#include "ledger/codec/json.h"
