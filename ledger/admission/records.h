// What decide looks up in earlier entries: definitions that others refer to, and targets.
//
//   Records records(source);
//   SWORN_ASSIGN_OR_RETURN(const CourseRecord course, records.Course("nasro-basic",
//   "body.course"));
//
// A course, offering or memorandum is defined by the first entry of its stream: its identifier is
// taken for good, and what other entries rely on (provider, course, agency, district) is never
// corrected. So a definition that is in the log may be cached.
//
// Belongs to one thread. Borrows the source.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/admission/stored_event.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/codec/facts.h"
#include "ledger/tlog/group.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/lru_cache.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::admission {

// The entries before the one that is decided on.
class RecordSource {
 public:
  virtual ~RecordSource() = default;
  virtual Result<std::optional<tlog::StreamPosition>> StreamHead(
      const tlog::StreamName& stream) = 0;
  // The index of the stream's first entry; none for an empty stream.
  virtual Result<std::optional<LeafIndex>> StreamStart(const tlog::StreamName& stream) = 0;
  virtual Result<std::string> ReadEntry(LeafIndex index) = 0;
  // The first index that is not among them.
  virtual LeafIndex end() const = 0;
  // Entries below it are in the log for good; those above belong to a group that may be dropped.
  virtual LeafIndex durable_end() const = 0;
};

// The log and what the group has staged.
class GroupRecords final : public RecordSource {
 public:
  explicit GroupRecords(tlog::Group& group) : group_(group) {}
  Result<std::optional<tlog::StreamPosition>> StreamHead(const tlog::StreamName& stream) override;
  Result<std::optional<LeafIndex>> StreamStart(const tlog::StreamName& stream) override;
  Result<std::string> ReadEntry(LeafIndex index) override;
  LeafIndex end() const override;
  LeafIndex durable_end() const override;

 private:
  tlog::Group& group_;
};

// A prefix of the log, for judging an entry again at its own position.
class LogRecords final : public RecordSource {
 public:
  LogRecords(const tlog::Log& log, TreeSize size) : log_(log), size_(size) {}
  Result<std::optional<tlog::StreamPosition>> StreamHead(const tlog::StreamName& stream) override;
  Result<std::optional<LeafIndex>> StreamStart(const tlog::StreamName& stream) override;
  Result<std::string> ReadEntry(LeafIndex index) override;
  LeafIndex end() const override { return NextIndex(size_); }
  LeafIndex durable_end() const override { return NextIndex(size_); }

 private:
  const tlog::Log& log_;
  const TreeSize size_;
};

struct CourseRecord {
  std::string provider;
};
struct OfferingRecord {
  std::string course;
};
struct MouRecord {
  std::string agency;
  std::string district;
};

// Definitions that are durable, by stream. Bounded.
struct DefinitionCache {
  tlog::LruCache<tlog::StreamName, CourseRecord> courses{4'096};
  tlog::LruCache<tlog::StreamName, OfferingRecord> offerings{16'384};
  tlog::LruCache<tlog::StreamName, MouRecord> mous{4'096};
};

// An entry that may be corrected or voided, as it stands: itself, or what a chain of corrections
// made of it.
struct TargetRecord {
  LeafIndex index;
  std::string acting_authority;  // Of the entry that the target names.
  std::string subject;           // Whom the record is about now.
  event::v1::Body body;          // What it says now.
  std::vector<tlog::StreamLink> streams;
};

class Records {
 public:
  Records(RecordSource& source, DefinitionCache& cache) : source_(source), cache_(cache) {}

  Result<bool> OfficerExists(std::string_view officer);
  Result<bool> StreamExists(tlog::StreamKind kind, std::string_view identifier);
  // UNKNOWN_COURSE, UNKNOWN_OFFERING, UNKNOWN_MOU at `field`.
  Result<CourseRecord> Course(std::string_view course, const std::string& field);
  Result<OfferingRecord> Offering(std::string_view offering, const std::string& field);
  Result<MouRecord> Mou(std::string_view mou, const std::string& field);

  // UNKNOWN_TARGET unless the entry exists and has that event id; WRONG_TARGET for entries that are
  // never corrected. `field` is the path of the reference, to which "index" or "event_id" is added.
  Result<TargetRecord> Target(const codec::TargetReference& reference, const std::string& field);
  // The stream in which whatever voids or replaces the record must stand: its officer's, or that of
  // the course, offering or memorandum which it is about.
  static tlog::StreamName OwnStream(const TargetRecord& target);
  // WRONG_TARGET at `field` if the record was voided or replaced already, naming the entry that did
  // it. Reads its own stream back to the target.
  Status CheckStands(const TargetRecord& target, const std::string& field);

  // Shows `visit` the records about the officer that were neither voided nor replaced, each as it
  // stands, newest first, until it returns false. Reads the officer's stream back as far as that.
  Status VisitStanding(std::string_view officer,
                       const std::function<bool(const TargetRecord&)>& visit);

  // Whether this version of the policy was published.
  Result<bool> PolicyExists(std::string_view policy, std::uint32_t version);

 private:
  Result<std::optional<StoredEvent>> Definition(const tlog::StreamName& stream);
  // The entry, or what the chain of corrections that it ends made of a record. WRONG_TARGET at
  // `field` if it is no record.
  Result<TargetRecord> AsItStands(LeafIndex index, StoredEvent stored, const std::string& field);
  // The entry that voided or replaced `index`, if any; looked for in `stream`, newest first.
  Result<std::optional<StoredEvent>> SupersededBy(LeafIndex index, const tlog::StreamName& stream);

  RecordSource& source_;
  DefinitionCache& cache_;
};

}  // namespace sworn::admission
