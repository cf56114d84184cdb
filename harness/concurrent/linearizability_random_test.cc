// Goal: the fast judge says what the definition says. Method: small random histories, legal and
// not, with failures and without, judged by it and in every order, as is what is left of the
// illegal ones to show; large ones that are legal by how they are made, and spoiled in one answer.
#include <gtest/gtest.h>

#include "harness/concurrent/brute_force_test.h"
#include "harness/concurrent/illegal_part.h"
#include "harness/concurrent/random_history_test.h"

namespace powercut {
namespace {

constexpr std::uint64_t random_work_max = 1'000'000;

std::string text_of(const std::vector<RegisterOperation>& operations) {
  std::string text;
  for (const RegisterOperation& operation : operations) {
    text += "kind " + std::to_string(static_cast<int>(operation.kind)) + " stamp " +
            std::to_string(operation.stamp) + " was_there " + std::to_string(operation.was_there) +
            " answer " + std::to_string(static_cast<int>(operation.answer)) + " " +
            std::to_string(operation.invoked) + ".." + std::to_string(operation.returned) + "\n";
  }
  return text;
}

struct Agreement {
  std::size_t legal = 0;
  std::size_t illegal = 0;
};

void judge_both_ways(const RandomHistory& shape, std::uint64_t seeds, Agreement& agreement) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Chooser chooser(seed);
    const auto operations = random_operations(shape, chooser);
    const Verdict fast = judge_register(operations, random_work_max).verdict;
    const bool slow = is_linearizable_slowly(operations);
    ASSERT_EQ(fast, slow ? Verdict::linearizable : Verdict::violated) << "seed " << seed << "\n"
                                                                      << text_of(operations);
    const auto part = illegal_part(operations, random_work_max);
    ASSERT_EQ(part.empty(), slow);
    ASSERT_EQ(is_linearizable_slowly(part), slow) << text_of(operations) << text_of(part);
    ++(slow ? agreement.legal : agreement.illegal);
  }
}

TEST(LinearizabilityRandom, small_histories_are_judged_as_by_trying_every_order) {
  Agreement agreement;
  for (std::size_t threads : {2, 3, 5, 7}) {
    for (std::uint64_t lies : {0, 20, 60}) {
      for (std::uint64_t failures : {0, 15, 50}) {
        for (std::uint64_t sets : {30, 60}) {
          judge_both_ways({.threads = threads,
                           .operations = 8,
                           .lies_percent = lies,
                           .failures_percent = failures,
                           .sets_percent = sets},
                          200, agreement);
        }
      }
    }
  }
  EXPECT_GT(agreement.legal, 1000U);
  EXPECT_GT(agreement.illegal, 1000U);
}

TEST(LinearizabilityRandom, long_histories_of_sixteen_threads_are_decided) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Chooser chooser(seed);
    const RandomHistory shape{.threads = 16, .operations = 640, .sets_percent = 20 + seed % 4 * 15};
    auto operations = random_operations(shape, chooser);
    ASSERT_EQ(judge_register(operations, random_work_max).verdict, Verdict::linearizable) << seed;
    for (RegisterOperation& operation : operations) {
      if (operation.kind != RegisterKind::get || operation.answer != Answer::ok) continue;
      if (operation.invoked < 900) continue;
      operation.stamp = operation.stamp == 1 ? 2 : 1;
      break;
    }
    ASSERT_EQ(judge_register(operations, random_work_max).verdict, Verdict::violated) << seed;
  }
}

}  // namespace
}  // namespace powercut
