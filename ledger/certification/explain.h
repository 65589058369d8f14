// Plain sentences about a certificate, with the rule and the entries that each rests on.
// Thread-safe: free functions of values.
#pragma once

#include <string>
#include <string_view>

#include "ledger/certification/axes.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// "certified", "administratively suspended": as a word within a sentence.
std::string_view InWords(CertificateStatus status);
// "the officer's certificate", "the SRO certificate".
std::string_view InWords(Axis axis);

// "entry 12".
std::string EntryText(LeafIndex index);
// "entry 12, recorded on 2024-03-18".
std::string EntryText(const Record& record);

// A leaf of the reasoning.
Explanation Because(std::string statement, std::vector<LeafIndex> evidence = {});
Explanation ByRule(std::string statement, const RuleVersion& rule,
                   std::vector<LeafIndex> evidence = {});
// That no policy, or more than one, says which rule holds.
Explanation NoRule(std::string_view question, Date date, const Selection& selection);

AxisStanding AxisStandingOn(const Case& the_case, Axis axis, Date date, const StatusOnDay& day);

// Policy gaps behind an undetermined status, as flags.
std::vector<Flag> PolicyFlags(Axis axis, Date date, const StatusOnDay& day);
Flag PolicyFlag(std::string_view question, Date date, const Selection& selection);

}  // namespace sworn::certification
