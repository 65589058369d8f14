// Which streams an event belongs to: a frozen function of schema version and payload, which every
// verifier computes for itself.
//
//   Result<std::vector<tlog::StreamName>> streams = StreamsOf(event);   // sorted, each once
//
// Schema version 1:
//
//   header.subject                                   officer/<subject>
//   record_corrected.subject                         officer/<subject> too
//   target.streams of record_corrected and _voided   each of them
//   any body's agency, schools, mou, course,         agency/, school/, mou/, course/, offering/
//   offering, a restated body's included
//   policy_published                                 policies
//   genesis, authority, key and role events          authority
//   authority_registered of kind AGENCY              agency/<authority> too
//
// Pure and thread-safe.
#pragma once

#include <vector>

#include "ledger/base/result.h"
#include "ledger/tlog/stream_name.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// INVALID_FIELD, with the field, for an identifier that cannot name a stream and for an event that
// belongs to none; TOO_LARGE at the body's schools for more than limits::kMaxStreamsPerEntry
// streams; UNKNOWN_SCHEMA_VERSION.
Result<std::vector<tlog::StreamName>> StreamsOf(const event::v1::Event& event);

}  // namespace sworn::codec
