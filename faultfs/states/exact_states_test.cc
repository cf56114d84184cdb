// CrashStates against SlowStates: the same states, as many, at every point of random traces.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "faultfs/litmus/random_calls.h"
#include "faultfs/litmus/random_model.h"
#include "faultfs/litmus/slow_states.h"
#include "faultfs/states/walk.h"

namespace powercut {
namespace {

using Which = CrashStates::Which;

constexpr double states_max = 1500;

struct Compared {
  int points = 0;
  int skipped = 0;  // too many states for the slow way
  int differing = 0;
  int failed_syncs = 0;
  int links = 0;
  std::uint64_t states = 0;
  std::string first_difference = {};
};

std::string describe_row(const PersistenceModel& model) {
  std::string text = fmt::format(
      "{}: {}, units {} {}, tears {} {} {}, size first {}, parts {} {}, empties {}, zeroes {}, "
      "inline "
      "{}, forgets size {}, sync {}, tails {}",
      model.name, name_of(model.writeback), model.overwrite_unit, model.append_unit,
      model.tears_bytes, model.tears_overwrites, model.scatters_bytes, model.size_before_data,
      model.rename_in_parts, model.moves_in_parts, model.removal_empties, model.truncate_zeroes,
      model.inline_bytes, model.failed_sync_forgets_size, name_of(model.sync_scope),
      model.tails.size());
  for (const OrderRule& rule : model.order) text += "; " + to_text(rule);
  return text;
}

std::string describe_trace(const Trace& trace, std::uint32_t end) {
  std::string text;
  for (const Call& call : std::span(trace.calls()).first(end)) {
    text += "\n  " + describe(trace, call);
  }
  return text;
}

// One point: the number counted, the number visited, and the images, each as often.
void compare_point(CrashStates& states, const SlowStates& slow, bool under_way, Compared& seen) {
  if (slow.states_at_most(under_way) > states_max) {
    ++seen.skipped;
    return;
  }
  std::multiset<std::string> images;
  std::uint64_t visited = 0;
  states.visit(Which::all, [&](const Choice&, Disk& disk) {
    ++visited;
    images.insert(tree_text(disk));
  });
  std::multiset<std::string> expected = slow.images(under_way);
  ++seen.points;
  seen.states += visited;
  std::uint64_t counted = states.count(Which::all);
  if (counted == visited && images == expected) return;
  ++seen.differing;
  if (!seen.first_difference.empty()) return;
  seen.first_difference =
      fmt::format("counted {}, visited {}, expected {}", counted, visited, expected.size());
  for (const std::string& image : std::set(expected.begin(), expected.end())) {
    if (images.count(image) < expected.count(image)) seen.first_difference += "\n  lacks " + image;
  }
  for (const std::string& image : std::set(images.begin(), images.end())) {
    if (images.count(image) > expected.count(image)) seen.first_difference += "\n  has " + image;
  }
}

// `model` is that of CrashStates, `slow_model` what it should be.
void compare(const PersistenceModel& model, const PersistenceModel& slow_model,
             const RandomCalls& random, Compared& seen) {
  CrashStates states(model, random.base);
  SlowStates slow(slow_model, random.trace, random.base);
  for (std::uint32_t call = 0; call < random.trace.size(); ++call) {
    bool was_equal = seen.first_difference.empty();
    if (random.trace.calls()[call].effect == Effect::failed_sync_file) ++seen.failed_syncs;
    if (random.trace.calls()[call].kind == CallKind::link) ++seen.links;
    states.begin(random.trace, call);
    slow.begin(call);
    if (states.is_partly_done()) compare_point(states, slow, true, seen);
    states.finish();
    slow.finish();
    compare_point(states, slow, false, seen);
    if (was_equal && !seen.first_difference.empty()) {
      seen.first_difference = describe_row(model) + describe_trace(random.trace, call + 1) + "\n" +
                              seen.first_difference;
    }
  }
}

RandomCalls::Kind kind_of(std::uint64_t seed) {
  return {.calls = 8, .at_edges = seed % 3 == 0, .failed_syncs = seed % 2 == 0};
}

// Goal: every row gives exactly the states that it defines, and counts them right. Method: random
// traces, also with failed syncs and at the edges of sectors and pages; each point by brute force.
TEST(ExactStates, of_every_model_are_those_of_its_definition) {
  for (const PersistenceModel* model : persistence_models()) {
    Compared seen;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
      compare(*model, *model, RandomCalls(seed, kind_of(seed)), seen);
    }
    EXPECT_EQ(seen.differing, 0) << seen.first_difference;
    EXPECT_GT(seen.points, seen.skipped);
    EXPECT_GT(seen.failed_syncs, 10);
    EXPECT_GT(seen.links, 10);
  }
}

// Goal: the same for disks that write whole sectors. Method: each row that tears bytes, so changed.
TEST(ExactStates, with_whole_sectors_are_those_of_their_definition) {
  int changed = 0;
  for (const PersistenceModel* model : persistence_models()) {
    PersistenceModel row = with_whole_sectors(*model);
    if (row.tears_overwrites) continue;
    ++changed;
    Compared seen;
    for (std::uint64_t seed = 0; seed < 48; ++seed) {
      compare(row, row, RandomCalls(seed, kind_of(seed)), seen);
    }
    EXPECT_EQ(seen.differing, 0) << seen.first_difference;
    EXPECT_GT(seen.points, seen.skipped);
  }
  EXPECT_EQ(changed, 6);  // in-order, process-kill, posix-min and those made from it
}

// Goal: the same for rows that nobody has thought of. Method: random attributes and rules, units so
// small that short writes fall into many effects.
TEST(ExactStates, of_random_models_are_those_of_their_definition) {
  Compared seen;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    PersistenceModel model = random_model(seed);
    compare(model, model, RandomCalls(seed, kind_of(seed)), seen);
  }
  EXPECT_EQ(seen.differing, 0) << seen.first_difference;
  EXPECT_GT(seen.points, seen.skipped);
}

RandomCalls one_file_with_failed_syncs(std::uint64_t seed) {
  return {seed, {.calls = 9, .at_edges = seed % 2 == 0, .failed_syncs = true, .one_file = true}};
}

// Goal: bytes that failed syncs forget are forgotten as long as the definition says. Method: one
// file, written, cut and synced again and again, while two of its syncs fail; rows of ours and
// random ones.
TEST(ExactStates, of_a_file_whose_syncs_fail_are_those_of_their_definition) {
  Compared seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    PersistenceModel model = random_model(seed);
    compare(model, model, one_file_with_failed_syncs(seed), seen);
    for (const PersistenceModel* row : persistence_models()) {
      if (seed < 40) compare(*row, *row, one_file_with_failed_syncs(seed), seen);
    }
  }
  EXPECT_EQ(seen.differing, 0) << seen.first_difference;
  EXPECT_GT(seen.points, seen.skipped);
  EXPECT_GT(seen.failed_syncs, 400);
}

// A row that every change below changes something about.
PersistenceModel plain_row() {
  PersistenceModel row{.name = "plain", .summary = "", .overwrite_unit = 4096, .append_unit = 4096};
  row.size_before_data = true;
  row.order = {parse_order_rule("append before rename in file").value()};
  return row;
}

// Goal: the comparison sees bytes that are not scattered though the row says so. Method: rows that
// differ in nothing else.
TEST(ExactStates, canary_bytes_that_are_not_scattered_are_seen) {
  PersistenceModel tearing = plain_row();
  tearing.tears_bytes = true;
  PersistenceModel scattering = tearing;
  scattering.scatters_bytes = true;
  Compared wrong;
  Compared right;
  for (std::uint64_t seed = 0; seed < 36; ++seed) {
    compare(tearing, scattering, RandomCalls(seed, kind_of(seed)), wrong);
    compare(scattering, scattering, RandomCalls(seed, kind_of(seed)), right);
  }
  EXPECT_GT(wrong.differing, 0);
  EXPECT_EQ(right.differing, 0) << right.first_difference;
}

// Goal: the comparison sees a row that is wrong in any one attribute. Method: CrashStates goes by
// the changed row, SlowStates by the plain one.
TEST(ExactStates, canary_every_attribute_that_is_wrong_is_seen) {
  using Change = void (*)(PersistenceModel&);
  const std::vector<std::pair<const char*, Change>> changes{
      {"at once", [](PersistenceModel& row) { row.writeback = Writeback::at_once; }},
      {"when synced", [](PersistenceModel& row) { row.writeback = Writeback::when_synced; }},
      {"overwrite unit", [](PersistenceModel& row) { row.overwrite_unit = 2; }},
      {"append unit", [](PersistenceModel& row) { row.append_unit = 2; }},
      {"tears bytes", [](PersistenceModel& row) { row.tears_bytes = true; }},
      {"tears appends",
       [](PersistenceModel& row) {
         row.tears_bytes = true;
         row.tears_overwrites = false;
       }},
      {"size", [](PersistenceModel& row) { row.size_before_data = false; }},
      {"rename", [](PersistenceModel& row) { row.rename_in_parts = true; }},
      {"moves", [](PersistenceModel& row) { row.moves_in_parts = true; }},
      {"removal", [](PersistenceModel& row) { row.removal_empties = true; }},
      {"zeros", [](PersistenceModel& row) { row.truncate_zeroes = true; }},
      {"forgotten size", [](PersistenceModel& row) { row.failed_sync_forgets_size = true; }},
      {"inline", [](PersistenceModel& row) { row.inline_bytes = 3; }},
      {"names", [](PersistenceModel& row) { row.sync_scope = SyncScope::names; }},
      {"metadata", [](PersistenceModel& row) { row.sync_scope = SyncScope::metadata; }},
      {"nothing", [](PersistenceModel& row) { row.sync_scope = SyncScope::nothing; }},
      {"tails", [](PersistenceModel& row) { row.tails = {Tail::garbage}; }},
      {"more tails", [](PersistenceModel& row) { row.tails.push_back(Tail::stale); }},
      {"no order", [](PersistenceModel& row) { row.order.clear(); }},
      {"scope",
       [](PersistenceModel& row) { row.order.front().scope = OrderRule::Scope::anywhere; }}};
  for (const auto& [name, change] : changes) {
    PersistenceModel wrong = plain_row();
    change(wrong);
    Compared seen;
    for (std::uint64_t seed = 0; seed < 36; ++seed) {
      compare(wrong, plain_row(), RandomCalls(seed, kind_of(seed)), seen);
    }
    for (std::uint64_t seed = 0; seed < 200 && seen.differing == 0; ++seed) {
      compare(wrong, plain_row(), one_file_with_failed_syncs(seed), seen);
    }
    EXPECT_GT(seen.differing, 0) << name;
  }
  Compared right;
  for (std::uint64_t seed = 0; seed < 36; ++seed) {
    compare(plain_row(), plain_row(), RandomCalls(seed, kind_of(seed)), right);
  }
  EXPECT_EQ(right.differing, 0) << right.first_difference;
}

}  // namespace
}  // namespace powercut
