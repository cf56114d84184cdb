// Goal: the judge is right on histories small enough to see through. Method: each is written by
// hand, as what overlaps what, with the verdict that follows from the definition.
#include "harness/concurrent/linearizability.h"

#include <gtest/gtest.h>

#include <vector>

#include "harness/concurrent/illegal_part.h"

namespace powercut {
namespace {

using Operations = std::vector<RegisterOperation>;

RegisterOperation set(Stamp stamp, Tick invoked, Tick returned) {
  return {RegisterKind::set, stamp, false, Answer::ok, invoked, returned};
}
RegisterOperation get(Stamp found, Tick invoked, Tick returned) {
  return {RegisterKind::get, found, false, Answer::ok, invoked, returned};
}
RegisterOperation remove(bool was_there, Tick invoked, Tick returned) {
  return {RegisterKind::remove, absent, was_there, Answer::ok, invoked, returned};
}
RegisterOperation clear(Tick invoked, Tick returned) {
  return {RegisterKind::clear, absent, false, Answer::ok, invoked, returned};
}
RegisterOperation failed(RegisterOperation operation) {
  operation.answer = Answer::failed;
  return operation;
}
RegisterOperation unknown(RegisterOperation operation) {
  operation.answer = Answer::unknown;
  return operation;
}

constexpr std::uint64_t work_max = 100'000;

Verdict verdict_on(const Operations& operations) {
  return judge_register(operations, work_max).verdict;
}
void expect_legal(const Operations& operations) {
  EXPECT_EQ(verdict_on(operations), Verdict::linearizable);
  EXPECT_TRUE(illegal_part(operations, work_max).empty());
}
// stuck: index of the operation for which there is no place.
void expect_illegal(const Operations& operations, std::size_t stuck) {
  EXPECT_EQ(verdict_on(operations), Verdict::violated);
  const Operations part = illegal_part(operations, work_max);
  ASSERT_FALSE(part.empty());
  EXPECT_EQ(without_place(part).returned, operations[stuck].returned);
}

TEST(Linearizability, one_thread_reads_what_it_wrote_last) {
  expect_legal({});
  expect_legal({get(absent, 1, 2), set(1, 3, 4), get(1, 5, 6), set(2, 7, 8), get(2, 9, 10)});
  expect_illegal({set(1, 1, 2), set(2, 3, 4), get(1, 5, 6)}, 2);
  expect_illegal({set(1, 1, 2), get(absent, 3, 4)}, 1);
  expect_illegal({set(1, 1, 2), get(7, 3, 4)}, 1);
  expect_illegal({set(1, 1, 2), get(invented, 3, 4)}, 1);
}

TEST(Linearizability, a_read_that_overlaps_a_write_finds_the_old_value_or_the_new_one) {
  expect_legal({set(1, 1, 2), set(2, 3, 6), get(1, 4, 5)});
  expect_legal({set(1, 1, 2), set(2, 3, 6), get(2, 4, 5)});
  expect_illegal({set(1, 1, 2), set(2, 3, 6), get(absent, 4, 5)}, 2);
}

TEST(Linearizability, a_value_once_seen_does_not_go_away_again) {
  expect_legal({set(1, 1, 2), set(2, 3, 10), get(1, 4, 5), get(2, 6, 7)});
  expect_illegal({set(1, 1, 2), set(2, 3, 10), get(2, 4, 5), get(1, 6, 7)}, 3);
  // Two readers that overlap each other may disagree on who was first.
  expect_legal({set(1, 1, 2), set(2, 3, 10), get(2, 4, 8), get(1, 5, 9)});
}

TEST(Linearizability, all_readers_see_overlapping_writes_in_one_order) {
  expect_legal({set(1, 1, 4), set(2, 2, 3), get(1, 5, 6), get(1, 7, 8)});
  expect_legal({set(1, 1, 4), set(2, 2, 3), get(2, 5, 6), get(2, 7, 8)});
  expect_illegal({set(1, 1, 4), set(2, 2, 3), get(1, 5, 6), get(2, 7, 8)}, 3);
}

TEST(Linearizability, a_read_before_its_write_was_invoked_is_from_the_future) {
  expect_illegal({get(1, 1, 2), set(1, 3, 4)}, 0);
  expect_legal({get(1, 1, 4), set(1, 3, 5)});
}

TEST(Linearizability, of_two_removes_one_finds_the_value) {
  expect_legal({set(1, 1, 2), remove(true, 3, 6), remove(false, 4, 5)});
  expect_illegal({set(1, 1, 2), remove(true, 3, 6), remove(true, 4, 5)}, 1);
  expect_illegal({set(1, 1, 2), remove(false, 3, 4)}, 1);
  expect_legal({set(1, 1, 2), set(2, 3, 8), remove(true, 4, 6), remove(true, 5, 7)});
  expect_illegal(
      {set(1, 1, 2), set(2, 3, 8), remove(true, 4, 6), remove(true, 5, 7), get(2, 9, 10)}, 4);
}

TEST(Linearizability, a_remove_within_a_batch_does_not_say_whether_it_found_anything) {
  expect_legal({clear(1, 2), set(1, 3, 4), clear(5, 6), get(absent, 7, 8)});
  expect_illegal({set(1, 1, 2), clear(3, 4), get(1, 5, 6)}, 2);
  expect_legal({set(1, 1, 2), clear(3, 8), remove(false, 4, 5)});
  expect_illegal({set(1, 1, 2), clear(3, 4), remove(true, 5, 6)}, 2);
}

TEST(Linearizability, a_failed_write_took_effect_before_it_returned_or_never_does) {
  const RegisterOperation write = failed(set(2, 3, 6));
  expect_legal({set(1, 1, 2), write, get(1, 7, 8)});
  expect_legal({set(1, 1, 2), write, get(2, 7, 8)});
  expect_illegal({set(1, 1, 2), write, get(1, 7, 8), get(2, 9, 10)}, 3);
  expect_illegal({set(1, 1, 2), write, get(2, 4, 5), get(1, 7, 8)}, 3);
  expect_legal({write, remove(true, 7, 8)});
  expect_illegal({write, remove(true, 7, 8), remove(true, 9, 10)}, 2);
}

TEST(Linearizability, a_failed_remove_may_have_removed) {
  const RegisterOperation removal = failed(remove(false, 3, 4));
  expect_legal({set(1, 1, 2), removal, get(1, 5, 6)});
  expect_legal({set(1, 1, 2), removal, get(absent, 5, 6)});
  expect_illegal({set(1, 1, 2), removal, get(absent, 5, 6), get(1, 7, 8)}, 3);
  expect_legal({set(1, 1, 2), failed(clear(3, 4)), remove(false, 5, 6)});
}

TEST(Linearizability, an_unknown_write_may_take_effect_long_after) {
  const RegisterOperation write = unknown(set(2, 3, 0));
  expect_legal({set(1, 1, 2), write, get(1, 7, 8), get(2, 9, 10)});
  expect_illegal({set(1, 1, 2), write, get(2, 7, 8), get(1, 9, 10)}, 3);
  expect_legal({set(1, 1, 2), unknown(remove(false, 3, 0)), get(1, 5, 6), get(absent, 7, 8)});
}

// Goal: the one of two pending writes whose read returns first can go first (L3), though it returns
// last itself. Method: the other is needed later, between two removes that both found something.
TEST(Linearizability, a_write_is_due_when_its_first_read_returns) {
  Operations operations{set(1, 1, 100), set(2, 2, 101),      get(2, 3, 6),        set(3, 4, 5),
                        get(3, 7, 8),   remove(true, 9, 10), remove(true, 11, 12)};
  expect_legal(operations);
  operations.push_back(remove(true, 13, 14));
  expect_illegal(operations, 7);
}

TEST(Linearizability, of_an_illegal_history_only_what_makes_it_illegal_is_left) {
  const Operations part =
      illegal_part({set(1, 1, 2), get(1, 3, 4), set(2, 5, 6), remove(true, 7, 8), clear(9, 10),
                    set(3, 11, 14), get(3, 12, 13), get(2, 15, 16), get(3, 17, 18)},
                   work_max);
  ASSERT_EQ(part.size(), 3U);
  EXPECT_EQ(part[0].stamp, 2U);
  EXPECT_TRUE(part[1].kind == RegisterKind::clear || part[1].stamp == 3U);
  EXPECT_EQ(part[2].stamp, 2U);
}

TEST(Linearizability, a_failed_read_says_nothing) {
  expect_legal({set(1, 1, 2), failed(get(9, 3, 4)), unknown(get(9, 5, 0))});
}

TEST(Linearizability, what_is_too_much_work_is_undecided) {
  Operations crowd;
  for (Tick thread = 0; thread < 65; ++thread) crowd.push_back(set(thread + 1, thread, 1000));
  EXPECT_EQ(verdict_on(crowd), Verdict::undecided);
  crowd.pop_back();
  expect_legal(crowd);
  EXPECT_EQ(judge_register(crowd, 1).verdict, Verdict::undecided);
}

}  // namespace
}  // namespace powercut
