// The choices of CrashStates: which are new, how they print, which a sample takes.
#include <gtest/gtest.h>

#include <set>

#include "faultfs/disk/tree_text.h"
#include "faultfs/litmus/random_calls.h"
#include "faultfs/litmus/random_model.h"
#include "faultfs/states/walk.h"

namespace powercut {
namespace {

using Which = CrashStates::Which;

constexpr std::uint64_t listed_states_max = 1500;
constexpr std::uint64_t seeds = 110;

std::vector<PersistenceModel> rows_for(std::uint64_t seed) {
  std::vector<PersistenceModel> rows{random_model(seed)};
  auto known = persistence_models();
  rows.push_back(*known[seed % known.size()]);
  return rows;
}

RandomCalls calls_for(std::uint64_t seed) {
  return RandomCalls(seed, {.at_edges = seed % 3 == 0, .failed_syncs = seed % 2 == 0});
}

struct At {
  std::uint32_t call = 0;
  bool follows = false;  // the visitor has also been to the point before, of the same trace
};

// visitor(states, at) at each point of random traces under random rows and known ones, if there
// are few enough states.
template <typename Visitor>
void at_random_points(const Visitor& visitor) {
  bool follows = false;
  auto look = [&](CrashStates& states, const PersistenceModel& row, std::uint32_t call) {
    bool looks = states.count(Which::all) <= listed_states_max;
    SCOPED_TRACE(row.name + " call " + std::to_string(call));
    if (looks) visitor(states, At{.call = call, .follows = follows && call > 0});
    follows = looks;
  };
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    RandomCalls random = calls_for(seed);
    for (const PersistenceModel& row : rows_for(seed)) {
      CrashStates states(row, random.base);
      for (std::uint32_t call = 0; call < random.trace.size(); ++call) {
        states.begin(random.trace, call);
        if (states.is_partly_done()) look(states, row, call);
        states.finish();
        look(states, row, call);
      }
    }
  }
}

std::vector<Choice> choices(CrashStates& states, Which which) {
  std::vector<Choice> all;
  states.visit(which, [&](const Choice& choice, const Disk&) { all.push_back(choice); });
  return all;
}

std::set<std::string> images(CrashStates& states, Which which) {
  std::set<std::string> all;
  states.visit(which, [&](const Choice&, const Disk& disk) { all.insert(tree_text(disk)); });
  return all;
}

// Goal: a caller that has looked at the point before need only look at the new states. Method: at
// each point, all images are among those of the point before and the new ones; the new ones are
// counted right.
TEST(Choices, new_ones_and_those_before_are_all) {
  std::set<std::string> before;
  std::uint64_t fewer = 0;
  at_random_points([&](CrashStates& states, At at) {
    std::set<std::string> all = images(states, Which::all);
    std::set<std::string> fresh = images(states, Which::new_ones);
    EXPECT_EQ(states.count(Which::new_ones), choices(states, Which::new_ones).size());
    if (states.count(Which::new_ones) < states.count(Which::all)) ++fewer;
    if (at.follows) {
      for (const std::string& image : all) {
        EXPECT_TRUE(before.contains(image) || fresh.contains(image)) << image;
      }
    }
    for (const std::string& image : fresh) EXPECT_TRUE(all.contains(image)) << image;
    before = all;
  });
  EXPECT_GT(fewer, 300U);
}

// Goal: every state can be found again by its point. Method: print it, parse it, and make the disk
// once more.
TEST(Choices, every_state_is_found_again_by_its_point) {
  std::uint64_t found = 0;
  at_random_points([&](CrashStates& states, At) {
    std::vector<std::string> texts;
    std::vector<Choice> all;
    states.visit(Which::all, [&](const Choice& choice, const Disk& disk) {
      all.push_back(choice);
      texts.push_back(tree_text(disk));
    });
    for (std::size_t index = 0; index < all.size(); ++index) {
      EXPECT_TRUE(states.is_legal(all[index]));
      std::string text = to_text(states.point(all[index]));
      std::string written(text.size() + 1, '?');
      ASSERT_EQ(states.write_point(all[index], written), text.size()) << text;
      ASSERT_EQ(written, text + "?");
      std::string cut(text.size() / 2, '?');
      ASSERT_EQ(states.write_point(all[index], cut), cut.size()) << text;
      ASSERT_TRUE(text.starts_with(cut)) << text << "\n" << cut;
      auto point = parse_crash_point(text);
      ASSERT_TRUE(point.has_value()) << text;
      auto choice = states.choice_at(*point);
      ASSERT_TRUE(choice.has_value()) << text;
      EXPECT_EQ(*choice, all[index]) << text;
      states.visit_one(*choice, [&](const Choice&, const Disk& disk) {
        EXPECT_EQ(tree_text(disk), texts[index]) << text;
      });
      ++found;
    }
  });
  EXPECT_GT(found, 10'000U);
}

// Goal: the states visited are all that are legal. Method: each choice that there could be, by
// counting through the options of every effect.
TEST(Choices, visits_every_legal_choice_and_no_other) {
  std::uint64_t illegal = 0;
  at_random_points([&](CrashStates& states, At) {
    std::vector<Choice> visited = choices(states, Which::all);
    if (visited.front().empty()) return;
    std::set<Choice> left(visited.begin(), visited.end());
    EXPECT_EQ(left.size(), visited.size());
    const auto& effects = states.effects();
    double most = 1;
    for (const auto& effect : effects) {
      most *= static_cast<double>(option_count(states.model(), effect));
    }
    if (most > 20'000) return;
    Choice choice(effects.size(), option_lost);
    for (std::size_t place = 0; place < choice.size();) {
      if (states.is_legal(choice)) {
        left.erase(choice);
      } else {
        ++illegal;
      }
      place = 0;
      while (place < choice.size() &&
             ++choice[place] == option_count(states.model(), effects[place])) {
        choice[place++] = option_lost;
      }
    }
    EXPECT_TRUE(left.empty());
  });
  EXPECT_GT(illegal, 1000U);
}

// Goal: a sample is legal, within its budget, without doubles, and the same for the same seed; with
// room enough it holds all kept and, if legal, all lost. Method: several budgets at each point.
TEST(Choices, samples_are_legal_and_distinct_and_repeat) {
  std::uint64_t sampled = 0;
  std::uint64_t differing = 0;
  at_random_points([&](CrashStates& states, At at) {
    for (Which which : {Which::all, Which::new_ones}) {
      std::vector<Choice> visited = choices(states, which);
      std::set<Choice> legal(visited.begin(), visited.end());
      for (std::uint64_t budget : {1, 2, 7, 40}) {
        auto sample = [&](std::uint64_t seed) {
          std::vector<Choice> taken;
          states.sample(which, budget, seed,
                        [&](const Choice& choice, const Disk&) { taken.push_back(choice); });
          return taken;
        };
        std::vector<Choice> taken = sample(at.call);
        EXPECT_EQ(sample(at.call), taken);
        if (sample(at.call + 1) != taken) ++differing;
        EXPECT_LE(taken.size(), std::max<std::uint64_t>(budget, 1));
        EXPECT_EQ(std::set(taken.begin(), taken.end()).size(), taken.size());
        for (const Choice& choice : taken) EXPECT_TRUE(legal.contains(choice));
        EXPECT_EQ(taken.empty(), legal.empty());
        sampled += taken.size();
      }
    }
  });
  EXPECT_GT(sampled, 10'000U);
  EXPECT_GT(differing, 100U);
}

// Goal: a copy goes on as its original does. Method: copy at every call, also while it is under
// way; the copy and the original go to the end apart.
TEST(Choices, copy_goes_on_like_its_original) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    RandomCalls random = calls_for(seed);
    for (const PersistenceModel& row : rows_for(seed)) {
      CrashStates states(row, random.base);
      std::vector<CrashStates> copies;
      auto end = static_cast<std::uint32_t>(random.trace.size());
      for (std::uint32_t call = 0; call < end; ++call) {
        states.begin(random.trace, call);
        copies.push_back(states);
        states.finish();
      }
      if (states.count(Which::all) > listed_states_max) continue;
      std::set<std::string> expected = images(states, Which::all);
      for (std::uint32_t call = 0; call < end; ++call) {
        copies[call].finish();
        for (std::uint32_t later = call + 1; later < end; ++later) {
          copies[call].begin(random.trace, later);
          copies[call].finish();
        }
        EXPECT_EQ(images(copies[call], Which::all), expected) << row.name << " seed " << seed;
        EXPECT_EQ(copies[call].count(Which::all), states.count(Which::all));
      }
    }
  }
}

// Goal: a point at which there is no state is none; this found that bytes which a write does not
// have were taken for all of it. Method: a write of two bytes that is cut.
TEST(Choices, points_without_a_state_are_refused) {
  Disk disk;
  Trace trace;
  FaultFileSystem files(disk, {.trace = &trace, .injector = nullptr, .clock = nullptr});
  auto file = files.open("a", OpenMode::create);
  ASSERT_TRUE(file.ok() && (*file)->write(0, as_bytes("xy")).ok());
  CrashStates states(*find_persistence_model("in-order"), Disk());
  for (std::uint32_t call = 0; call < 3; ++call) {
    if (call > 0) states.finish();
    states.begin(trace, call);
  }
  EXPECT_TRUE(states.choice_at({.call = 2, .byte = 1}).has_value());
  EXPECT_TRUE(states.choice_at({.call = 2, .byte = 2}).has_value());
  for (CrashPoint point :
       {CrashPoint{.call = 2, .byte = 3}, CrashPoint{.call = 2, .byte = 0},
        CrashPoint{.call = 1, .byte = 1}, CrashPoint{.call = 2, .byte = 1, .effects = "k1"},
        CrashPoint{.call = 2, .byte = 1, .effects = "q1"},
        CrashPoint{.call = 2, .byte = 1, .effects = "k2"}}) {
    EXPECT_EQ(states.choice_at(point), std::nullopt) << to_text(point);
  }
  states.finish();
  EXPECT_TRUE(states.choice_at({.call = 2}).has_value());
  EXPECT_EQ(states.choice_at({.call = 2, .byte = 1}), std::nullopt);
}

}  // namespace
}  // namespace powercut
