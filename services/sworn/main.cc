#include <iostream>
#include <string>
#include <vector>

#include "services/sworn/cli.h"

int main(int argc, char** argv) {
  return sworn::cli::RunSworn(std::vector<std::string>(argv + 1, argv + argc), std::cout,
                              std::cerr);
}
