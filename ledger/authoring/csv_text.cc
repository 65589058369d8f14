#include "ledger/authoring/csv_text.h"

#include <csv.h>

#include <utility>

namespace sworn::authoring {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Owns libcsv's parser and gathers what it reports.
class Reader {
 public:
  Reader() {
    // Strict, so that a stray quote does not swallow the rows after it; every line end reported, so
    // that empty rows keep their number.
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  }
  ~Reader() { csv_free(&parser_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Result<std::vector<CsvRow>> Read(std::string_view text) {
    const std::size_t parsed =
        csv_parse(&parser_, text.data(), text.size(), &Reader::OnField, &Reader::OnRow, this);
    if (parsed != text.size()) return BadQuotes(text, false);
    if (csv_fini(&parser_, &Reader::OnField, &Reader::OnRow, this) != 0) {
      return BadQuotes(text, true);
    }
    return std::move(rows_);
  }

 private:
  static void OnField(void* data, std::size_t size, void* self) {
    static_cast<Reader*>(self)->fields_.emplace_back(static_cast<const char*>(data), size);
  }
  static void OnRow(int end, void* self) { static_cast<Reader*>(self)->EndRow(end); }

  // `end` is the character that ended the row, -1 at the end of the text.
  void EndRow(int end) {
    const bool second_half = end == '\n' && last_end_ == '\r' && fields_.empty();
    last_end_ = end;
    if (second_half) return;  // Of CR LF, whose CR has ended the row.
    ++number_;
    bool empty = true;
    for (const std::string& field : fields_) empty = empty && field.empty();
    if (!empty) rows_.push_back({number_, std::move(fields_)});
    fields_.clear();
  }

  // However many lines a quoted field has swallowed, row and field are still those it began in.
  Error BadQuotes(std::string_view text, bool at_end) const {
    const std::string where = "row " + std::to_string(number_ + 1) + ", field " +
                              std::to_string(fields_.size() + 1) + ": ";
    const std::string hint =
        number_ == 0 ? SeparatorHint(text.substr(0, text.find_first_of("\r\n"))) : std::string();
    if (!hint.empty()) return Fail(Reason::kMalformed, where + "the quotes do not match; " + hint);
    return Fail(Reason::kMalformed,
                where +
                    (at_end ? "a quote opens here and is never closed"
                            : "the quote that opens or stands here does not match the next one") +
                    "; a field with quotes in it must stand in quotes, with each quote doubled");
  }

  csv_parser parser_{};
  std::vector<CsvRow> rows_;
  std::vector<std::string> fields_;
  std::size_t number_ = 0;
  int last_end_ = 0;
};

}  // namespace

Result<std::vector<CsvRow>> ParseCsv(std::string_view text) {
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
    return Fail(Reason::kMalformed, "the file is UTF-16; save it as \"CSV UTF-8\"");
  }
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  Reader reader;
  return reader.Read(text);
}

std::string SeparatorHint(std::string_view header) {
  if (header.find(';') != std::string_view::npos) return "separated by ';'? use commas";
  if (header.find('\t') != std::string_view::npos) return "separated by tabs? use commas";
  return {};
}

std::string FormatCsvRow(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    const std::string& field = fields[i];
    const bool edge_space = !field.empty() && (field.front() == ' ' || field.back() == ' ');
    if (field.find_first_of(",\"\r\n\t") == std::string::npos && !edge_space) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace sworn::authoring
