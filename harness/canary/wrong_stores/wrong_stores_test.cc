// Goal: the tester catches the wrong stores and accuses none of the right ones. Method: pairs of
// small stores that differ in one flaw. First each pair is shown to be what it says, by a script;
// then check_store() judges both, as a user would call it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "powercut/harness/check_store.h"

namespace powercut {
namespace {

// By name: the wrong ones that check_store() does not catch so far, and the right ones that it
// accuses. POWERCUT_ALL_CANARIES=1 in the environment tells whether that is still so.
const std::set<std::string_view> not_caught_yet{
    "journal-rest-of-failed-batch",
    "lives-reuses-an-empty-life",
};
const std::set<std::string_view> accused_so_far{};

// A verdict must not depend on how fast the machine is.
constexpr Duration of_a_slow_machine = std::chrono::seconds(100);

bool is_left_out(const std::set<std::string_view>& names, std::string_view name) {
  return names.contains(name) && std::getenv("POWERCUT_ALL_CANARIES") == nullptr;
}

std::vector<CanaryPair> all_canary_pairs() {
  std::vector<CanaryPair> all;
  for (auto pairs :
       {flawed_reads_pairs, journaled_pairs, life_log_pairs, marked_log_pairs, numbered_log_pairs,
        paged_log_pairs, placed_values_pairs, rolled_log_pairs, root_sector_pairs, salted_log_pairs,
        segments_pairs, sized_index_pairs, tagged_keys_pairs, trusted_names_pairs, two_slots_pairs,
        vouched_log_pairs, zeros_parse_pairs}) {
    for (CanaryPair& pair : pairs()) all.push_back(std::move(pair));
  }
  return all;
}

std::vector<CanaryPair> one_of_each_right_store() {
  std::vector<CanaryPair> pairs;
  std::set<std::string> names;
  for (CanaryPair& pair : all_canary_pairs()) {
    if (names.insert(pair.right.name).second) pairs.push_back(std::move(pair));
  }
  return pairs;
}

struct StoreUnderRow {
  StoreUnderTest store;
  std::string row;

  friend void PrintTo(const StoreUnderRow& under, std::ostream* stream) {
    *stream << under.store.name << " under " << under.row;
  }
};

std::vector<StoreUnderRow> stores_under_rows(StoreUnderTest CanaryPair::* which) {
  std::vector<StoreUnderRow> stores;
  std::set<std::pair<std::string, std::string>> names;
  for (const CanaryPair& pair : all_canary_pairs()) {
    const StoreUnderTest& store = pair.*which;
    for (const std::string& row : pair.shown_by) {
      if (names.emplace(store.name, row).second) stores.push_back({store, row});
    }
  }
  return stores;
}

std::string for_test(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}
std::string name_of_wrong(const testing::TestParamInfo<CanaryPair>& pair) {
  return for_test(pair.param.wrong.name);
}
std::string name_of_right(const testing::TestParamInfo<CanaryPair>& pair) {
  return for_test(pair.param.right.name);
}

std::string name_of_both(const testing::TestParamInfo<StoreUnderRow>& under) {
  return for_test(under.param.store.name + "-under-" + under.param.row);
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

class WrongStores : public testing::TestWithParam<CanaryPair> {};
class RightStores : public testing::TestWithParam<CanaryPair> {};

TEST_P(WrongStores, are_wrong_and_their_twins_are_right) {
  ScriptedLives right(GetParam().right);
  GetParam().proof(right);
  EXPECT_TRUE(right.broken().empty()) << joined(right.broken()) << right.calls();
  ScriptedLives wrong(GetParam().wrong);
  GetParam().proof(wrong);
  EXPECT_FALSE(wrong.broken().empty()) << wrong.calls();
}

TEST_P(WrongStores, are_caught) {
  if (is_left_out(not_caught_yet, GetParam().wrong.name)) {
    GTEST_SKIP() << "too seldom reached by what check_store() does by default";
  }
  CheckResult result = check_store(GetParam().wrong, {.cpu_limit = of_a_slow_machine});
  EXPECT_FALSE(result.holds()) << result;
}

TEST_P(RightStores, are_not_accused) {
  if (is_left_out(accused_so_far, GetParam().right.name)) {
    GTEST_SKIP() << "check_store() asks more than it promises so far";
  }
  CheckResult result = check_store(GetParam().right);
  EXPECT_TRUE(result.holds()) << result;
}

class WrongStoresUnderARow : public testing::TestWithParam<StoreUnderRow> {};
class RightStoresUnderARow : public testing::TestWithParam<StoreUnderRow> {};

TEST_P(WrongStoresUnderARow, are_caught) {
  CheckResult result = check_store(GetParam().store, {.models = {GetParam().row}});
  EXPECT_FALSE(result.holds()) << result;
}

TEST_P(RightStoresUnderARow, are_not_accused) {
  CheckResult result = check_store(GetParam().store, {.models = {GetParam().row}});
  EXPECT_TRUE(result.holds()) << result;
}

INSTANTIATE_TEST_SUITE_P(Pairs, WrongStores, testing::ValuesIn(all_canary_pairs()), name_of_wrong);
INSTANTIATE_TEST_SUITE_P(Pairs, RightStores, testing::ValuesIn(one_of_each_right_store()),
                         name_of_right);
INSTANTIATE_TEST_SUITE_P(Pairs, WrongStoresUnderARow,
                         testing::ValuesIn(stores_under_rows(&CanaryPair::wrong)), name_of_both);
INSTANTIATE_TEST_SUITE_P(Pairs, RightStoresUnderARow,
                         testing::ValuesIn(stores_under_rows(&CanaryPair::right)), name_of_both);

}  // namespace
}  // namespace powercut
