#include "ledger/base/encoding.h"

#include <gtest/gtest.h>

#include "tests/support/result_matchers.h"

namespace sworn {
namespace {

using testing_support::IsError;

TEST(Hex, RoundTripsAndRefusesUpperCase) {
  EXPECT_EQ(EncodeHex(std::string("\x00\xff\x1a", 3)), "00ff1a");
  EXPECT_EQ(DecodeHex("00ff1a").value(), std::string("\x00\xff\x1a", 3));
  for (const char* text : {"0", "0G", "FF", "0x", " 00"})
    EXPECT_THAT(DecodeHex(text), IsError(Reason::kMalformed));
}

TEST(Base64, AcceptsExactlyWhatItWrites) {
  EXPECT_EQ(EncodeBase64("foob"), "Zm9vYg==");
  EXPECT_EQ(DecodeBase64("Zm9vYg==").value(), "foob");
  EXPECT_EQ(DecodeBase64("").value(), "");
  // Without padding, with stray bits, with white space, URL-safe.
  for (const char* text : {"Zm9vYg", "Zm9vYh==", "Zm9v Yg==", "Zm9vYg==\n", "_-8=", "Zm9vYg==="}) {
    EXPECT_THAT(DecodeBase64(text), IsError(Reason::kMalformed)) << text;
  }
}

TEST(BigEndian, SortsAsNumbersDo) {
  std::string low;
  std::string high;
  AppendUint64(low, 255);
  AppendUint64(high, 256);
  EXPECT_LT(low, high);
  EXPECT_EQ(ReadUint64(high), 256u);
  std::string text;
  AppendUint16(text, 0xabcd);
  AppendUint32(text, 0x01020304);
  EXPECT_EQ(ReadUint16(text), 0xabcd);
  EXPECT_EQ(ReadUint32(text.substr(2)), 0x01020304u);
}

TEST(Utf8, RefusesWhatRfc3629Refuses) {
  for (const std::string text : {"", "abc", "d\xc3\xa9j\xc3\xa0", "\xe2\x80\x94",
                                 "\xf0\x9f\x91\xae", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsValidUtf8(text)) << EncodeHex(text);
  }
  for (const std::string text :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xc3", "\xe2\x80", "a\xff"}) {
    EXPECT_FALSE(IsValidUtf8(text)) << EncodeHex(text);
  }
}

TEST(ParseDecimal, RefusesSignsLeadingZerosAndOverflow) {
  EXPECT_EQ(ParseDecimal("0").value(), 0u);
  EXPECT_EQ(ParseDecimal("9223372036854775807").value(), 9223372036854775807u);
  for (const char* text :
       {"", "00", "01", "+1", "-1", " 1", "1 ", "9223372036854775808", "99999999999999999999"}) {
    EXPECT_THAT(ParseDecimal(text), IsError(Reason::kMalformed)) << text;
  }
}

}  // namespace
}  // namespace sworn
