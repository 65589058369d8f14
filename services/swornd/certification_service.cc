#include "services/swornd/certification_service.h"

#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/limits.h"
#include "services/swornd/call.h"
#include "services/swornd/certification_messages.h"

namespace sworn::daemon {
namespace {

std::optional<std::string_view> School(const std::string& school) {
  return school.empty() ? std::nullopt : std::optional<std::string_view>(school);
}

}  // namespace

grpc::ServerUnaryReactor* CertificationService::GetStanding(
    grpc::CallbackServerContext* context, const api::v1::GetStandingRequest* request,
    api::v1::GetStandingResponse* response) {
  return RunCall(*context, parts_.access, "/sworn.api.v1.CertificationService/GetStanding",
                 parts_.waits, [this, context, request, response]() -> Status {
                   SWORN_ASSIGN_OR_RETURN(const queries::AsOf as_of, ToAsOf(request->as_of()));
                   SWORN_ASSIGN_OR_RETURN(const queries::StandingAnswer answer,
                                          parts_.queries.GetStanding(
                                              request->officer(), as_of, School(request->school()),
                                              TimeLeft(*context, limits::kDefaultQueryTimeout)));
                   Fill(answer, *response);
                   return CheckReplySize(response->ByteSizeLong());
                 });
}

grpc::ServerUnaryReactor* CertificationService::Explain(grpc::CallbackServerContext* context,
                                                        const api::v1::ExplainRequest* request,
                                                        api::v1::ExplainResponse* response) {
  return RunCall(*context, parts_.access, "/sworn.api.v1.CertificationService/Explain",
                 parts_.waits, [this, context, request, response]() -> Status {
                   SWORN_ASSIGN_OR_RETURN(const queries::AsOf as_of, ToAsOf(request->as_of()));
                   SWORN_ASSIGN_OR_RETURN(
                       const queries::ExplainAnswer answer,
                       parts_.queries.Explain(request->officer(), as_of, School(request->school()),
                                              TimeLeft(*context, limits::kDefaultQueryTimeout)));
                   Fill(answer, *response);
                   return CheckReplySize(response->ByteSizeLong());
                 });
}

grpc::ServerUnaryReactor* CertificationService::GetHistory(
    grpc::CallbackServerContext* context, const api::v1::GetHistoryRequest* request,
    api::v1::GetHistoryResponse* response) {
  return RunCall(*context, parts_.access, "/sworn.api.v1.CertificationService/GetHistory",
                 parts_.waits, [this, context, request, response]() -> Status {
                   SWORN_ASSIGN_OR_RETURN(const queries::AsOf as_of, ToAsOf(request->as_of()));
                   SWORN_ASSIGN_OR_RETURN(
                       const queries::HistoryAnswer answer,
                       parts_.queries.GetHistory(request->officer(), as_of,
                                                 TimeLeft(*context, limits::kDefaultQueryTimeout)));
                   Fill(answer, *response);
                   return CheckReplySize(response->ByteSizeLong());
                 });
}

}  // namespace sworn::daemon
