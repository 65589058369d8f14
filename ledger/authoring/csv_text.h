// Comma-separated values (RFC 4180) as rows of fields, by libcsv.
//
//   SWORN_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ParseCsv(text));
//   rows[0].fields;                   // the header
//
// Pure and thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace sworn::authoring {

struct CsvRow {
  std::size_t number = 0;  // As a spreadsheet counts: 1 is the first, empty ones included.
  std::vector<std::string> fields;
};

// Takes a byte order mark, quoted line breaks, and lines that end in CR, LF or both; leaves out
// empty rows. MALFORMED, naming row and field that the quote opened in, where quotes do not match:
// what follows could not be trusted, so nothing of the file is used. MALFORMED for UTF-16, with how
// to save the file instead.
Result<std::vector<CsvRow>> ParseCsv(std::string_view text);

// "separated by ';'? use commas" for a header with semicolons or tabs in it; else empty.
std::string SeparatorHint(std::string_view header);

// One line, with CR LF; fields are quoted where they must be.
std::string FormatCsvRow(const std::vector<std::string>& fields);

}  // namespace sworn::authoring
