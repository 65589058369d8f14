#include "ledger/codec/facts.h"
