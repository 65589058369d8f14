#include "services/swornd/access.h"

#include <google/protobuf/descriptor.h>
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

// The paths of every call of every service of the API.
std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  for (const google::protobuf::FileDescriptor* file :
       {api::v1::AppendRequest::descriptor()->file(),
        api::v1::GetStandingRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back("/" + file->service(i)->full_name() + "/" +
                          file->service(i)->method(j)->name());
      }
    }
  }
  return methods;
}

// What the server answers to an empty request.
grpc::Status CallEmpty(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  const grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> promise;
  stub.UnaryCall(&context, method, {}, &request, &response,
                 [&promise](grpc::Status status) { promise.set_value(std::move(status)); });
  return promise.get_future().get();
}

TEST(Access, EveryCallOfTheApiHasItsRow) {
  const std::vector<std::string> methods = AllMethods();
  EXPECT_EQ(methods.size(), 16u);
  for (const std::string& method : methods) {
    const std::optional<RoleSet> roles = PermittedRoles(method);
    ASSERT_TRUE(roles.has_value()) << method << " is open to nobody: add a row";
    EXPECT_FALSE(roles->empty()) << method;
  }
}

TEST(Access, CallThatIsNotInTheTableIsOpenToNobody) {
  EXPECT_FALSE(PermittedRoles("/sworn.api.v1.LedgerService/Truncate").has_value());
  EXPECT_FALSE(PermittedRoles("").has_value());
}

TEST(Access, RoleUriMustBeExact) {
  EXPECT_EQ(RolesOfUri("sworn:role/auditor"), RoleSet{ClientRole::kAuditor});
  for (const char* uri : {"sworn:role/", "sworn:role/Auditor", "sworn:role/auditor/", "auditor",
                          "SWORN:role/auditor", "sworn:role/auditor,operator", ""}) {
    EXPECT_TRUE(RolesOfUri(uri).empty()) << uri;
  }
}

TEST(Access, EveryCallRefusesEveryClientWithoutItsRole) {
  ServedLedger served;
  for (const char* client : {"submitter", "auditor", "operator", "nobody"}) {
    const std::shared_ptr<grpc::Channel> channel = served.Channel(client);
    const std::optional<ClientRole> role = ParseClientRole(client);
    for (const std::string& method : AllMethods()) {
      const bool permitted = role && PermittedRoles(method)->Intersects(RoleSet{*role});
      if (permitted) continue;
      const grpc::Status status = CallEmpty(channel, method);
      EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << client << method;
      ASSERT_FALSE(status.ok());
      EXPECT_EQ(rpc::ToError(status).reason, Reason::kAccessDenied) << client << method;
    }
  }
}

TEST(Access, UnaryCallsAreNotRefusedForWantOfARoleWhenTheClientHasIt) {
  ServedLedger served;
  for (const char* client : {"submitter", "auditor", "operator"}) {
    const std::shared_ptr<grpc::Channel> channel = served.Channel(client);
    for (const std::string& method : AllMethods()) {
      const bool stream = method.find("Tail") != std::string::npos ||
                          method.find("AppendStream") != std::string::npos;
      if (stream || !PermittedRoles(method)->Intersects(RoleSet{*ParseClientRole(client)})) {
        continue;
      }
      const grpc::Status status = CallEmpty(channel, method);
      EXPECT_NE(status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << client << method;
      EXPECT_NE(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << client << method;
    }
  }
}

TEST(Access, CommonNameOfTheConfigurationGivesItsRole) {
  ServedLedger served;
  grpc::ClientContext context;
  api::v1::ReadEntriesResponse response;
  EXPECT_TRUE(served.Ledger("listed")->ReadEntries(&context, {}, &response).ok());
  grpc::ClientContext second;
  api::v1::ConfirmClockResponse confirmed;
  EXPECT_EQ(served.Operator("listed")->ConfirmClock(&second, {}, &confirmed).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST(Access, ClientWithoutACertificateOfTheAuthorityGetsNoConnection) {
  ServedLedger served;
  for (const char* client : {"", "stranger"}) {
    grpc::ClientContext context;
    api::v1::GetCheckpointResponse response;
    EXPECT_EQ(served.Ledger(client)->GetCheckpoint(&context, {}, &response).error_code(),
              grpc::StatusCode::UNAVAILABLE)
        << client;
  }
  grpc::ClientContext context;
  api::v1::GetCheckpointResponse response;
  const auto plain = api::v1::LedgerService::NewStub(
      grpc::CreateChannel(served.server().address(), grpc::InsecureChannelCredentials()));
  EXPECT_EQ(plain->GetCheckpoint(&context, {}, &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace sworn::daemon
