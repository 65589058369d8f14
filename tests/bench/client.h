// Connections to a daemon, with the certificates of its home.
#pragma once

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <memory>
#include <string>

#include "sworn/api/v1/certification.grpc.pb.h"
#include "sworn/api/v1/ledger.grpc.pb.h"

namespace sworn::bench {

// A connection of its own (not shared with others to the same address).
std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       const std::filesystem::path& home, const std::string& role);

// Ends the program, saying why, unless `status` is OK.
void Require(const grpc::Status& status, const std::string& what);

}  // namespace sworn::bench
