// Sealed parts: what the law may one day erase is not in the entry, only a salted commitment to it;
// the content travels beside the event.
//
//   event::v1::SealedContent name = Seal(event::v1::SEALED_KIND_NAME, "Rowan Example", random);
//   *header->add_sealed_parts() = CommitTo(name);
//   SWORN_RETURN_IF_ERROR(CheckSealedContents(event, contents));
//
// commitment = SHA-256("sworn-sealed-part-v1" ‖ kind as one byte ‖ 32-byte salt ‖ content). The
// salt keeps a short content from being guessed. Thread-safe.
#pragma once

#include <span>
#include <string_view>

#include "ledger/base/digest.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

inline constexpr std::size_t kSaltBytes = 32;

Commitment CommitmentOf(const event::v1::SealedContent& content);

// Content under a fresh salt.
event::v1::SealedContent Seal(event::v1::SealedKind kind, std::string_view content,
                              RandomSource& random);
// The part that the event's header holds for it.
event::v1::SealedPart CommitTo(const event::v1::SealedContent& content);

// Whether `contents` are exactly the event's sealed parts, in their order: else
// SEALED_PART_MISMATCH (TOO_LARGE for content above limits::kMaxSealedContentBytes) at
// "sealed_contents[2]".
Status CheckSealedContents(const event::v1::Event& event,
                           std::span<const event::v1::SealedContent> contents);
// One content against the commitment under which it was stored.
Status CheckSealedContent(const event::v1::SealedContent& content, const Commitment& commitment);

// The stored form of a content: its strict serialisation; and back, MALFORMED if it is not that.
std::string EncodeSealedContent(const event::v1::SealedContent& content);
Result<event::v1::SealedContent> DecodeSealedContent(std::string_view bytes);

}  // namespace sworn::codec
