#include "ledger/projections/rows.h"

#include <limits>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/codec/fact_encoding.h"
#include "ledger/projections/row_keys.h"

namespace sworn::projections {

namespace {

constexpr std::size_t kIndexBytes = 8;
constexpr std::string_view kHomeKinds = "cfmop";

Error Damaged(std::string_view what) {
  return Fail(Reason::kCorrupt, "the projection's row of " + std::string(what) +
                                    " is damaged; rebuild the projections");
}

std::string KeyWithIndex(std::string prefix, LeafIndex index) {
  AppendUint64(prefix, index.value());
  return prefix;
}

// The index that ends the key of a row with this prefix.
Result<LeafIndex> IndexOf(std::string_view key, std::size_t prefix_bytes) {
  if (key.size() != prefix_bytes + kIndexBytes) return Damaged("a key");
  return LeafIndex(ReadUint64(key.substr(prefix_bytes)));
}

Result<AuthorityRecord> DecodeAuthority(LeafIndex index, std::string_view row) {
  if (row.size() < 2) return Damaged("an authority");
  const std::size_t parent_bytes = static_cast<std::uint8_t>(row[1]);
  if (row.size() < 2 + parent_bytes) return Damaged("an authority");
  return AuthorityRecord{
      .index = index,
      .kind = static_cast<certification::AuthorityKind>(static_cast<std::uint8_t>(row[0])),
      .parent = std::string(row.substr(2, parent_bytes)),
      .name = std::string(row.substr(2 + parent_bytes))};
}

std::string AuthorityPrefix(std::string_view authority) {
  std::string prefix = "a";
  prefix += authority;
  prefix += '\0';
  return prefix;
}

}  // namespace

Home::Home(char kind, std::string_view identifier) : text_(1, kind) { text_ += identifier; }

Result<Home> Home::Parse(std::string_view text) {
  if (text.empty() || kHomeKinds.find(text[0]) == std::string_view::npos) {
    return Damaged("a corrected record");
  }
  return Home(text[0], text.substr(1));
}

std::string Home::Prefix() const { return text_ + '\0'; }

std::string Home::Key(LeafIndex index) const { return KeyWithIndex(Prefix(), index); }

std::string AuthorityKey(std::string_view authority, LeafIndex index) {
  return KeyWithIndex(AuthorityPrefix(authority), index);
}

std::string EncodeAuthority(const AuthorityRecord& record) {
  SWORN_CHECK(record.parent.size() <= std::numeric_limits<std::uint8_t>::max());
  std::string row;
  row += static_cast<char>(record.kind);
  row += static_cast<char>(record.parent.size());
  row += record.parent;
  row += record.name;
  return row;
}

std::string KnownOfficerKey(std::string_view officer) { return "k" + std::string(officer); }

std::string ThreadKey(LeafIndex index) { return KeyWithIndex("t", index); }

std::uint8_t FactEncodingVersion() {
  static const std::uint8_t version =
      static_cast<std::uint8_t>(codec::EncodeFact(certification::Fact{}).front());
  return version;
}

std::string EncodeState(const ProjectionState& state) {
  std::string row;
  AppendUint32(row, state.projector_version);
  row += static_cast<char>(state.fact_encoding);
  row += state.root.view();
  return row;
}

Result<std::vector<certification::Fact>> ReadFacts(const storage::RowReader& rows, const Home& home,
                                                   TreeSize below, std::size_t limit,
                                                   LeafIndex from) {
  const std::string prefix = home.Prefix();
  std::vector<certification::Fact> facts;
  Status status;
  SWORN_RETURN_IF_ERROR(rows.ScanPrefix(
      prefix, KeyWithIndex(prefix, from), std::numeric_limits<std::size_t>::max(),
      [&](std::string_view key, std::string_view row) {
        const Result<LeafIndex> index = IndexOf(key, prefix.size());
        if (!index) {
          status = index.error();
          return false;
        }
        if (!Contains(below, *index)) return false;
        if (facts.size() == limit) {
          status = Fail(Reason::kTooLarge,
                        "there are more than " + std::to_string(limit) + " entries of one subject");
          return false;
        }
        Result<certification::Fact> fact = codec::DecodeFact(row);
        if (!fact || fact->index != *index) {
          status = Damaged("entry " + ToString(*index));
          return false;
        }
        facts.push_back(std::move(*fact));
        return true;
      }));
  SWORN_RETURN_IF_ERROR(status);
  return facts;
}

Result<std::vector<AuthorityRecord>> ReadAuthority(const storage::RowReader& rows,
                                                   std::string_view authority) {
  const std::string prefix = AuthorityPrefix(authority);
  std::vector<AuthorityRecord> records;
  Status status;
  SWORN_RETURN_IF_ERROR(rows.ScanPrefix(
      prefix, {}, limits::kMaxEntriesPerOfficer, [&](std::string_view key, std::string_view row) {
        const Result<LeafIndex> index = IndexOf(key, prefix.size());
        Result<AuthorityRecord> record =
            index ? DecodeAuthority(*index, row) : Result<AuthorityRecord>(index.error());
        if (!record) {
          status = record.error();
          return false;
        }
        records.push_back(std::move(*record));
        return true;
      }));
  SWORN_RETURN_IF_ERROR(status);
  return records;
}

Result<std::vector<std::string>> ListOfficers(const storage::RowReader& rows,
                                              std::string_view after, std::size_t limit) {
  std::vector<std::string> officers;
  // The smallest key above `after`, whose own row must not be shown again.
  const std::string from = after.empty() ? std::string() : KnownOfficerKey(after) + '\0';
  SWORN_RETURN_IF_ERROR(
      rows.ScanPrefix("k", from, limit, [&](std::string_view key, std::string_view) {
        officers.emplace_back(key.substr(1));
        return true;
      }));
  return officers;
}

Result<std::optional<ProjectionState>> ReadState(const storage::RowReader& rows) {
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> row, rows.Get(kStateKey));
  if (!row) return std::optional<ProjectionState>();
  if (row->size() != 4 + 1 + RootHash::kBytes) return Damaged("its own state");
  SWORN_ASSIGN_OR_RETURN(const RootHash root,
                         RootHash::FromBytes(std::string_view(*row).substr(5)));
  return std::optional<ProjectionState>({.projector_version = ReadUint32(*row),
                                         .fact_encoding = static_cast<std::uint8_t>((*row)[4]),
                                         .root = root});
}

}  // namespace sworn::projections
