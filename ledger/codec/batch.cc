#include "ledger/codec/batch.h"
