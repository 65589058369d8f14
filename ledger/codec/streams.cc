#include "ledger/codec/streams.h"
