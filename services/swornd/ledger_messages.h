// Messages of the API for what the ledger stores and proves. Pure functions of their arguments,
// except where they take the ledger: those read it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/runtime/ledger.h"
#include "sworn/api/v1/ledger.pb.h"

namespace sworn::daemon {

using Checkpoint = std::shared_ptr<const runtime::SignedCheckpoint>;

// Takes the bytes out of `submission`. INVALID_FIELD at "sealed[1].kind" for a kind that does not
// exist, INVALID_DATE at "simulated_recorded_at".
Result<runtime::Submission> TakeSubmission(api::v1::Submission& submission);

api::v1::SealedContent ToMessage(const event::v1::SealedContent& content);

// The receipt of the entry at `index`, whose prefix is given, under `checkpoint`.
Result<api::v1::Receipt> MakeReceipt(const runtime::Ledger& ledger, LeafIndex index,
                                     std::string prefix, const Checkpoint& checkpoint);
// The same for any stored entry, under the newest checkpoint.
Result<api::v1::Receipt> ReadReceipt(const runtime::Ledger& ledger, LeafIndex index);

api::v1::Verdict ToVerdict(Result<runtime::Acceptance> outcome);

api::v1::GetLedgerResponse DescribeLedger(const runtime::Ledger& ledger);

// INVALID_FIELD at `field` for what cannot be a position or a size (2^63 and above).
Status CheckOrdinal(std::uint64_t value, std::string_view field);
// INVALID_FIELD at "commitment" unless it has 32 bytes.
Result<Commitment> ToCommitment(std::string_view bytes);

template <typename Repeated, typename Hashes>
void AddHashes(const Hashes& hashes, Repeated* out) {
  for (const auto& hash : hashes) out->Add(hash.ToBytes());
}

}  // namespace sworn::daemon
