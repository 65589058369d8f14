// Legal holidays of Massachusetts, and days counted by them.
//
//   LastDay(*Date::Parse("2024-01-16"), 21, true);   // 2024-02-06
//
// M.G.L. c. 4 s. 7 cl. 18: 1 January, 19 June (since 2021), 4 July, 11 November and Christmas Day,
// or the day following when one of them falls on a Sunday; the third Mondays of January, February
// and April, the last Monday of May, the first of September and the second of October; and
// Thanksgiving. The two holidays that the clause keeps for Suffolk county alone are left out. The
// table is that of today's text, for deadlines from 1969 on.
#pragma once

#include "ledger/base/date.h"

namespace sworn::certification {

bool IsLegalHoliday(Date date);

// The last day of a period of `days` after `first`: the first day excluded, and where `rolls`, the
// last moved off Saturdays, Sundays and legal holidays (801 CMR 1.01(4)).
Date LastDay(Date first, std::uint32_t days, bool rolls);

}  // namespace sworn::certification
