// The program that gives each file of a folder to a fuzzer's function once; a test of every build.
//
// usage: PROGRAM FOLDER     exit 0: all passed. 2: the folder has no files.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <vector>

#include "server/fuzz/fuzz_input.h"

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::cerr << "usage: " << arguments[0] << " FOLDER\n";
    return 2;
  }
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    paths.insert(entry.path());
  }
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    std::cerr << path.filename().string() << std::endl;  // the last one is the one that fails
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  std::cerr << paths.size() << " inputs passed\n";
  return paths.empty() ? 2 : 0;
}
