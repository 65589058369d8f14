#include "services/sworn/proto_json.h"

#include <gtest/gtest.h>

#include <string>

#include "sworn/api/v1/certification.pb.h"

namespace sworn::cli {
namespace {

TEST(ProtoToJson, WritesBytesInHexadecimalAndNumbersAsNumbers) {
  api::v1::GetStandingResponse response;
  api::v1::Basis& basis = *response.mutable_basis();
  basis.set_tree_size((std::uint64_t{1} << 53) + 1);
  basis.set_root(std::string("\x00\xff\x1a", 3));
  basis.mutable_known_time()->set_seconds(0);
  basis.add_policies()->set_index(7);
  response.mutable_standing()->mutable_sro_certificate()->add_evidence(3);
  const nlohmann::ordered_json json = ProtoToJson(response);
  EXPECT_EQ(json["basis"]["tree_size"].get<std::uint64_t>(), (std::uint64_t{1} << 53) + 1);
  EXPECT_EQ(json["basis"]["root"], "00ff1a");
  EXPECT_EQ(json["basis"]["ledger_id"], "");
  EXPECT_EQ(json["basis"]["known_time"], "1970-01-01T00:00:00Z");
  EXPECT_EQ(json["basis"]["policies"][0]["index"], 7);
  EXPECT_EQ(json["standing"]["sro_certificate"]["evidence"][0], 3);
  EXPECT_EQ(json["standing"]["known"], false);
}

}  // namespace
}  // namespace sworn::cli
