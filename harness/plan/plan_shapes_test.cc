// Goal: the shapes of a length are all there are up to the names of keys, each once. Method: a slow
// enumerator, which shares no code with the counting one, makes every sequence with every choice of
// keys, renames keys by their first use, and keeps what no rule leaves out.
#include "harness/plan/plan_shapes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace powercut {
namespace {

using Words = std::set<std::string>;

std::string text_of(const ShapeLetter& letter) {
  std::string text(name_of(letter.kind));
  if (letter.kind == OperationKind::set || letter.kind == OperationKind::remove) {
    text += std::to_string(letter.key);
  }
  if (letter.boundary > 0) text += "*" + std::to_string(letter.boundary);
  return text + (letter.is_long ? "-long" : "") + (letter.is_drawn ? "-drawn" : "");
}

// skipped: a rank that is left out, for the canary.
Words words_of(const PlanShapes& shapes, std::size_t length, std::uint64_t skipped = -1) {
  Words words;
  for (std::uint64_t rank = 0; rank < shapes.count(length); ++rank) {
    if (rank == skipped) continue;
    std::string word;
    for (const ShapeLetter& letter : shapes.shape(length, rank)) word += text_of(letter) + " ";
    EXPECT_TRUE(words.insert(word).second) << word << "twice";
  }
  return words;
}

// Every sequence over keys 'x', 'y' and 'z' in any order.
class BruteForce {
 public:
  explicit BruteForce(int boundary_values) : boundary_values_(boundary_values) {
    for (const char* name : {"compact", "wait", "wait-long", "sync", "step", "kill", "batch",
                             "reopen", "power", "power-drawn"}) {
      letters_.emplace_back(name);
    }
    for (char key : {'x', 'y', 'z'}) {
      letters_.push_back(fmt::format("remove{}", key));
      letters_.push_back(fmt::format("set{}", key));
      for (int boundary = 1; boundary <= boundary_values; ++boundary) {
        letters_.push_back(fmt::format("set{}*{}", key, boundary));
      }
    }
  }

  Words words(std::size_t length) {
    std::vector<std::string> word;
    extend(word, length);
    return std::move(found_);
  }

 private:
  void extend(std::vector<std::string>& word, std::size_t length) {
    if (word.size() == length) return keep(word);
    for (const std::string& letter : letters_) {
      word.push_back(letter);
      extend(word, length);
      word.pop_back();
    }
  }

  void keep(const std::vector<std::string>& word) {
    if (!word.empty() && word.back() == "wait") return;
    std::map<char, int> names;  // in the order of their first use
    std::set<int> present;
    std::string used;
    int boundaries = 0;
    std::string before;
    std::string before_letter;
    std::string renamed;
    for (const std::string& letter : word) {
      std::string kind = letter.substr(0, 4);
      bool waits = kind == "wait";
      if (letter == "power" && before_letter == letter) return;
      before_letter = letter;
      if (kind == before && (waits || kind == "sync" || kind == "comp" || kind == "reop")) return;
      bool is_set = letter.starts_with("set");
      bool changes = is_set || letter == "batch" || letter.starts_with("remove");
      if (names.empty() && !changes && (waits || kind == "step" || kind == "sync")) return;
      before = kind;
      if (letter == "batch") {
        batch(names, present);
        for (const auto& [name, number] : names) used += name;
      } else if (changes) {
        std::size_t at = is_set ? 3 : 6;
        int number = names.try_emplace(letter[at], static_cast<int>(names.size())).first->second;
        if (letter.contains("*1") && std::ranges::count(used, letter[at]) > 0) return;
        used += letter[at];
        if (is_set) {
          present.insert(number);
        } else {
          present.erase(number);
        }
        renamed += letter.substr(0, at) + std::to_string(number) + letter.substr(at + 1) + " ";
        if (letter.contains('*')) ++boundaries;
        continue;
      }
      renamed += letter + " ";
    }
    if (boundaries == (boundary_values_ > 0 ? 1 : 0)) found_.insert(renamed);
  }

  // Its own keys are the first names that are free.
  static void batch(std::map<char, int>& names, std::set<int>& present) {
    auto add = [&] {
      for (char name : {'x', 'y', 'z'}) {
        if (names.try_emplace(name, static_cast<int>(names.size())).second) {
          return static_cast<int>(names.size()) - 1;
        }
      }
      for (int number = 0; number < 3; ++number) {
        if (!present.contains(number)) return number;
      }
      return -1;
    };
    std::set<int> before = present;
    int fresh = add();
    if (fresh >= 0) present.insert(fresh);
    if (before.size() > 1) present.erase(*before.rbegin());
    if (before.empty() && fresh < 2) {
      if (names.size() < 3) add();
      present.insert(fresh + 1);
    }
  }

  int boundary_values_;
  std::vector<std::string> letters_;
  Words found_;
};

TEST(PlanShapes, are_all_there_are_up_to_the_names_of_keys) {
  for (std::uint16_t boundaries : {std::uint16_t{0}, std::uint16_t{2}}) {
    PlanShapes shapes({.boundary_values = boundaries, .boundary_keys = 1}, 4);
    for (std::size_t length = 1; length <= 4; ++length) {
      Words all = BruteForce(boundaries).words(length);
      EXPECT_EQ(shapes.count(length), all.size()) << length;
      EXPECT_TRUE(words_of(shapes, length) == all) << length;
    }
  }
}

TEST(PlanShapes, canary_an_enumerator_that_leaves_one_out_is_caught) {
  PlanShapes shapes({}, 3);
  const Words all = BruteForce(0).words(3);
  for (std::uint64_t skipped = 0; skipped < shapes.count(3); skipped += 101) {
    EXPECT_FALSE(words_of(shapes, 3, skipped) == all) << skipped;
  }
}

TEST(PlanShapes, need_a_plain_value_where_that_is_asked) {
  auto count_with_value = [](const Words& words) -> std::uint64_t {
    return static_cast<std::uint64_t>(std::ranges::count_if(words, [](const std::string& word) {
      return word.starts_with("set") || word.contains(" set") || word.contains("batch");
    }));
  };
  PlanShapes all({}, 3);
  PlanShapes with_value({.needs_plain_value = true}, 3);
  for (std::size_t length = 1; length <= 3; ++length) {
    EXPECT_EQ(with_value.count(length), count_with_value(words_of(all, length)));
    EXPECT_EQ(words_of(with_value, length).size(), with_value.count(length));
  }
}

TEST(PlanShapes, begin_with_the_keys_that_are_there) {
  PlanShapes shapes({.keys = {.used = 2, .present = 0b11}}, 1);
  EXPECT_EQ(words_of(shapes, 1), (Words{"set0 ", "set1 ", "set2 ", "remove0 ", "remove1 ",
                                        "remove2 ", "batch ", "sync ", "power ", "power-drawn ",
                                        "compact ", "step ", "wait-long ", "reopen ", "kill "}));
}

}  // namespace
}  // namespace powercut
