#include "ledger/codec/signed_event.h"
