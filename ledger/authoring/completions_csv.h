// A training system's list of completions: one row, one event.
//
//   mptc_id,course,offering,completed_on,hours,mode,in_acadis
//   1234,nasro-basic,lynnfield-2023,10/13/2023,40,in person,yes
//
//   CompletionsOptions options{.agency = "example-pd", .signers = {{"clerk"}}};
//   SWORN_ASSIGN_OR_RETURN(const CompletionsFile file, ParseCompletions(text, options));
//   for (const CompletionRow& row : file.rows) …
//
// A row's event id is derived from the agency and the row's values, however they are spelled, so
// that the same row is the same event for ever, in whichever file it stands and whoever signs it,
// and a file may be sent again. Pure and thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/authoring/event_request.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"

namespace sworn::authoring {

struct CompletionsOptions {
  std::string agency;  // The acting authority; part of every row's event id.
  std::vector<SignerRequest> signers;
  std::vector<std::string> ignored_columns;  // Headers that may be there and are not read.
  // In a ledger of simulated time: the recorded-at of rows without a column of that name.
  std::optional<Instant> recorded_at;
};

struct CompletionRow {
  std::size_t number = 0;  // As a spreadsheet counts; the header is row 1.
  std::vector<std::string> fields;
  Sha256Hash content_key;  // Of the values; of the text for a row that could not be read.
  // Errors name the column as it is spelled in the file.
  Result<EventRequest> request;
  bool id_from_content = false;  // Not where the row has an event_id of its own.
};

struct CompletionsFile {
  std::vector<std::string> header;
  std::vector<CompletionRow> rows;
  // How the file spells a column ("MPTC ID"), by the last part of the path that the ledger's
  // refusals name ("subject"); the usual name of one that the file has not.
  std::map<std::string, std::string, std::less<>> columns;
};

// The column that a refusal's field stands for, which is a path ("header.subject") or a column's
// name already; empty where it is of no column.
std::string ColumnOf(const CompletionsFile& file, std::string_view field);

// MALFORMED when the text is no CSV; MISSING_FIELD naming all columns that are missing (mptc_id,
// course, completed_on, hours and mode must be there); INVALID_FIELD for columns that are unknown
// or there twice. What is wrong with a single row stands in the row.
Result<CompletionsFile> ParseCompletions(std::string_view text, const CompletionsOptions& options);

// Columns that a file of rejects has behind the original ones; ignored when it is read again.
inline constexpr std::string_view kRefusedReasonColumn = "refused_reason";
inline constexpr std::string_view kRefusedFieldColumn = "refused_field";
inline constexpr std::string_view kRefusedMessageColumn = "refused_message";

}  // namespace sworn::authoring
