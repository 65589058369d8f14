#include "tests/bench/client.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace sworn::bench {
namespace {

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       const std::filesystem::path& home, const std::string& role) {
  static std::atomic<int> connections = 0;
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = Read(home / "tls/ca.pem");
  tls.pem_cert_chain = Read(home / ("tls/" + role + ".pem"));
  tls.pem_private_key = Read(home / ("tls/" + role + ".key"));
  grpc::ChannelArguments arguments;
  arguments.SetInt("sworn.bench.connection",
                   ++connections);  // Distinct arguments keep channels apart.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(16 << 20);
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(tls), arguments);
}

void Require(const grpc::Status& status, const std::string& what) {
  if (status.ok()) return;
  std::fprintf(stderr, "sworn-bench: %s: %s\n", what.c_str(), status.error_message().c_str());
  std::exit(6);
}

}  // namespace sworn::bench
