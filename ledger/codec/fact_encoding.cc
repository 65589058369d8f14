#include "ledger/codec/fact_encoding.h"
