// The grammar of the projection's rows, and how they are read.
//
//   const std::unique_ptr<storage::RowReader> reader = rows.Snapshot();
//   SWORN_ASSIGN_OR_RETURN(const std::vector<certification::Fact> facts,
//                          ReadFacts(*reader, Home::Officer("1234"), TreeSize(812), 100'000));
//
// One row for each fact and each home of it, so that one scan gives an officer's facts in the order
// of the log (BE: big-endian, 8 bytes):
//
//   "c" course   00 index:BE -> fact       course approved, its corrections
//   "f" offering 00 index:BE -> fact       offering scheduled, its corrections
//   "m" mou      00 index:BE -> fact       memorandum signed, ended, its corrections
//   "o" officer  00 index:BE -> fact       everything about the officer
//   "p"          00 index:BE -> fact       policies
//   "a" authority 00 index:BE -> kind:u8 parent-length:u8 parent name
//   "k" officer              -> (empty)    officers who were ever registered
//   "t" index:BE             -> thread     of a record that was corrected or voided
//   "!state"                 -> projector version:u32, fact encoding:u8, root at the cursor:32
//   bytes
//
// fact is codec::EncodeFact; a correction's is resolved, and lies in every home that the record has
// or had. Corrections and voidings of completions name the record's first entry as their target,
// whichever correction of it the event pointed at: a home that the record joined late does not hold
// the links between. Rows are never changed by later entries, except "t" and "!state": what is
// below some index is the same for ever. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/certification/facts.h"
#include "ledger/storage/row_store.h"

namespace sworn::projections {

// Raise it whenever the same log would give other rows: stores of another version are then derived
// anew by themselves.
inline constexpr std::uint32_t kProjectorVersion = 1;

// A list of facts that is read as one: an officer's, a course's, … Ordered by its bytes.
class Home {
 public:
  static Home Officer(std::string_view officer) { return Home('o', officer); }
  static Home Course(std::string_view course) { return Home('c', course); }
  static Home Offering(std::string_view offering) { return Home('f', offering); }
  static Home Mou(std::string_view mou) { return Home('m', mou); }
  static Home Policies() { return Home('p', {}); }

  // The form in which thread rows hold it; CORRUPT for anything else.
  static Result<Home> Parse(std::string_view text);
  const std::string& text() const { return text_; }

  std::string Prefix() const;  // Of the keys of all its rows.
  std::string Key(LeafIndex index) const;

  auto operator<=>(const Home&) const = default;

 private:
  Home(char kind, std::string_view identifier);
  std::string text_;
};

// Where an authority's registration says who it is.
struct AuthorityRecord {
  LeafIndex index;
  certification::AuthorityKind kind = certification::AuthorityKind::kAgency;
  std::string parent;  // Empty for the root.
  std::string name;
  bool operator==(const AuthorityRecord&) const = default;
};

// The facts of a home with an index in [from, below), ascending. TOO_LARGE when there are more than
// `limit`, CORRUPT when a row cannot be decoded.
Result<std::vector<certification::Fact>> ReadFacts(const storage::RowReader& rows, const Home& home,
                                                   TreeSize below, std::size_t limit,
                                                   LeafIndex from = LeafIndex(0));

// The authority's registrations, ascending; empty if there is none.
Result<std::vector<AuthorityRecord>> ReadAuthority(const storage::RowReader& rows,
                                                   std::string_view authority);

// Officers who were ever registered, ascending, after `after` (empty: from the first), at most
// `limit`. Whether one was known at some tree size, his facts say.
Result<std::vector<std::string>> ListOfficers(const storage::RowReader& rows,
                                              std::string_view after, std::size_t limit);

// What the rows say they were derived from.
struct ProjectionState {
  std::uint32_t projector_version = 0;
  std::uint8_t fact_encoding = 0;
  RootHash root;  // Of the log at the cursor.
  bool operator==(const ProjectionState&) const = default;
};
// None in an empty store, CORRUPT when it cannot be decoded.
Result<std::optional<ProjectionState>> ReadState(const storage::RowReader& rows);

}  // namespace sworn::projections
