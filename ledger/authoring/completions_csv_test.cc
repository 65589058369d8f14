#include "ledger/authoring/completions_csv.h"

#include <string>

#include "ledger/authoring/csv_text.h"
#include "tests/support/result_matchers.h"

namespace sworn::authoring {
namespace {

using testing_support::IsError;
using testing_support::IsErrorAt;

constexpr char kHeader[] = "mptc_id,course,completed_on,hours,mode\n";

CompletionsOptions Options() {
  CompletionsOptions options;
  options.agency = "example-pd";
  options.signers = {{"clerk", std::nullopt, {}}};
  return options;
}

Result<CompletionsFile> Parse(const std::string& text) { return ParseCompletions(text, Options()); }

Result<EventRequest> ParseRow(const std::string& row) {
  SWORN_ASSIGN_OR_RETURN(const CompletionsFile file, Parse(kHeader + row + "\n"));
  return file.rows.at(0).request;
}

TEST(CompletionsCsv, ReadsColumnsInAnyOrderWithByteOrderMarkAndBothDateForms) {
  ASSERT_OK_AND_ASSIGN(const CompletionsFile file,
                       Parse("\xEF\xBB\xBF"
                             "Hours,MPTC ID,Mode,Completed On,Course,In Acadis,Training Year\r\n"
                             "40,4711,In Person,10/13/2023,nasro-basic,Yes,2024\r\n"
                             "40,4711,in_person,2023-10-13,nasro-basic,true,2024\r\n"));
  ASSERT_EQ(file.rows.size(), 2U);
  ASSERT_OK(file.rows[0].request);
  const EventRequest& request = *file.rows[0].request;
  EXPECT_EQ(request.subject, "4711");
  EXPECT_EQ(request.occurred_on, "2023-10-13");
  EXPECT_EQ(request.body["mode"], "in_person");
  EXPECT_EQ(request.body["training_year"], 2024);
  EXPECT_EQ(request.body["in_acadis"], true);
  // The same row, spelled in another way, is the same event.
  EXPECT_EQ(request, *file.rows[1].request);
  EXPECT_EQ(file.rows[0].content_key, file.rows[1].content_key);
  EXPECT_EQ(file.rows[0].number, 2U);
}

TEST(CompletionsCsv, KeepsRowNumbersAcrossQuotedLineBreaksAndEmptyRows) {
  CompletionsOptions options = Options();
  options.ignored_columns = {"Remarks"};
  ASSERT_OK_AND_ASSIGN(const CompletionsFile file,
                       ParseCompletions("mptc_id,course,completed_on,hours,mode,remarks\r\n"
                                        "4711,nasro-basic,2023-10-13,40,online,\"two\r\nlines\"\r\n"
                                        "\r\n"
                                        "4712,nasro-basic,2023-10-13,x,online,\r\n",
                                        options));
  ASSERT_EQ(file.rows.size(), 2U);
  EXPECT_EQ(file.rows[0].number, 2U);
  EXPECT_EQ(file.rows[0].fields.back(), "two\r\nlines");
  EXPECT_EQ(file.rows[1].number, 4U);
  EXPECT_THAT(file.rows[1].request, IsErrorAt(Reason::kInvalidField, "hours"));
}

TEST(CompletionsCsv, NamesEveryMissingColumnAndEveryUnknownOne) {
  const Result<CompletionsFile> missing = Parse("mptc_id,course\n4711,nasro-basic\n");
  ASSERT_THAT(missing, IsErrorAt(Reason::kMissingField, "row 1"));
  EXPECT_NE(missing.error().message.find("completed_on, hours, mode"), std::string::npos);
  const Result<CompletionsFile> unknown = Parse("mptc_id,course,completed_on,hours,mode,dob\n");
  ASSERT_THAT(unknown, IsError(Reason::kInvalidField));
  EXPECT_NE(unknown.error().message.find("\"dob\""), std::string::npos);
  EXPECT_THAT(Parse("mptc_id,MPTC ID,course,completed_on,hours,mode\n"),
              IsErrorAt(Reason::kInvalidField, "MPTC ID"));
  EXPECT_THAT(Parse(""), IsError(Reason::kMissingField));
}

TEST(CompletionsCsv, TellsWhatIsWrongWithARowByColumn) {
  EXPECT_OK(ParseRow("4711,nasro-basic,2024-02-29,40,online"));
  EXPECT_THAT(ParseRow("4711,nasro-basic,2023-02-29,40,online"),
              IsErrorAt(Reason::kInvalidDate, "completed_on"));
  EXPECT_THAT(ParseRow("4711,nasro-basic,13/10/2023,40,online"),
              IsErrorAt(Reason::kInvalidDate, "completed_on"));
  EXPECT_THAT(ParseRow("4711,nasro-basic,10/13/23,40,online"),
              IsErrorAt(Reason::kInvalidDate, "completed_on"));
  EXPECT_THAT(ParseRow(",nasro-basic,2023-10-13,40,online"),
              IsErrorAt(Reason::kMissingField, "mptc_id"));
  EXPECT_THAT(ParseRow("47 11,nasro-basic,2023-10-13,40,online"),
              IsErrorAt(Reason::kInvalidField, "mptc_id"));
  EXPECT_THAT(ParseRow("4711,nasro-basic,2023-10-13,-1,online"),
              IsErrorAt(Reason::kInvalidField, "hours"));
  EXPECT_THAT(ParseRow("4711,nasro-basic,2023-10-13,40,by post"),
              IsErrorAt(Reason::kInvalidField, "mode"));
  EXPECT_THAT(ParseRow("4711,nasro-basic,2023-10-13,40"), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseRow("4711,nasro-basic,2023-10-13,40,online,more"), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseRow("4711,caf\xE9,2023-10-13,40,online"),
              IsErrorAt(Reason::kInvalidUtf8, "course"));
}

TEST(CompletionsCsv, GivesOtherEventIdsToOtherRowsAndAgencies) {
  ASSERT_OK_AND_ASSIGN(const EventRequest a, ParseRow("4711,nasro-basic,2023-10-13,40,online"));
  ASSERT_OK_AND_ASSIGN(const EventRequest b, ParseRow("4711,nasro-basic,2023-10-13,41,online"));
  CompletionsOptions options = Options();
  options.agency = "sample-pd";
  ASSERT_OK_AND_ASSIGN(
      const CompletionsFile other,
      ParseCompletions(std::string(kHeader) + "4711,nasro-basic,2023-10-13,40,online\n", options));
  EXPECT_NE(a.id, b.id);
  EXPECT_NE(a.id, other.rows[0].request->id);
  EXPECT_EQ(a.id.size(), 16U);
}

TEST(CompletionsCsv, NamesTheColumnThatARefusalIsAbout) {
  ASSERT_OK_AND_ASSIGN(const CompletionsFile file,
                       Parse("MPTC ID,course,Completed On,hours,mode,event_id\n"));
  EXPECT_EQ(ColumnOf(file, "header.subject"), "MPTC ID");
  EXPECT_EQ(ColumnOf(file, "header.occurred_on"), "Completed On");
  EXPECT_EQ(ColumnOf(file, "header.event_id"), "event_id");
  EXPECT_EQ(ColumnOf(file, "body.completion_recorded.course"), "course");
  EXPECT_EQ(ColumnOf(file, "body.hours"), "hours");
  // Of a column that the file has not, the usual name.
  EXPECT_EQ(ColumnOf(file, "body.completion_recorded.offering"), "offering");
  EXPECT_EQ(ColumnOf(file, "body.completion_recorded.training_year"), "training_year");
  EXPECT_EQ(ColumnOf(file, "Completed On"), "Completed On");
  EXPECT_EQ(ColumnOf(file, "header.signers[0].role"), "");
  EXPECT_EQ(ColumnOf(file, ""), "");
}

TEST(CompletionsCsv, SaysThatColumnsMustBeSeparatedByCommas) {
  const auto message = [](const std::string& text) {
    const Result<CompletionsFile> file = Parse(text);
    return file ? std::string() : file.error().message;
  };
  EXPECT_NE(message("mptc_id;course;completed_on;hours;mode\n4711;nasro-basic;2023-10-13;40;x\n")
                .find("separated by ';'? use commas"),
            std::string::npos);
  EXPECT_NE(message("\"mptc_id\";\"course\"\n\"4711\";\"nasro-basic\"\n")
                .find("separated by ';'? use commas"),
            std::string::npos);
  EXPECT_NE(
      message("mptc_id\tcourse\tcompleted_on\thours\tmode\n").find("separated by tabs? use commas"),
      std::string::npos);
  EXPECT_EQ(message("mptc_id,course\n").find("use commas"), std::string::npos);
}

TEST(CsvText, TellsWhereAQuoteOpened) {
  const auto message = [](const std::string& text) {
    const Result<std::vector<CsvRow>> rows = ParseCsv(text);
    return rows ? std::string() : rows.error().message;
  };
  EXPECT_EQ(message("a,b\n1,\"open\n2,3\n4,5\n").find("row 2, field 2: a quote opens here"), 0U);
  // The next quote, rows later, closes it; what follows that one gives it away.
  EXPECT_EQ(message("a,b\n1,2\n\"3,4\n5,6\n\"Example, R\",7\n").find("row 3, field 1: "), 0U);
  EXPECT_EQ(message("a,b\n1,o\"dd\n").find("row 2, field 2: "), 0U);
}

TEST(CsvText, RefusesQuotesThatDoNotMatch) {
  EXPECT_THAT(ParseCsv("a,b\n1,\"open\n2,3\n"), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseCsv("a,b\n1,o\"dd\n"), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseCsv(std::string("\xFF\xFE") + "a"), IsError(Reason::kMalformed));
}

TEST(CsvText, ReadsBackWhatItWrites) {
  const std::vector<std::string> fields = {"plain", "a,b", "say \"x\"", "two\nlines", "", " edge "};
  ASSERT_OK_AND_ASSIGN(const std::vector<CsvRow> rows, ParseCsv(FormatCsvRow(fields)));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].fields, fields);
}

}  // namespace
}  // namespace sworn::authoring
