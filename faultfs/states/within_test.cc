// If the rows say that one model is within another, every image of the stronger is one of the
// weaker.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "faultfs/disk/tree_text.h"
#include "faultfs/litmus/random_calls.h"
#include "faultfs/states/walk.h"

namespace powercut {
namespace {

using Which = CrashStates::Which;

constexpr std::uint64_t compared_states_max = 3000;

struct Pair {
  const PersistenceModel* stronger;
  const PersistenceModel* weaker;
  int points = 0;
  std::string violation = {};
};

std::vector<Pair> pairs_within() {
  std::vector<Pair> pairs;
  for (const PersistenceModel* stronger : persistence_models()) {
    for (const PersistenceModel* weaker : persistence_models()) {
      if (stronger != weaker && is_within(*stronger, *weaker)) pairs.push_back({stronger, weaker});
    }
  }
  return pairs;
}

// A model on its way along a trace, with the images that it may leave of the call made last, while
// it was under way or after it; none if they are too many.
struct Traveller {
  CrashStates states;
  std::set<std::string> images = {};
  bool too_many = false;

  void go(const Trace& trace, std::uint32_t call) {
    images.clear();
    too_many = false;
    states.begin(trace, call);
    if (states.is_partly_done()) collect();
    states.finish();
    collect();
  }

  void collect() {
    if (states.count(Which::all) > compared_states_max) {
      too_many = true;
      return;
    }
    states.visit(Which::all,
                 [&](const Choice&, const Disk& disk) { images.insert(tree_text(disk)); });
  }
};

std::string call_list(const Trace& trace, std::uint32_t end) {
  std::string text;
  for (const Call& call : std::span(trace.calls()).first(end)) {
    text += "\n  " + describe(trace, call);
  }
  return text;
}

// Compares all pairs along the trace. An image that a stronger model has while a call is under way
// must be there in the weaker one once the call has returned: that has promised no less by then.
void compare(const RandomCalls& random, std::vector<Pair>& pairs) {
  std::map<const PersistenceModel*, Traveller> travellers;
  for (const PersistenceModel* model : persistence_models()) {
    travellers.emplace(model, Traveller{CrashStates(*model, random.base)});
  }
  for (std::uint32_t call = 0; call < random.trace.size(); ++call) {
    for (auto& [model, traveller] : travellers) traveller.go(random.trace, call);
    for (Pair& pair : pairs) {
      const Traveller& stronger = travellers.at(pair.stronger);
      const Traveller& weaker = travellers.at(pair.weaker);
      if (stronger.too_many || weaker.too_many) continue;
      ++pair.points;
      for (const std::string& image : stronger.images) {
        if (weaker.images.contains(image) || !pair.violation.empty()) continue;
        pair.violation = call_list(random.trace, call + 1) + "\n  leaves " + image;
      }
    }
  }
}

// Goal: `within` says the truth. Method: random traces, half of them with failed syncs; each image
// of the stronger model at each call is looked for among those of the weaker.
TEST(Within, every_image_of_a_stronger_model_is_one_of_a_weaker) {
  std::vector<Pair> pairs = pairs_within();
  ASSERT_GT(pairs.size(), 10U);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    compare(RandomCalls(seed, {.at_edges = seed % 3 == 0, .failed_syncs = seed % 2 == 0}), pairs);
  }
  for (const Pair& pair : pairs) {
    EXPECT_EQ(pair.violation, "") << pair.stronger->name << " within " << pair.weaker->name;
    EXPECT_GT(pair.points, 200) << pair.stronger->name << " within " << pair.weaker->name;
  }
}

// Canary: the comparison sees pairs that are the wrong way round. Method: every pair turned.
TEST(Within, canary_a_weaker_model_within_a_stronger_is_seen) {
  std::vector<Pair> pairs = pairs_within();
  for (Pair& pair : pairs) std::swap(pair.stronger, pair.weaker);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    compare(RandomCalls(seed, {.at_edges = seed % 3 == 0}), pairs);
  }
  for (const Pair& pair : pairs) {
    EXPECT_NE(pair.violation, "") << pair.stronger->name << " within " << pair.weaker->name;
  }
}

}  // namespace
}  // namespace powercut
