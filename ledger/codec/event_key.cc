#include "ledger/codec/event_key.h"
