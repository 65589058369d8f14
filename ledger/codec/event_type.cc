#include "ledger/codec/event_type.h"
