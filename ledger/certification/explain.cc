#include "ledger/certification/explain.h"

#include <utility>

namespace sworn::certification {

std::string_view InWords(CertificateStatus status) {
  switch (status) {
    case CertificateStatus::kUndetermined:
      return "undetermined";
    case CertificateStatus::kNone:
      return "none";
    case CertificateStatus::kApplied:
      return "applied for";
    case CertificateStatus::kConditional:
      return "conditional";
    case CertificateStatus::kCertified:
      return "certified";
    case CertificateStatus::kDeclined:
      return "declined";
    case CertificateStatus::kAdministrativelySuspended:
      return "administratively suspended";
    case CertificateStatus::kSuspended:
      return "suspended";
    case CertificateStatus::kRevoked:
      return "revoked";
    case CertificateStatus::kExpired:
      return "expired";
    case CertificateStatus::kTerminated:
      return "terminated";
    case CertificateStatus::kVacated:
      return "vacated";
  }
  SWORN_CHECK(false);
}

std::string_view InWords(Axis axis) {
  return axis == Axis::kOfficer ? "the officer's certificate" : "the SRO certificate";
}

std::string EntryText(LeafIndex index) { return "entry " + ToString(index); }

std::string EntryText(const Record& record) {
  return EntryText(record.index()) + ", recorded on " +
         EasternDate(record.entry().recorded_at).ToString() +
         (record.attested() ? ", attested, not signed" : "");
}

Explanation Because(std::string statement, std::vector<LeafIndex> evidence) {
  return {std::move(statement), std::nullopt, std::move(evidence), {}};
}

Explanation ByRule(std::string statement, const RuleVersion& rule,
                   std::vector<LeafIndex> evidence) {
  return {std::move(statement), rule.Reference(), std::move(evidence), {}};
}

Explanation NoRule(std::string_view question, Date date, const Selection& selection) {
  if (selection.overlap.empty()) {
    return Because("No published policy says, for " + date.ToString() + ", " +
                   std::string(question) + ".");
  }
  return Because("More than one published policy says, for " + date.ToString() + ", " +
                     std::string(question) + ", and none supersedes the others.",
                 selection.overlap);
}

Flag PolicyFlag(std::string_view question, Date date, const Selection& selection) {
  Explanation gap = NoRule(question, date, selection);
  return {selection.overlap.empty() ? Flag::Kind::kNoPolicy : Flag::Kind::kPolicyOverlap,
          std::move(gap.statement), "", std::move(gap.evidence)};
}

namespace {

// A gap in the rules that makes a status undetermined, as question and selection.
struct Gap {
  std::string question;
  Date date;
  Selection selection;
};

std::vector<Gap> Gaps(Axis axis, Date date, const StatusOnDay& day) {
  std::vector<Gap> gaps;
  if (day.status != CertificateStatus::kUndetermined) return gaps;
  if (day.precedence.found == nullptr) {
    gaps.push_back(
        {"which status of " + std::string(InWords(axis)) + " shows", date, day.precedence});
  }
  if (const Certificate* certificate = day.certificate; certificate != nullptr) {
    if (!certificate->expires_on) {
      gaps.push_back({"how long " + std::string(InWords(axis)) + " lasts", certificate->from,
                      certificate->term});
    }
    if (certificate->retroactive && date < certificate->decided &&
        certificate->retroactive_basis.found == nullptr) {
      gaps.push_back({"whether a grant may count from before its decision", certificate->decided,
                      certificate->retroactive_basis});
    }
    if (certificate->vacated_on && date < *certificate->vacated_on &&
        certificate->vacatur_basis.found == nullptr) {
      gaps.push_back({"what a vacatur does to the days before it", *certificate->vacated_on,
                      certificate->vacatur_basis});
    }
  }
  if (gaps.empty()) {
    // Left are rules on automatic effects that overlap, or an order that misses a status.
    gaps.push_back({"which of the statuses that hold shows", date, {}});
  }
  return gaps;
}

std::string GrantText(Axis axis, const Certificate& certificate) {
  std::string text = certificate.conditional ? "A conditional grant of " : "A grant of ";
  text += InWords(axis);
  text += " takes effect on " + certificate.from.ToString();
  if (certificate.decided != certificate.from) {
    text += " and was decided on " + certificate.decided.ToString();
  }
  return text + " (" + EntryText(*certificate.grant) + ").";
}

Explanation TermStep(Axis axis, const Certificate& certificate) {
  if (!certificate.expires_on) {
    return NoRule("how long " + std::string(InWords(axis)) + " lasts", certificate.from,
                  certificate.term);
  }
  const std::string expires = certificate.expires_on->ToString();
  if (certificate.term.found == nullptr) {
    return Because("The grant itself names the first day on which it is expired: " + expires + ".",
                   {certificate.grant->index()});
  }
  return ByRule("It is expired from " + expires +
                    " on: " + std::to_string(certificate.term.found->As<CertificateTerm>().years) +
                    " calendar years after it took effect.",
                *certificate.term.found, {certificate.grant->index()});
}

void AddConditionSteps(const Certificate& certificate, Date date, Explanation* out) {
  for (const ConditionState& state : certificate.conditions) {
    std::string text = "Condition \"" + state.condition->condition + "\"";
    if (state.due_on) text += ", to be met by " + state.due_on->ToString() + ",";
    std::vector<LeafIndex> evidence{certificate.grant->index()};
    if (state.satisfied_on && *state.satisfied_on <= date) {
      text += " was satisfied on " + state.satisfied_on->ToString() + " (" +
              EntryText(*state.satisfied_by) + ").";
      evidence.push_back(state.satisfied_by->index());
    } else if (state.due_on && *state.due_on < date) {
      text += " is overdue; a missed condition changes no status without an act of the Division.";
    } else {
      text += " is open.";
    }
    out->because.push_back(state.due_rule != nullptr
                               ? ByRule(std::move(text), *state.due_rule, std::move(evidence))
                               : Because(std::move(text), std::move(evidence)));
  }
}

void AddCertificateSteps(const Case& the_case, Axis axis, Date date, const StatusOnDay& day,
                         Explanation* out) {
  const Certificate& certificate = *day.certificate;
  out->because.push_back(Because(GrantText(axis, certificate), {certificate.grant->index()}));
  out->because.push_back(TermStep(axis, certificate));
  AddConditionSteps(certificate, date, out);
  if (day.retroactive) {
    std::string text = "It counts from before its own decision.";
    if (axis == Axis::kSro) {
      const Timeline without = SroTimelineWithout(certificate.grant->index(), the_case.records(),
                                                  the_case.rules(), the_case.officer());
      text += " Without the retroactive grant the status on this day would be: ";
      text += InWords(without.On(date).status);
      text += ".";
    }
    out->because.push_back(certificate.retroactive_basis.found != nullptr
                               ? ByRule(std::move(text), *certificate.retroactive_basis.found,
                                        {certificate.grant->index()})
                               : Because(std::move(text), {certificate.grant->index()}));
  }
  if (day.deemed) {
    out->because.push_back(ByRule(
        "The certificate was vacated on " + certificate.vacated_on->ToString() + " (" +
            EntryText(*certificate.vacated_by) + "); until then its holder is deemed certified.",
        *certificate.vacatur_basis.found, {certificate.vacated_by->index()}));
  }
}

// " (it shows as expired; the order stands behind it)"; empty where the effect's cause shows.
std::string BehindText(const Effect& effect) {
  if (!effect.shown_instead) return "";
  return " (it shows as " + std::string(InWords(*effect.shown_instead)) +
         ", but the order behind it stands)";
}

void AddActSteps(const StatusOnDay& day, Date date, Explanation* out) {
  const Moment& moment = *day.moment;
  const auto add = [out](std::string_view what, const Record& record, Date from) {
    out->because.push_back(Because(
        EventTypeName(record.entry()) == "RecordCorrected"
            ? std::string(what) + " from " + from.ToString() + " on, as corrected (" +
                  EntryText(record) + ")."
            : std::string(what) + " from " + from.ToString() + " on (" + EntryText(record) + ").",
        {record.index()}));
  };
  if (moment.ended_by != nullptr) {
    add("By order it is " + std::string(InWords(moment.ended)), *moment.ended_by, moment.ended_on);
  }
  if (moment.ended_effect && moment.ended_effect->rule != nullptr) {
    out->because.push_back(ByRule(
        "From " + moment.ended_on.ToString() + " on it is " + std::string(InWords(moment.ended)) +
            " without an act of its own, because of the officer's certificate" +
            BehindText(*moment.ended_effect) + ".",
        *moment.ended_effect->rule, moment.ended_effect->evidence));
  }
  for (const Suspension& suspension : moment.suspensions) {
    if (suspension.to && *suspension.to <= date) continue;
    add("By order it is " + std::string(InWords(suspension.status)), *suspension.act,
        suspension.act->effective_from());
  }
  if (moment.lifted_by != nullptr) {
    add("A suspension is lifted", *moment.lifted_by, moment.lifted_by->effective_from());
  }
  if (moment.application != nullptr) {
    add("An application is pending", *moment.application, moment.application->effective_from());
  }
  if (moment.decline != nullptr) {
    add("An application was declined, which counts", *moment.decline,
        moment.decline->effective_from());
  }
  if (day.effect && !moment.ended_effect && day.effect->rule != nullptr) {
    out->because.push_back(
        ByRule("While the officer's certificate is " +
                   std::string(InWords(day.effect->rule->As<AutomaticEffect>().officer_status)) +
                   BehindText(*day.effect) + ", the SRO certificate is " +
                   std::string(InWords(day.effect->status)) + "; no act of its own is needed.",
               *day.effect->rule, day.effect->evidence));
  }
}

std::string Headline(Axis axis, Date date, const StatusOnDay& day) {
  std::string on = "On " + date.ToString() + " ";
  if (day.status == CertificateStatus::kUndetermined) {
    return on + "the status of " + std::string(InWords(axis)) + " cannot be determined.";
  }
  if (day.status == CertificateStatus::kNone) {
    return on + "no entry gives the officer " +
           (axis == Axis::kOfficer ? "a police officer's certificate." : "an SRO certificate.");
  }
  return on + std::string(InWords(axis)) + " is " + std::string(InWords(day.status)) + ".";
}

}  // namespace

AxisStanding AxisStandingOn(const Case& the_case, Axis axis, Date date, const StatusOnDay& day) {
  const Timeline& timeline = axis == Axis::kOfficer ? the_case.officer() : the_case.sro();
  const Timeline::Stretch stretch = timeline.Around(date);
  AxisStanding standing;
  standing.status = day.status;
  // Before the first act nothing began: the day would be that of a policy, not of the officer.
  const bool never = day.status == CertificateStatus::kNone && day.moment == nullptr;
  if (!never) standing.since = stretch.since;
  standing.until = stretch.until;
  standing.evidence = day.evidence;
  if (day.certificate != nullptr) standing.expires_on = day.certificate->expires_on;
  standing.explanation = Because(Headline(axis, date, day), day.evidence);
  Explanation& out = standing.explanation;
  for (const Gap& gap : Gaps(axis, date, day)) {
    out.because.push_back(NoRule(gap.question, gap.date, gap.selection));
  }
  if (day.certificate != nullptr) AddCertificateSteps(the_case, axis, date, day, &out);
  if (day.moment != nullptr) AddActSteps(day, date, &out);
  if (day.candidates > 1 && day.precedence.found != nullptr) {
    out.because.push_back(ByRule("Several statuses hold on this day; the policy's order shows " +
                                     std::string(InWords(day.status)) + ".",
                                 *day.precedence.found));
  }
  return standing;
}

std::vector<Flag> PolicyFlags(Axis axis, Date date, const StatusOnDay& day) {
  std::vector<Flag> flags;
  for (const Gap& gap : Gaps(axis, date, day)) {
    flags.push_back(PolicyFlag(gap.question, gap.date, gap.selection));
  }
  return flags;
}

}  // namespace sworn::certification
