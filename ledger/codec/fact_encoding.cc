#include "ledger/codec/fact_encoding.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"

namespace sworn::codec {
namespace {

using namespace certification;  // NOLINT(google-build-using-namespace): every type of it, below.

constexpr std::uint8_t kFormat = 1;
constexpr int kMaxVarintBytes = 10;

// The last value of each enumeration: a row that holds more is corrupt.
template <typename Enum>
constexpr int kLast = -1;
template <>
constexpr int kLast<Role> = static_cast<int>(Role::kHearingOfficer);
template <>
constexpr int kLast<TrainingMode> = static_cast<int>(TrainingMode::kHybrid);
template <>
constexpr int kLast<OfficerCertificationAct::Kind> =
    static_cast<int>(OfficerCertificationAct::Kind::kExpired);
template <>
constexpr int kLast<SroCertificationAct::Kind> =
    static_cast<int>(SroCertificationAct::Kind::kTerminated);
template <>
constexpr int kLast<PolicyFamily> = static_cast<int>(PolicyFamily::kTrainingYear);
template <>
constexpr int kLast<Certainty> = static_cast<int>(Certainty::kInference);
template <>
constexpr int kLast<Anchor> = static_cast<int>(Anchor::kAsOfDate);
template <>
constexpr int kLast<Axis> = static_cast<int>(Axis::kSro);
template <>
constexpr int kLast<CertificateStatus> = static_cast<int>(CertificateStatus::kVacated);
template <>
constexpr int kLast<EligibilityCondition::Kind> =
    static_cast<int>(EligibilityCondition::Kind::kNoBarringRestriction);
template <>
constexpr int kLast<Deadline::Trigger> = static_cast<int>(Deadline::Trigger::kOfficerSuspended);
template <>
constexpr int kLast<TrainingRequirement::Frequency> =
    static_cast<int>(TrainingRequirement::Frequency::kYearly);
template <>
constexpr int kLast<TrainingRequirement::AppliesTo> =
    static_cast<int>(TrainingRequirement::AppliesTo::kOfficer);

// Each struct names its members once; writer and reader both follow Members(), so that they cannot
// disagree.
template <typename Archive, typename T>
using In = std::conditional_t<Archive::kReads, T&, const T&>;

#define SWORN_MEMBERS(Type, ...)                        \
  template <typename Archive>                           \
  bool Members(Archive& archive, In<Archive, Type> v) { \
    return archive(__VA_ARGS__);                        \
  }

SWORN_MEMBERS(OfficerRegistered, v.agency)
SWORN_MEMBERS(OfficerCertificationAct, v.act, v.order)
SWORN_MEMBERS(CourseApproved, v.course, v.title, v.provider, v.hours, v.mode, v.topics,
              v.full_committee)
SWORN_MEMBERS(OfferingScheduled, v.offering, v.course, v.place, v.first_day, v.last_day, v.mode)
SWORN_MEMBERS(EnrollmentConfirmed, v.offering)
SWORN_MEMBERS(CompletionRecorded, v.course, v.offering, v.hours, v.mode, v.training_year,
              v.in_acadis)
SWORN_MEMBERS(CompletionVoided, v.target)
SWORN_MEMBERS(MouSigned, v.mou, v.agency, v.district, v.schools)
SWORN_MEMBERS(MouEnded, v.mou)
SWORN_MEMBERS(SroDesignated, v.agency, v.schools, v.mou)
SWORN_MEMBERS(DesignationEnded, v.agency, v.schools)
SWORN_MEMBERS(SroApplicationSubmitted, v.agency, v.perjury_attested, v.conduct_undertaken,
              v.chief_confirmed)
SWORN_MEMBERS(Condition, v.condition, v.text, v.due_on)
SWORN_MEMBERS(SroCertificationAct, v.act, v.order, v.conditions, v.served_on)
SWORN_MEMBERS(ConditionSatisfied, v.condition)
SWORN_MEMBERS(CorrectedRecord, v.subject, v.occurred_on, v.effective_from, v.effective_to, v.body)
SWORN_MEMBERS(RecordCorrected, v.target, v.target_subject, v.corrected)
SWORN_MEMBERS(RecordVoided, v.target)
SWORN_MEMBERS(CertificateTerm, v.axis, v.years)
SWORN_MEMBERS(AutomaticEffect, v.officer_status, v.sro_status)
SWORN_MEMBERS(StatusPrecedence, v.axis, v.order)
SWORN_MEMBERS(StatusInForce, v.axis, v.statuses)
SWORN_MEMBERS(EligibilityCondition, v.condition)
SWORN_MEMBERS(ConditionTerm, v.days)
SWORN_MEMBERS(VacaturEffect, v.deemed_certified_until_vacatur)
SWORN_MEMBERS(RetroactiveGrant, v.permitted)
SWORN_MEMBERS(Deadline, v.trigger, v.days, v.action, v.rolls_off_holidays)
SWORN_MEMBERS(TrainingYear, v.first_day, v.last_day, v.grace_days)
SWORN_MEMBERS(TrainingRequirement, v.requirement, v.title, v.courses, v.frequency, v.hours,
              v.in_person, v.earlier_needs_acadis, v.applies_to, v.sum_hours)
SWORN_MEMBERS(TrainingNotRequired, v.requirement)
SWORN_MEMBERS(Rule, v.rule, v.statement, v.citation, v.certainty, v.anchor, v.kind)
SWORN_MEMBERS(Policy, v.family, v.policy, v.version, v.title, v.document, v.supersedes,
              v.training_year, v.rules)
SWORN_MEMBERS(Fact, v.index, v.recorded_at, v.subject, v.acting_authority, v.signer_roles,
              v.attested, v.occurred_on, v.effective_from, v.effective_to, v.source_recorded_at,
              v.reason, v.body)
#undef SWORN_MEMBERS

std::uint64_t ZigZag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t FromZigZag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

class Writer {
 public:
  static constexpr bool kReads = false;
  explicit Writer(std::string& out) : out_(out) {}

  // The result only mirrors Reader's.
  template <typename... T>
  bool operator()(const T&... members) {
    (Put(members), ...);
    return true;
  }

 private:
  void PutVarint(std::uint64_t value) {
    while (value >= 0x80) {
      out_.push_back(static_cast<char>((value & 0x7F) | 0x80));
      value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
  }
  void Put(const std::string& text) {
    PutVarint(text.size());
    out_ += text;
  }
  void Put(std::uint32_t value) { PutVarint(value); }
  void Put(bool value) { out_.push_back(value ? 1 : 0); }
  void Put(Date date) { PutVarint(ZigZag(date.days_since_epoch())); }
  void Put(Instant instant) { PutVarint(ZigZag(instant.microseconds())); }
  void Put(LeafIndex index) { PutVarint(index.value()); }
  void Put(const DocumentHash& hash) { out_ += hash.view(); }
  template <typename T>
  void Put(const std::optional<T>& value) {
    Put(value.has_value());
    if (value) Put(*value);
  }
  template <typename T>
  void Put(const std::vector<T>& list) {
    PutVarint(list.size());
    for (const T& item : list) Put(item);
  }
  template <typename... T>
  void Put(const std::variant<T...>& value) {
    out_.push_back(static_cast<char>(value.index()));
    std::visit([this](const auto& held) { this->Put(held); }, value);
  }
  template <typename T>
  void Put(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      static_assert(kLast<T> >= 0);
      out_.push_back(static_cast<char>(value));
    } else {
      Members(*this, value);
    }
  }

  std::string& out_;
};

// Every Get gives false on bytes that Writer does not write.
class Reader {
 public:
  static constexpr bool kReads = true;
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename... T>
  bool operator()(T&... members) {
    return (Get(members) && ...);
  }
  bool GetByte(std::uint8_t& value) {
    if (rest_.empty()) return false;
    value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return true;
  }
  bool AtEnd() const { return rest_.empty(); }

 private:
  bool GetVarint(std::uint64_t& value) {
    value = 0;
    std::uint8_t byte = 0;
    for (int i = 0; i < kMaxVarintBytes && GetByte(byte); ++i) {
      value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
      if ((byte & 0x80) == 0) {
        const bool minimal = byte != 0 || i == 0;
        return minimal && (i < kMaxVarintBytes - 1 || byte == 1);
      }
    }
    return false;
  }
  bool Get(std::string& text) {
    std::uint64_t size = 0;
    if (!GetVarint(size) || size > rest_.size()) return false;
    text.assign(rest_.substr(0, static_cast<std::size_t>(size)));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return true;
  }
  bool Get(std::uint32_t& value) {
    std::uint64_t wide = 0;
    if (!GetVarint(wide) || wide > UINT32_MAX) return false;
    value = static_cast<std::uint32_t>(wide);
    return true;
  }
  bool Get(bool& value) {
    std::uint8_t byte = 0;
    if (!GetByte(byte) || byte > 1) return false;
    value = byte == 1;
    return true;
  }
  bool Get(Date& date) {
    std::uint64_t wide = 0;
    if (!GetVarint(wide)) return false;
    const std::int64_t days = FromZigZag(wide);
    if (days < Date::First().days_since_epoch() || days > Date::Last().days_since_epoch()) {
      return false;
    }
    date = Date::FromDaysSinceEpoch(static_cast<std::int32_t>(days));
    return true;
  }
  bool Get(Instant& instant) {
    std::uint64_t wide = 0;
    if (!GetVarint(wide)) return false;
    instant = Instant::FromMicroseconds(FromZigZag(wide));
    return true;
  }
  bool Get(LeafIndex& index) {
    std::uint64_t value = 0;
    if (!GetVarint(value)) return false;
    index = LeafIndex(value);
    return true;
  }
  bool Get(DocumentHash& hash) {
    if (rest_.size() < DocumentHash::kBytes) return false;
    hash = *DocumentHash::FromBytes(rest_.substr(0, DocumentHash::kBytes));
    rest_.remove_prefix(DocumentHash::kBytes);
    return true;
  }
  template <typename T>
  bool Get(std::optional<T>& value) {
    bool present = false;
    if (!Get(present)) return false;
    if (!present) {
      value.reset();
      return true;
    }
    return Get(value.emplace());
  }
  template <typename T>
  bool Get(std::vector<T>& list) {
    std::uint64_t size = 0;
    // Every item takes at least a byte: a corrupt count cannot make us reserve the earth.
    if (!GetVarint(size) || size > rest_.size()) return false;
    list.clear();
    list.reserve(static_cast<std::size_t>(size));
    for (std::uint64_t i = 0; i < size; ++i) {
      if (!Get(list.emplace_back())) return false;
    }
    return true;
  }
  template <typename... T>
  bool Get(std::variant<T...>& value) {
    std::uint8_t held = 0;
    return GetByte(held) && GetCase(value, held, std::index_sequence_for<T...>());
  }
  template <typename Variant, std::size_t... I>
  bool GetCase(Variant& value, std::uint8_t held, std::index_sequence<I...> /*cases*/) {
    bool read = false;
    (void)((held == I && (read = Get(value.template emplace<I>()), true)) || ...);
    return read;
  }
  template <typename T>
  bool Get(T& value) {
    if constexpr (std::is_enum_v<T>) {
      static_assert(kLast<T> >= 0);
      std::uint8_t byte = 0;
      if (!GetByte(byte) || byte > kLast<T>) return false;
      value = static_cast<T>(byte);
      return true;
    } else {
      return Members(*this, value);
    }
  }

  std::string_view rest_;
};

}  // namespace

void AppendFact(std::string& out, const Fact& fact) {
  out.push_back(static_cast<char>(kFormat));
  Writer writer(out);
  Members(writer, fact);
}

std::string EncodeFact(const Fact& fact) {
  std::string out;
  AppendFact(out, fact);
  return out;
}

Result<Fact> DecodeFact(std::string_view bytes) {
  Reader reader(bytes);
  std::uint8_t format = 0;
  if (!reader.GetByte(format) || format != kFormat) {
    return Fail(Reason::kCorrupt, "a stored fact has an unknown format; rebuild the projections");
  }
  Fact fact;
  if (!Members(reader, fact) || !reader.AtEnd()) {
    return Fail(Reason::kCorrupt, "a stored fact does not decode; rebuild the projections");
  }
  return fact;
}

}  // namespace sworn::codec
