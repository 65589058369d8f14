// A certificate's life as intervals: acts in the order in which they take effect, folded into
// moments between which nothing is done to it. Both axes share it.
//
//   const Timeline timeline = Timeline::Build(Axis::kOfficer, OfficerActs(records), rules, {});
//   timeline.On(date).status
//
// Order of acts: effective day, then day of decision, then the policy's precedence (what goes first
// is done last, so that it prevails), then index. An ended certificate stays ended until another is
// granted; a suspension stands until it is lifted or its own last day has passed.
//
// Refers to the records and rules that it was built from; they must outlive it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/certification/record.h"
#include "ledger/certification/select.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

enum class ActKind { kApply, kGrant, kDecline, kSuspend, kLift, kEnd };

struct Act {
  ActKind kind = ActKind::kApply;
  // What it makes of the certificate: of kGrant kCertified or kConditional, of kSuspend which
  // suspension, of kEnd revoked, vacated, terminated or expired.
  CertificateStatus status = CertificateStatus::kNone;
  Date from;
  Date decided;
  const Record* record = nullptr;
  Selection basis;  // Of a retroactive grant and of a vacatur: the rule that says what it does.
  bool retroactive = false;
};

// Another axis's status that ends or suspends this certificate (555 CMR 10.09(9)-(10)).
struct Effect {
  CertificateStatus status = CertificateStatus::kUndetermined;  // kUndetermined: rules overlap.
  const RuleVersion* rule = nullptr;
  std::vector<LeafIndex> evidence;
  // What shows on the other axis, where that is not what has the effect: a suspension stands behind
  // an expiry.
  std::optional<CertificateStatus> shown_instead;
};
// From a day until the next one's, ascending; before the first, none.
using Effects = std::vector<std::pair<Date, std::optional<Effect>>>;

struct ConditionState {
  const Condition* condition = nullptr;
  std::optional<Date> due_on;
  const RuleVersion* due_rule = nullptr;  // None where the grant itself names the day.
  std::optional<Date> satisfied_on;
  const Record* satisfied_by = nullptr;
};

struct Certificate {
  const Record* grant = nullptr;
  bool conditional = false;
  bool retroactive = false;
  Selection retroactive_basis;
  Date from;
  Date decided;
  std::optional<Date> expires_on;
  Selection term;  // Consulted where the grant names no expiry.
  std::vector<ConditionState> conditions;
  std::optional<Date> all_satisfied_on;
  const Record* vacated_by = nullptr;
  std::optional<Date> vacated_on;
  Selection vacatur_basis;

  // A gap in the rules that leaves the certificate's state on `date` open.
  bool Undetermined(Date date) const;
};

struct Suspension {
  CertificateStatus status = CertificateStatus::kSuspended;
  const Record* act = nullptr;
  std::optional<Date> to;
};

// From `from` until the next moment.
struct Moment {
  Date from;
  int certificate = -1;  // Position in Timeline::certificates(), -1 for none.
  CertificateStatus ended = CertificateStatus::kNone;  // kNone: not ended.
  const Record* ended_by = nullptr;                    // None where a rule ended it.
  Date ended_on;
  std::optional<Effect> ended_effect;
  // A revocation stands until another grant, even where a later act shows in its place.
  const Record* revoked_by = nullptr;
  Date revoked_on;
  std::vector<Suspension> suspensions;
  const Record* lifted_by = nullptr;
  const Record* application = nullptr;
  const Record* decline = nullptr;
};

// What holds on one day, and on what it rests.
struct StatusOnDay {
  CertificateStatus status = CertificateStatus::kUndetermined;
  Selection precedence;
  std::size_t candidates = 0;                // Statuses that hold on the day.
  const Moment* moment = nullptr;            // None before the first act.
  const Certificate* certificate = nullptr;  // The moment's.
  std::optional<Effect> effect;              // The status is another axis's doing.
  bool deemed = false;                       // Of a certificate that was vacated later.
  bool retroactive = false;                  // Of a certificate that was not yet decided upon.
  std::vector<LeafIndex> evidence;           // Ascending.
  // The day of the act or of the expiry that made it so.
  std::optional<Date> event_on;
};

// A suspension or revocation that stands on a day, whether or not its status shows.
struct StandingOrder {
  CertificateStatus status = CertificateStatus::kSuspended;
  Date from;
  std::vector<LeafIndex> evidence;  // Ascending.
};

// An act that is legally odd, recorded all the same.
struct OddAct {
  Date from;
  LeafIndex index;
  std::string text;
  std::string citation;
};

class Timeline {
 public:
  // `satisfactions` are ConditionSatisfied records; `effects` is empty where nothing acts on this
  // axis.
  struct Options {
    std::vector<const Record*> satisfactions;
    Effects effects;
    std::function<bool(Date)> grant_is_odd;  // For a reason that lies outside this axis.
  };
  static Timeline Build(Axis axis, std::vector<Act> acts, const RuleBook& rules, Options options);

  StatusOnDay On(Date date) const;
  // Revocation first, then suspensions in the order in which they were done.
  std::vector<StandingOrder> StandingOrders(Date date) const;
  // The longest stretch around `date` with its status; an end is absent where there is none.
  struct Stretch {
    std::optional<Date> since;
    std::optional<Date> until;
  };
  Stretch Around(Date date) const;
  // Days on which the status may change, ascending.
  const std::vector<Date>& boundaries() const { return boundaries_; }
  const std::vector<Certificate>& certificates() const { return certificates_; }
  const std::vector<OddAct>& odd_acts() const { return odd_acts_; }
  // Whether a certificate ran on some day of the interval, deemed ones included.
  bool HeldDuring(const DateInterval& days) const;
  // Whether an application was pending on some day of the interval.
  bool AppliedDuring(const DateInterval& days) const;

 private:
  Timeline(Axis axis, const RuleBook& rules, Effects effects);

  void Sort(std::vector<Act>* acts) const;
  void Fold(const std::vector<Act>& acts, const Options& options);
  void Apply(const Act& act, const Options& options, Moment* moment);
  void Grant(const Act& act, const Options& options, Moment* moment);
  void AttachConditions(const AnchorDates& dates, Certificate* certificate) const;
  void NoteOddGrant(const Act& act, const Options& options, const Moment& moment);
  void EndByEffect(Date day, Moment* moment) const;
  void SatisfyConditions(const std::vector<const Record*>& satisfactions);
  void CollectBoundaries();
  bool Runs(const Moment& moment, Date date) const;
  const Moment* MomentOn(Date date) const;
  const Selection& Precedence(Date date) const;
  const Effect* EffectOn(Date date) const;
  void Odd(const Act& act, std::string text, std::string citation);

  Axis axis_;
  const RuleBook* rules_;
  std::vector<Certificate> certificates_;
  std::vector<Moment> moments_;
  std::vector<Date> boundaries_;
  std::vector<OddAct> odd_acts_;
  Effects effects_;
  // The rule on precedence, from a day until the next one's; the first is Date::First().
  std::vector<std::pair<Date, Selection>> precedence_;
};

}  // namespace sworn::certification
