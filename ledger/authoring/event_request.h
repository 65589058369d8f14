// An event as a person asks for it: names of keys instead of fingerprints, text instead of sealed
// commitments, and nothing that a machine can fill in.
//
// The JSON form (README.md lists every member):
//
//   {"type": "CompletionRecorded", "subject": "1234", "signers": ["clerk"],
//    "occurred_on": "2024-03-13", "body": {"course": "nasro-basic", "hours": 40,
//    "mode": "in_person", "in_acadis": true}}
//
// A value type. ParseEventRequest is pure and thread-safe.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::authoring {

// A key of the ring by its name. What is left out comes from the ring.
struct SignerRequest {
  std::string key;
  std::optional<event::v1::Role> role;  // Needed where the key has several.
  std::string authority;                // Empty: the key's own.
  bool operator==(const SignerRequest&) const = default;
};

struct ExpectedRevisionRequest {
  std::string stream;
  std::uint64_t revision = 0;
  bool operator==(const ExpectedRevisionRequest&) const = default;
};

// A document kept elsewhere: a file, whose salt is kept beside it, or 64 hexadecimal digits that
// are its salted SHA-256 already.
struct DocumentRequest {
  std::string title;
  std::string document;
  bool operator==(const DocumentRequest&) const = default;
};

struct SealedRequest {
  event::v1::SealedKind kind = event::v1::SEALED_KIND_UNSPECIFIED;
  std::string text;
  bool operator==(const SealedRequest&) const = default;
};

// Paper signed by someone without a key: the signers vouch for it.
struct AttestationRequest {
  event::v1::Role role = event::v1::ROLE_UNSPECIFIED;
  std::string authority;
  std::string signed_on;
  std::string document;  // As DocumentRequest's.
  bool operator==(const AttestationRequest&) const = default;
};

struct EventRequest {
  std::string type;              // "CompletionRecorded": a name of codec/event_type.h.
  std::string id;                // 16 bytes, or empty for a random one.
  std::string subject;           // MPTC ID.
  std::string acting_authority;  // Empty: that of the first signer.
  std::vector<SignerRequest> signers;
  std::string occurred_on;
  std::string occurred_at;
  std::string effective_from;
  std::string effective_to;
  std::string reason;
  std::optional<Instant> signed_at;           // None: now, or recorded_at.
  std::optional<Instant> not_after;           // None: 30 days after signed_at.
  std::optional<Instant> source_recorded_at;  // What an older system claims.
  std::optional<Instant> recorded_at;         // Only for ledgers of simulated time.
  std::vector<ExpectedRevisionRequest> expected_revisions;
  std::vector<DocumentRequest> documents;
  std::vector<SealedRequest> sealed;
  std::vector<AttestationRequest> attestations;
  // The body's fields in codec/json.h's form. Where a field holds a key, the name of one of the
  // ring may stand for it (event_builder.h).
  nlohmann::json body = nlohmann::json::object();

  bool operator==(const EventRequest&) const = default;
};

// MISSING_FIELD, INVALID_FIELD or INVALID_DATE with the exact path of what is wrong; unknown
// members are refused. The body's own fields are looked at when the event is built. A member
// "refused", which a file of rejects holds, is ignored.
Result<EventRequest> ParseEventRequest(const nlohmann::json& value);

}  // namespace sworn::authoring
