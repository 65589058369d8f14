#include "tests/e2e/health_call.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "ledger/authoring/files.h"
#include "services/rpc/error_details.h"

namespace sworn::e2e {
namespace {

constexpr std::chrono::seconds kDeadline(10);

Result<std::shared_ptr<grpc::Channel>> Connect(const cli::Home& home) {
  grpc::SslCredentialsOptions options;
  SWORN_ASSIGN_OR_RETURN(options.pem_root_certs, authoring::ReadFile(home.tls() / "ca.pem"));
  SWORN_ASSIGN_OR_RETURN(options.pem_cert_chain, authoring::ReadFile(home.tls() / "auditor.pem"));
  SWORN_ASSIGN_OR_RETURN(options.pem_private_key, authoring::ReadFile(home.tls() / "auditor.key"));
  return grpc::CreateChannel(home.listen, grpc::SslCredentials(options));
}

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

}  // namespace

// The messages are small enough to be written out: an empty request asks about the whole server,
// and the answer's field 1 is 1 for SERVING, 2 for NOT_SERVING. Debian has no generated code.
Result<std::string> AskHealth(const cli::Home& home) {
  SWORN_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, Connect(home));
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  const auto call =
      stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, &context);
  void* tag = nullptr;
  bool answered = false;
  queue.Next(&tag, &answered);
  if (!status.ok()) return rpc::ToError(status);
  const std::string text = TextOf(response);
  if (text == "\x08\x01") return std::string("SERVING");
  if (text == "\x08\x02") return std::string("NOT_SERVING");
  return Fail(Reason::kMalformed, "the health service answered something else");
}

}  // namespace sworn::e2e
