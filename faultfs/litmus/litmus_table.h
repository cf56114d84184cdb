// expect_left: checks the images that each model leaves of a litmus, written as a table; for tests.
//
//   expect_left(litmus, {{"in-order process-kill", "a=N"},
//                        {"ext4 xfs", "a=N | a=o t=N"}});
//
// A row has all images that may be on the disk once the last call has returned, and no others.
// Every model of powercut must be in the table. A run of ten or more of one letter is shortened:
// "A*4096".
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "faultfs/litmus/litmus.h"

namespace powercut {

struct LeftRow {
  std::string_view models;
  std::string_view images;
};

inline std::string with_short_runs(std::string_view text) {
  constexpr std::size_t run_min = 10;
  std::string shortened;
  while (!text.empty()) {
    std::size_t run = std::min(text.find_first_not_of(text.front()), text.size());
    if (run < run_min) {
      shortened += text.substr(0, run);
    } else {
      shortened += std::string(1, text.front()) + "*" + std::to_string(run);
    }
    text.remove_prefix(run);
  }
  return shortened;
}

inline std::set<std::string> with_short_runs(const std::set<std::string>& texts) {
  std::set<std::string> shortened;
  for (const std::string& text : texts) shortened.insert(with_short_runs(text));
  return shortened;
}

inline std::set<std::string> parts_of(std::string_view text, std::string_view separator) {
  std::set<std::string> parts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(separator);
    parts.emplace(text.substr(0, end));
    if (end != std::string_view::npos) text.remove_prefix(end + separator.size());
  }
  return parts;
}

inline void expect_left(const Litmus& litmus, std::initializer_list<LeftRow> rows) {
  std::set<std::string> missing;
  for (const PersistenceModel* model : persistence_models()) missing.insert(model->name);
  for (const LeftRow& row : rows) {
    for (const std::string& model : parts_of(row.models, " ")) {
      ASSERT_EQ(missing.erase(model), 1U) << model;
      EXPECT_EQ(with_short_runs(litmus.left(model)), parts_of(row.images, " | ")) << model;
    }
  }
  EXPECT_TRUE(missing.empty()) << "not in the table: " << *missing.begin();
}

}  // namespace powercut
