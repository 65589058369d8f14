#include "ledger/codec/sealed.h"

#include <string>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/codec/strict_decode.h"
#include "ledger/crypto/sha256.h"

namespace sworn::codec {
namespace {

using event::v1::SealedContent;

constexpr std::string_view kCommitmentTag = "sworn-sealed-part-v1";

Status CheckForm(const SealedContent& content) {
  if (content.kind() == event::v1::SEALED_KIND_UNSPECIFIED) {
    return Fail(Reason::kMissingField, "the kind of the sealed part is missing", "kind");
  }
  if (content.salt().size() != kSaltBytes) {
    return Fail(Reason::kInvalidField, "a salt has 32 bytes", "salt");
  }
  if (content.content().size() > limits::kMaxSealedContentBytes) {
    return Fail(Reason::kTooLarge,
                "the content of a sealed part has at most " +
                    std::to_string(limits::kMaxSealedContentBytes) + " bytes, this has " +
                    std::to_string(content.content().size()),
                "content");
  }
  return Ok();
}

std::string PathOf(int index) { return "sealed_contents[" + std::to_string(index) + "]"; }

}  // namespace

Commitment CommitmentOf(const SealedContent& content) {
  const char kind = static_cast<char>(content.kind());
  return Commitment::From(crypto::Sha256OfParts(
      {kCommitmentTag, std::string_view(&kind, 1), content.salt(), content.content()}));
}

SealedContent Seal(event::v1::SealedKind kind, std::string_view content, RandomSource& random) {
  SealedContent sealed;
  sealed.set_kind(kind);
  sealed.set_salt(random.Bytes(kSaltBytes));
  sealed.set_content(content.data(), content.size());
  return sealed;
}

event::v1::SealedPart CommitTo(const SealedContent& content) {
  event::v1::SealedPart part;
  part.set_kind(content.kind());
  part.set_commitment(CommitmentOf(content).ToBytes());
  return part;
}

Status CheckSealedContent(const SealedContent& content, const Commitment& commitment) {
  SWORN_RETURN_IF_ERROR(CheckForm(content));
  if (CommitmentOf(content) != commitment) {
    return Fail(Reason::kSealedPartMismatch, "the content is not what the event committed to");
  }
  return Ok();
}

Status CheckSealedContents(const event::v1::Event& event, std::span<const SealedContent> contents) {
  const auto& parts = event.header().sealed_parts();
  for (int i = 0; i < parts.size(); ++i) {
    const auto place = static_cast<std::size_t>(i);
    if (place >= contents.size()) {
      return Fail(Reason::kSealedPartMismatch,
                  "the event has " + std::to_string(parts.size()) + " sealed parts, but only " +
                      std::to_string(contents.size()) + " contents came with it",
                  PathOf(i));
    }
    SWORN_ASSIGN_OR_RETURN(const Commitment commitment,
                           Commitment::FromBytes(parts[i].commitment()));
    Status status = CheckSealedContent(contents[place], commitment);
    if (!status) return Within(PathOf(i), status.error());
    if (contents[place].kind() != parts[i].kind()) {
      return Fail(Reason::kSealedPartMismatch, "the content is of another kind than the event says",
                  PathOf(i) + ".kind");
    }
  }
  if (contents.size() > static_cast<std::size_t>(parts.size())) {
    return Fail(Reason::kSealedPartMismatch, "the event commits to no such content",
                PathOf(parts.size()));
  }
  return Ok();
}

std::string EncodeSealedContent(const SealedContent& content) {
  std::string bytes;
  SWORN_CHECK(content.SerializeToString(&bytes));
  return bytes;
}

Result<SealedContent> DecodeSealedContent(std::string_view bytes) {
  static const StrictSchema schema(*SealedContent::descriptor());
  SWORN_RETURN_IF_ERROR(schema.Check(bytes));
  SealedContent content;
  if (!content.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fail(Reason::kMalformed, "not a sealed content");
  }
  return content;
}

}  // namespace sworn::codec
