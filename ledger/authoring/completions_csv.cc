#include "ledger/authoring/completions_csv.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "ledger/authoring/csv_text.h"
#include "ledger/authoring/moment.h"
#include "ledger/base/encoding.h"
#include "ledger/codec/validate.h"
#include "ledger/crypto/sha256.h"

namespace sworn::authoring {
namespace {

enum class Column {
  kOfficer,
  kCourse,
  kOffering,
  kCompletedOn,
  kHours,
  kMode,
  kTrainingYear,
  kInAcadis,
  kSourceRecordedAt,
  kRecordedAt,
  kEventId,
  kIgnored,
};

struct ColumnName {
  std::string_view name;
  Column column;
};

// Lower case, with "_" for anything that is no letter or digit.
constexpr std::array kColumnNames = {
    ColumnName{"mptc_id", Column::kOfficer},
    ColumnName{"mpct_id", Column::kOfficer},  // A frequent slip.
    ColumnName{"officer", Column::kOfficer},
    ColumnName{"course", Column::kCourse},
    ColumnName{"offering", Column::kOffering},
    ColumnName{"completed_on", Column::kCompletedOn},
    ColumnName{"completion_date", Column::kCompletedOn},
    ColumnName{"hours", Column::kHours},
    ColumnName{"mode", Column::kMode},
    ColumnName{"training_year", Column::kTrainingYear},
    ColumnName{"in_acadis", Column::kInAcadis},
    ColumnName{"source_recorded_at", Column::kSourceRecordedAt},
    ColumnName{"recorded_at", Column::kRecordedAt},
    ColumnName{"event_id", Column::kEventId},
    ColumnName{kRefusedReasonColumn, Column::kIgnored},
    ColumnName{kRefusedFieldColumn, Column::kIgnored},
    ColumnName{kRefusedMessageColumn, Column::kIgnored},
};
constexpr std::array kRequired = {
    ColumnName{"mptc_id", Column::kOfficer}, ColumnName{"course", Column::kCourse},
    ColumnName{"completed_on", Column::kCompletedOn}, ColumnName{"hours", Column::kHours},
    ColumnName{"mode", Column::kMode}};

// The last part of the path by which the ledger names what a column holds.
struct PathEnd {
  std::string_view end;
  Column column;
  std::string_view name;
};
constexpr std::array kPathEnds = {
    PathEnd{"subject", Column::kOfficer, "mptc_id"},
    PathEnd{"course", Column::kCourse, "course"},
    PathEnd{"offering", Column::kOffering, "offering"},
    PathEnd{"occurred_on", Column::kCompletedOn, "completed_on"},
    PathEnd{"hours", Column::kHours, "hours"},
    PathEnd{"mode", Column::kMode, "mode"},
    PathEnd{"training_year", Column::kTrainingYear, "training_year"},
    PathEnd{"in_acadis", Column::kInAcadis, "in_acadis"},
    PathEnd{"source_recorded_at", Column::kSourceRecordedAt, "source_recorded_at"},
    PathEnd{"simulated_recorded_at", Column::kRecordedAt, "recorded_at"},
    PathEnd{"event_id", Column::kEventId, "event_id"},
};

std::string Normalised(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '_';
  }
  return name;
}

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// Which column stands where.
using Layout = std::map<Column, std::size_t>;

Result<Layout> ReadHeader(const CsvRow& row, const CompletionsOptions& options) {
  Layout layout;
  std::set<std::string> ignored;
  for (const std::string& column : options.ignored_columns) ignored.insert(Normalised(column));
  std::string unknown;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string name = Normalised(row.fields[i]);
    if (ignored.count(name) > 0) continue;
    const auto* found = std::find_if(kColumnNames.begin(), kColumnNames.end(),
                                     [&](const ColumnName& known) { return known.name == name; });
    if (found == kColumnNames.end()) {
      unknown += (unknown.empty() ? "" : ", ") + Quoted(row.fields[i]);
      continue;
    }
    if (found->column == Column::kIgnored) continue;
    if (!layout.emplace(found->column, i).second) {
      return Fail(Reason::kInvalidField, "there are two columns for this", row.fields[i]);
    }
  }
  std::string missing;
  for (const ColumnName& required : kRequired) {
    if (layout.count(required.column) == 0) {
      missing += (missing.empty() ? "" : ", ") + std::string(required.name);
    }
  }
  if (!missing.empty()) {
    std::string message = "the file has no column " + missing;
    for (const std::string& name : row.fields) {
      if (const std::string hint = SeparatorHint(name); !hint.empty()) {
        message += "; " + hint;
        break;
      }
    }
    return Fail(Reason::kMissingField, std::move(message), "row 1");
  }
  if (!unknown.empty()) {
    return Fail(Reason::kInvalidField,
                "unknown columns: " + unknown +
                    "; correct their names, or list those that are not to be read "
                    "(--ignore-column)",
                "row 1");
  }
  return layout;
}

// The values of one row, column by column.
class RowReader {
 public:
  RowReader(const CsvRow& row, const CsvRow& header, const Layout& layout)
      : row_(row), header_(header), layout_(layout) {}

  // Empty where there is no such column.
  const std::string& Text(Column column) const {
    static const std::string kNone;
    const auto found = layout_.find(column);
    return found == layout_.end() ? kNone : row_.fields[found->second];
  }
  Error Wrong(Column column, Reason reason, std::string message) const {
    return Fail(reason, std::move(message), header_.fields[layout_.at(column)]);
  }

  Status CheckForm() const {
    if (row_.fields.size() != header_.fields.size()) {
      return Fail(Reason::kMalformed, "the row has " + std::to_string(row_.fields.size()) +
                                          " fields, the header " +
                                          std::to_string(header_.fields.size()));
    }
    for (std::size_t i = 0; i < row_.fields.size(); ++i) {
      if (!IsValidUtf8(row_.fields[i])) {
        return Fail(Reason::kInvalidUtf8, "is not UTF-8; save the file as \"CSV UTF-8\"",
                    header_.fields[i]);
      }
    }
    return Ok();
  }

  Result<std::string> Identifier(Column column, bool required) const {
    const std::string& text = Text(column);
    if (text.empty() && !required) return text;
    if (text.empty()) return Wrong(column, Reason::kMissingField, "must not be empty");
    const Status valid = codec::ValidateIdentifier(text, "");
    if (!valid) return Wrong(column, valid.error().reason, valid.error().message);
    return text;
  }

  Result<std::string> Day(Column column) const {
    const std::string& text = Text(column);
    if (text.empty()) return Wrong(column, Reason::kMissingField, "must not be empty");
    const Result<Date> day = ParseDay(text);
    if (!day) return Wrong(column, Reason::kInvalidDate, day.error().message);
    return day->ToString();
  }

  Result<std::uint64_t> Number(Column column, std::uint64_t most) const {
    const std::string& text = Text(column);
    Result<std::uint64_t> number = ParseDecimal(text);
    if (!number || *number > most) {
      return Wrong(column, Reason::kInvalidField,
                   Quoted(text) + " must be a whole number, at most " + std::to_string(most));
    }
    return number;
  }

  Result<std::optional<Instant>> Moment(Column column) const {
    const std::string& text = Text(column);
    if (text.empty()) return std::optional<Instant>();
    if (const Result<Instant> moment = ParseMoment(text); moment) return std::optional(*moment);
    if (const Result<Date> day = ParseDay(text); day) {
      return std::optional(*ParseMoment(day->ToString()));
    }
    return Wrong(column, Reason::kInvalidDate, Quoted(text) + " is no time");
  }

  Result<bool> YesOrNo(Column column) const {
    const std::string text = Normalised(Text(column));
    for (const std::string_view yes : {"yes", "y", "true", "1"}) {
      if (text == yes) return true;
    }
    for (const std::string_view no : {"", "no", "n", "false", "0"}) {
      if (text == no) return false;
    }
    return Wrong(column, Reason::kInvalidField, Quoted(Text(column)) + " must be yes or no");
  }

  Result<std::string> Mode() const {
    const std::string text = Normalised(Text(Column::kMode));
    for (const std::string_view mode : {"in_person", "online", "hybrid"}) {
      if (text == mode) return text;
    }
    return Wrong(Column::kMode, Reason::kInvalidField,
                 Quoted(Text(Column::kMode)) + " must be in person, online or hybrid");
  }

 private:
  const CsvRow& row_;
  const CsvRow& header_;
  const Layout& layout_;
};

// Each part with its length before it, so that no two rows run together.
Sha256Hash HashOf(std::string_view tag, const std::vector<std::string>& parts) {
  std::string framed;
  for (const std::string& part : parts) {
    AppendUint32(framed, static_cast<std::uint32_t>(part.size()));
    framed += part;
  }
  return crypto::Sha256OfParts({tag, framed});
}

Result<EventRequest> RequestOf(const RowReader& row, const CompletionsOptions& options,
                               Sha256Hash* content_key) {
  constexpr std::uint64_t kMostHours = 10'000;
  constexpr std::uint64_t kLastYear = 9'999;
  SWORN_RETURN_IF_ERROR(row.CheckForm());
  EventRequest request;
  request.type = "CompletionRecorded";
  request.acting_authority = options.agency;
  request.signers = options.signers;
  SWORN_ASSIGN_OR_RETURN(request.subject, row.Identifier(Column::kOfficer, true));
  SWORN_ASSIGN_OR_RETURN(const std::string course, row.Identifier(Column::kCourse, true));
  SWORN_ASSIGN_OR_RETURN(const std::string offering, row.Identifier(Column::kOffering, false));
  SWORN_ASSIGN_OR_RETURN(request.occurred_on, row.Day(Column::kCompletedOn));
  SWORN_ASSIGN_OR_RETURN(const std::uint64_t hours, row.Number(Column::kHours, kMostHours));
  SWORN_ASSIGN_OR_RETURN(const std::string mode, row.Mode());
  SWORN_ASSIGN_OR_RETURN(const bool in_acadis, row.YesOrNo(Column::kInAcadis));
  SWORN_ASSIGN_OR_RETURN(request.source_recorded_at, row.Moment(Column::kSourceRecordedAt));
  SWORN_ASSIGN_OR_RETURN(request.recorded_at, row.Moment(Column::kRecordedAt));
  if (!request.recorded_at) request.recorded_at = options.recorded_at;
  std::uint64_t year = 0;
  if (!row.Text(Column::kTrainingYear).empty()) {
    SWORN_ASSIGN_OR_RETURN(year, row.Number(Column::kTrainingYear, kLastYear));
  }
  request.body = {{"course", course}, {"hours", hours}, {"mode", mode}};
  if (!offering.empty()) request.body["offering"] = offering;
  if (year != 0) request.body["training_year"] = year;
  if (in_acadis) request.body["in_acadis"] = true;

  const std::string& id = row.Text(Column::kEventId);
  *content_key =
      HashOf("sworn-completion-row-v1",
             {options.agency, request.subject, course, offering, request.occurred_on,
              std::to_string(hours), mode, std::to_string(year), in_acadis ? "yes" : "no",
              request.source_recorded_at ? request.source_recorded_at->ToString() : "", id});
  if (id.empty()) {
    request.id = MakeUuid(content_key->ToBytes(), 8);
  } else {
    const Result<std::string> bytes = ParseUuid(id);
    if (!bytes) return row.Wrong(Column::kEventId, bytes.error().reason, bytes.error().message);
    request.id = *bytes;
  }
  return request;
}

}  // namespace

Result<CompletionsFile> ParseCompletions(std::string_view text, const CompletionsOptions& options) {
  SWORN_ASSIGN_OR_RETURN(std::vector<CsvRow> rows, ParseCsv(text));
  if (rows.empty()) {
    return Fail(Reason::kMissingField, "the file is empty; its first row must name the columns",
                "row 1");
  }
  SWORN_ASSIGN_OR_RETURN(const Layout layout, ReadHeader(rows.front(), options));
  CompletionsFile file;
  file.header = rows.front().fields;
  for (const PathEnd& path : kPathEnds) {
    const auto found = layout.find(path.column);
    file.columns.emplace(path.end, found == layout.end() ? path.name : file.header[found->second]);
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CompletionRow row{rows[i].number, rows[i].fields, HashOf("sworn-bad-row-v1", rows[i].fields),
                      Fail(Reason::kInternal, ""), false};
    const RowReader reader(rows[i], rows.front(), layout);
    row.request = RequestOf(reader, options, &row.content_key);
    row.id_from_content = row.request && reader.Text(Column::kEventId).empty();
    file.rows.push_back(std::move(row));
  }
  return file;
}

std::string ColumnOf(const CompletionsFile& file, std::string_view field) {
  const bool column = std::find(file.header.begin(), file.header.end(), field) != file.header.end();
  if (column) return std::string(field);
  const std::size_t dot = field.rfind('.');
  const auto found =
      file.columns.find(dot == std::string_view::npos ? field : field.substr(dot + 1));
  return found == file.columns.end() ? std::string() : found->second;
}

}  // namespace sworn::authoring
