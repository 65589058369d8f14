#include "ledger/codec/validate.h"

#include <cstddef>
#include <string>

#include "ledger/base/digest.h"
#include "ledger/base/limits.h"
#include "ledger/codec/signed_event.h"
#include "ledger/codec/validate_fields.h"
#include "ledger/codec/validate_parts.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::codec {
namespace {

using event::v1::Header;

constexpr std::size_t kEventIdBytes = 16;
constexpr std::size_t kNonceBytes = 16;

Status CheckSigner(const event::v1::Signer& signer) {
  SWORN_RETURN_IF_ERROR(CheckBytes(signer.key_fingerprint(), kDigestBytes, "key_fingerprint"));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(signer.authority(), "authority", Presence::kRequired));
  return CheckSpecified(signer.role(), "role");
}

Status CheckSigners(const Header& header) {
  const auto& signers = header.signers();
  if (signers.empty()) return Missing("signers");
  SWORN_RETURN_IF_ERROR(CheckCount(signers.size(), limits::kMaxSignersPerEvent, "signers"));
  SWORN_RETURN_IF_ERROR(CheckEach(signers, "signers", CheckSigner));
  // One key, one signer: whoever must be joined by another cannot sign twice.
  return CheckDistinct(signers, "signers",
                       [](const event::v1::Signer& signer) -> const std::string& {
                         return signer.key_fingerprint();
                       });
}

// "HH:MM", 00:00 to 23:59.
Status CheckLocalTime(std::string_view value, std::string_view field) {
  if (value.empty()) return Ok();
  const auto digit = [&](std::size_t i) { return value[i] >= '0' && value[i] <= '9'; };
  const bool form =
      value.size() == 5 && digit(0) && digit(1) && value[2] == ':' && digit(3) && digit(4);
  if (!form || value.substr(0, 2) > "23" || value.substr(3) > "59") {
    return Fail(Reason::kInvalidDate, "a local time is written HH:MM, 00:00 to 23:59",
                std::string(field));
  }
  return Ok();
}

Status CheckDates(const Header& header) {
  SWORN_ASSIGN_OR_RETURN(const auto occurred,
                         CheckDate(header.occurred_on(), "occurred_on", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckLocalTime(header.occurred_at(), "occurred_at"));
  SWORN_ASSIGN_OR_RETURN(const auto from,
                         CheckDate(header.effective_from(), "effective_from", Presence::kOptional));
  SWORN_ASSIGN_OR_RETURN(const auto to,
                         CheckDate(header.effective_to(), "effective_to", Presence::kOptional));
  return CheckEndsAfterStart(from ? from : occurred, to, "effective_to");
}

Status CheckTimes(const Header& header) {
  if (header.has_signed_at()) {
    SWORN_RETURN_IF_ERROR(ToInstant(header.signed_at(), "signed_at"));
  }
  if (!header.has_not_after()) return Missing("not_after");
  SWORN_RETURN_IF_ERROR(ToInstant(header.not_after(), "not_after"));
  if (header.has_source_recorded_at()) {
    SWORN_RETURN_IF_ERROR(ToInstant(header.source_recorded_at(), "source_recorded_at"));
  }
  return Ok();
}

Status CheckExpectedRevision(const event::v1::ExpectedRevision& item) {
  if (item.stream().empty()) return Missing("stream");
  Result<tlog::StreamName> name = tlog::StreamName::Parse(item.stream());
  if (!name) return Fail(Reason::kInvalidField, name.error().message, "stream");
  return Ok();
}

Status CheckExpectedRevisions(const Header& header) {
  const auto& expected = header.expected_revisions();
  constexpr std::string_view kField = "expected_revisions";
  SWORN_RETURN_IF_ERROR(CheckCount(expected.size(), limits::kMaxExpectedRevisions, kField));
  SWORN_RETURN_IF_ERROR(CheckEach(expected, kField, CheckExpectedRevision));
  return CheckDistinct(
      expected, kField,
      [](const event::v1::ExpectedRevision& item) -> const std::string& { return item.stream(); });
}

Status CheckDocument(const event::v1::DocumentDigest& document) {
  SWORN_RETURN_IF_ERROR(CheckName(document.title(), "title", Presence::kRequired));
  return CheckBytes(document.salted_sha256(), kDigestBytes, "salted_sha256");
}

Status CheckSealedPart(const event::v1::SealedPart& part) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(part.kind(), "kind"));
  return CheckBytes(part.commitment(), kDigestBytes, "commitment");
}

Status CheckAttachments(const Header& header) {
  const auto& documents = header.documents();
  SWORN_RETURN_IF_ERROR(CheckCount(documents.size(), limits::kMaxDocumentDigests, "documents"));
  SWORN_RETURN_IF_ERROR(CheckEach(documents, "documents", CheckDocument));
  const auto& parts = header.sealed_parts();
  SWORN_RETURN_IF_ERROR(CheckCount(parts.size(), limits::kMaxSealedParts, "sealed_parts"));
  SWORN_RETURN_IF_ERROR(CheckEach(parts, "sealed_parts", CheckSealedPart));
  // Contents are kept by their commitment; fresh salts never repeat one.
  return CheckDistinct(
      parts, "sealed_parts",
      [](const event::v1::SealedPart& part) -> const std::string& { return part.commitment(); });
}

Status CheckAttestation(const event::v1::Attestation& attestation) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(attestation.role(), "role"));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(attestation.authority(), "authority", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckDate(attestation.signed_on(), "signed_on", Presence::kRequired));
  return CheckBytes(attestation.document_salted_sha256(), kDigestBytes, "document_salted_sha256");
}

Status CheckAttestations(const Header& header) {
  SWORN_RETURN_IF_ERROR(
      CheckCount(header.attestations_size(), limits::kMaxSignersPerEvent, "attestations"));
  return CheckEach(header.attestations(), "attestations", CheckAttestation);
}

// An event is bound to one ledger by its id; only genesis, from which the id comes, has none.
Status CheckLedgerId(const event::v1::Event& event) {
  const std::string& ledger_id = event.header().ledger_id();
  if (!event.body().has_genesis()) return CheckBytes(ledger_id, kDigestBytes, "ledger_id");
  if (ledger_id.empty()) return Ok();
  return Fail(Reason::kInvalidField, "genesis has no ledger id: it makes it", "ledger_id");
}

}  // namespace

Status ValidateHeader(const Header& header) {
  SWORN_RETURN_IF_ERROR(CheckBytes(header.event_id(), kEventIdBytes, "event_id"));
  SWORN_RETURN_IF_ERROR(CheckBytes(header.nonce(), kNonceBytes, "nonce"));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(header.subject(), "subject", Presence::kOptional));
  SWORN_RETURN_IF_ERROR(
      CheckIdentifier(header.acting_authority(), "acting_authority", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckSigners(header));
  SWORN_RETURN_IF_ERROR(CheckDates(header));
  SWORN_RETURN_IF_ERROR(CheckTimes(header));
  SWORN_RETURN_IF_ERROR(CheckExpectedRevisions(header));
  SWORN_RETURN_IF_ERROR(CheckText(header.reason(), "reason", Presence::kOptional));
  SWORN_RETURN_IF_ERROR(CheckAttachments(header));
  return CheckAttestations(header);
}

Status ValidateEvent(const event::v1::Event& event) {
  if (event.schema_version() != kSchemaVersion) {
    return Fail(Reason::kUnknownSchemaVersion,
                "schema version " + std::to_string(event.schema_version()) +
                    " is not known; this ledger takes version " + std::to_string(kSchemaVersion),
                "schema_version");
  }
  if (!event.has_header()) return Missing("header");
  if (event.body().kind_case() == event::v1::Body::KIND_NOT_SET) return Missing("body");
  if (Status status = CheckLedgerId(event); !status) return Within("header", status.error());
  if (Status status = ValidateHeader(event.header()); !status) {
    return Within("header", status.error());
  }
  return ValidateBody(event.header(), event.body());
}

}  // namespace sworn::codec
