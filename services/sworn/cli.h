// The whole command line, without main(), so that tests can call it.
//
//   const int code = RunSworn({"scenario", "run", "01-plain.toml"}, out, err);
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace sworn::cli {

// `arguments` are those after the program's name. Returns the exit code.
int RunSworn(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace sworn::cli
