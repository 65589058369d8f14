// Certification calls, health, reflection and the server's start.
#include "services/swornd/server.h"

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "services/rpc/error_details.h"
#include "services/swornd/testing/served_ledger.h"
#include "tests/support/result_matchers.h"

namespace sworn::daemon {
namespace {

using testing_support::IsError;

// One request of raw bytes and its answer. Debian has no C++ of the health and reflection
// protocols, and a few bytes say it all.
std::string CallBytes(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                      const std::string& bytes) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> promise;
  stub.UnaryCall(&context, method, {}, &request, &response,
                 [&promise](grpc::Status status) { promise.set_value(std::move(status)); });
  const grpc::Status status = promise.get_future().get();
  if (!status.ok()) return "failed: " + status.error_message();
  std::vector<grpc::Slice> slices;
  if (!response.Dump(&slices).ok()) return "";
  std::string text;
  for (const grpc::Slice& part : slices) {
    text.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return text;
}

std::string Health(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  std::string request = "\x0a";  // Field 1, the service.
  request.push_back(static_cast<char>(service.size()));
  return CallBytes(channel, "/grpc.health.v1.Health/Check", request + service);
}

TEST(Server, HealthServesEachService) {
  ServedLedger served;
  const auto channel = served.Channel("submitter");
  const std::string serving = "\x08\x01";
  for (const char* service : {"", "sworn.api.v1.LedgerService", "sworn.api.v1.CertificationService",
                              "sworn.api.v1.OperatorService"}) {
    EXPECT_EQ(Health(channel, service), serving) << service;
  }
  EXPECT_EQ(Health(channel, "sworn.api.v1.NoService").rfind("failed", 0), 0u);
}

TEST(Server, ReflectionListsTheServices) {
  ServedLedger served;
  const std::string listed =
      CallBytes(served.Channel("auditor"),
                "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "\x3a\x01*");
  EXPECT_NE(listed.find("sworn.api.v1.LedgerService"), std::string::npos) << listed;
  EXPECT_NE(listed.find("sworn.api.v1.CertificationService"), std::string::npos);
}

TEST(Server, StopIsIdempotentAndRefusesFurtherCalls) {
  ServedLedger served;
  const auto stub = served.Ledger("auditor");
  served.server().Stop(Duration::Seconds(60));
  served.server().Stop(Duration::Seconds(60));
  grpc::ClientContext context;
  api::v1::GetCheckpointResponse response;
  EXPECT_EQ(stub->GetCheckpoint(&context, {}, &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST(Server, TakenAddressIsAnError) {
  ServedLedger served;
  EXPECT_THAT(Server::Start(served.ledger(), SystemClock(),
                            {.listen = served.server().address(), .tls = {}, .roles = {}}),
              IsError(Reason::kUnavailable));
}

TEST(CertificationService, AnswersWithStandingReasonsAndHistory) {
  ServedLedger served;
  const auto stub = served.Certification("auditor");
  api::v1::GetStandingRequest request;
  request.set_officer("MA-1001");
  request.mutable_as_of()->set_effective_date("2023-07-03");
  request.mutable_as_of()->set_minimum_tree_size(served.ledger().checkpoint()->head.size.value());
  grpc::ClientContext context;
  api::v1::GetStandingResponse standing;
  const grpc::Status status = stub->GetStanding(&context, request, &standing);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(standing.basis().tree_size(), served.ledger().checkpoint()->head.size.value());
  EXPECT_EQ(standing.basis().root(), served.ledger().checkpoint()->head.root.ToBytes());
  EXPECT_EQ(standing.basis().effective_date(), "2023-07-03");
  EXPECT_TRUE(standing.basis().simulated_time());
  EXPECT_EQ(standing.basis().ledger_id(), served.world().ledger_id().ToBytes());
  EXPECT_TRUE(standing.standing().known());
  EXPECT_FALSE(standing.standing().officer_certificate().status().empty());

  api::v1::ExplainRequest explain;
  explain.set_officer("MA-1001");
  *explain.mutable_as_of() = request.as_of();
  grpc::ClientContext second;
  api::v1::ExplainResponse explained;
  ASSERT_TRUE(stub->Explain(&second, explain, &explained).ok());
  EXPECT_GT(explained.explanations_size(), 0);
  EXPECT_EQ(explained.standing().SerializeAsString(), standing.standing().SerializeAsString());

  api::v1::GetHistoryRequest history;
  history.set_officer("MA-1001");
  grpc::ClientContext third;
  api::v1::GetHistoryResponse told;
  ASSERT_TRUE(stub->GetHistory(&third, history, &told).ok());
  EXPECT_TRUE(told.known());
  ASSERT_EQ(told.learned_size(), 1);
  EXPECT_EQ(told.learned(0).type(), "OfficerRegistered");
  EXPECT_EQ(told.learned(0).acting_authority(), "pd-alder");
  ASSERT_EQ(told.learned(0).signer_roles_size(), 1);
  EXPECT_EQ(told.learned(0).signer_roles(0), "AGENCY_CLERK");
}

TEST(CertificationService, BadQuestionsNameTheirField) {
  ServedLedger served;
  const auto stub = served.Certification("auditor");
  const auto refused = [&](const api::v1::GetStandingRequest& request) {
    grpc::ClientContext context;
    api::v1::GetStandingResponse response;
    const grpc::Status status = stub->GetStanding(&context, request, &response);
    return status.ok() ? std::string("none") : ToString(rpc::ToError(status)).substr(0, 40);
  };
  api::v1::GetStandingRequest request;
  request.set_officer("no officer");
  EXPECT_EQ(refused(request).rfind("INVALID_FIELD at officer", 0), 0u) << refused(request);
  request.set_officer("MA-1001");
  request.mutable_as_of()->set_effective_date("2023-02-30");
  EXPECT_EQ(refused(request).rfind("INVALID_DATE at as_of.effective_date", 0), 0u);
  request.mutable_as_of()->clear_effective_date();
  request.mutable_as_of()->set_known_date("yesterday");
  EXPECT_EQ(refused(request).rfind("INVALID_DATE at as_of.known_date", 0), 0u);
  request.mutable_as_of()->mutable_known_time()->set_nanos(-1);
  EXPECT_EQ(refused(request).rfind("INVALID_DATE at as_of.known_time", 0), 0u);
  request.mutable_as_of()->set_tree_size(~std::uint64_t{0});
  EXPECT_EQ(refused(request).rfind("INVALID_FIELD at as_of.tree_size", 0), 0u);
}

}  // namespace
}  // namespace sworn::daemon
