// Writes the published vectors: sworn_event_vectors DIRECTORY
#include <fstream>
#include <iostream>

#include "ledger/codec/event_vectors.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: sworn_event_vectors DIRECTORY\n";
    return 2;
  }
  for (const sworn::codec::VectorFile& file : sworn::codec::MakeVectorFiles()) {
    std::ofstream out(std::string(argv[1]) + "/" + file.name, std::ios::binary);
    out << file.text;
    if (!out.flush()) {
      std::cerr << "cannot write " << argv[1] << "/" << file.name << "\n";
      return 1;
    }
  }
  return 0;
}
