// The records and logs of record_vectors.json, as bytes.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace powercut {

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

inline nlohmann::json record_vectors() {
  std::ifstream stream("engine/log/record_vectors.json");
  EXPECT_TRUE(stream) << "run this from the project's root";
  return nlohmann::json::parse(stream);
}

// The log that the workload `demo` leaves: name=Ada, language=python, name=Grace, and
// language removed. 86 bytes.
inline std::string demo_log() {
  return from_hex(record_vectors()["demo_log"]["log_hex"].get<std::string>());
}

}  // namespace powercut
