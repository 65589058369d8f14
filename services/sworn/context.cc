#include "services/sworn/context.h"

namespace sworn::cli {

nlohmann::ordered_json ErrorToJson(const Error& error) {
  nlohmann::ordered_json value = {{"reason", std::string(ReasonName(error.reason))},
                                  {"message", error.message}};
  if (!error.field.empty()) value["field"] = error.field;
  return value;
}

ExitCode Context::ReportUsage(const Error& error) const {
  if (json) {
    nlohmann::ordered_json value = ErrorToJson(error);
    value["reason"] = "USAGE";
    PrintJson({{"error", value}});
  } else {
    err << "sworn: " << ToString(error) << "\n";
  }
  return ExitCode::kUsage;
}

ExitCode Context::Report(const Error& error) const {
  if (ExitCodeOf(error) == ExitCode::kUsage) return ReportUsage(error);
  if (json) {
    PrintJson({{"error", ErrorToJson(error)}});
  } else {
    err << "sworn: " << ToString(error) << "\n";
  }
  return ExitCodeOf(error);
}

void Context::PrintJson(const nlohmann::ordered_json& value) const {
  out << value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace sworn::cli
