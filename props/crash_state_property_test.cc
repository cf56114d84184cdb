// Random calls of the file interface, some of whose syncs fail: the states that a model leaves of
// them are those of its definition, and are among those of each weaker model.
//
// The tests of faultfs ask the same of fixed traces; here each case is another one, and a failing
// case shrinks to a few calls.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "faultfs/litmus/random_model.h"
#include "faultfs/litmus/slow_states.h"
#include "faultfs/states/walk.h"
#include "powercut/faultfs/fault_file_system.h"
#include "props/any_model.h"
#include "props/falsified.h"
#include "props/file_call.h"

namespace powercut {
namespace {

using Which = CrashStates::Which;
using Images = std::multiset<std::string>;

// Beyond this a point is left to others: the slow way would take seconds.
constexpr std::uint64_t states_max = 2000;

// Calls that leave something to lose, on few files, near the edges of sectors and pages.
rc::Gen<FileCall> any_changing_call() {
  return rc::gen::exec([] {
    static const std::vector<std::string> paths{"a", "b", "d/a"};
    FileCall call;
    call.kind = *rc::gen::weightedElement<FileCall::Kind>({{4, FileCall::Kind::open},
                                                           {6, FileCall::Kind::write},
                                                           {2, FileCall::Kind::truncate},
                                                           {1, FileCall::Kind::allocate},
                                                           {3, FileCall::Kind::sync},
                                                           {2, FileCall::Kind::sync_data},
                                                           {2, FileCall::Kind::remove},
                                                           {3, FileCall::Kind::rename},
                                                           {2, FileCall::Kind::link},
                                                           {1, FileCall::Kind::reserve},
                                                           {2, FileCall::Kind::sync_dir}});
    call.path = *rc::gen::elementOf(paths);
    if (call.kind == FileCall::Kind::sync_dir) call.path = *rc::gen::element<std::string>("", "d");
    call.target = *rc::gen::elementOf(paths);
    call.slot = *rc::gen::inRange<std::size_t>(0, 2);
    call.mode =
        *rc::gen::weightedElement<OpenMode>({{5, OpenMode::create}, {1, OpenMode::replace}});
    call.offset = *rc::gen::weightedElement<std::uint64_t>(
        {{6, 0}, {3, 2}, {1, 510}, {1, 511}, {1, 4094}, {1, 4095}});
    call.length = *rc::gen::inRange<std::size_t>(1, 5);
    return call;
  });
}

// The calls on a disk with a few files, which may be lost since.
struct CalledOn {
  Disk base;
  Trace trace;

  CalledOn(const std::vector<FileCall>& calls, std::uint64_t failing_sync) {
    Disk live;
    {
      FaultFileSystem files(live);
      FileCallRunner runner(files, "/");
      using Kind = FileCall::Kind;
      runner.run({.kind = Kind::make_dir, .path = "d"});
      runner.run({.kind = Kind::open, .mode = OpenMode::create, .slot = 0, .path = "a"});
      runner.run({.kind = Kind::write, .slot = 0, .length = 3});
    }
    base = live;
    std::string rule = "sync#" + std::to_string(failing_sync) + "=io_failed";
    Injector injector({parse_fault_rule(rule).value()});
    FaultFileSystem files(live, {.trace = &trace, .injector = &injector, .clock = nullptr});
    FileCallRunner runner(files, "/");
    runner.run({.kind = FileCall::Kind::open, .mode = OpenMode::create, .slot = 0, .path = "a"});
    runner.run({.kind = FileCall::Kind::open, .mode = OpenMode::create, .slot = 1, .path = "b"});
    for (const FileCall& call : calls) runner.run(call);
  }
};

CalledOn any_calls() {
  auto calls = *rc::gen::scale(0.3, rc::gen::container<std::vector<FileCall>>(any_changing_call()));
  return CalledOn(calls, *rc::gen::inRange<std::uint64_t>(1, 4));
}

std::string call_list(const Trace& trace) {
  std::string text;
  for (const Call& call : trace.calls()) text += "\n  " + describe(trace, call);
  return text;
}

Images images_of(CrashStates& states) {
  Images images;
  states.visit(Which::all, [&](const Choice&, Disk& disk) { images.insert(tree_text(disk)); });
  return images;
}

// Each point of the calls: visited, counted, and by the definition, one by one.
void expect_states_of(const PersistenceModel& model, const PersistenceModel& definition) {
  CalledOn called = any_calls();
  RC_LOG() << model.name << call_list(called.trace) << "\n";
  CrashStates states(model, called.base);
  SlowStates slow(definition, called.trace, called.base);
  auto compare = [&](bool under_way) {
    if (slow.states_at_most(under_way) > static_cast<double>(states_max)) return;
    Images images = images_of(states);
    RC_ASSERT(images == slow.images(under_way));
    RC_ASSERT(states.count(Which::all) == images.size());
  };
  for (std::uint32_t call = 0; call < called.trace.size(); ++call) {
    states.begin(called.trace, call);
    slow.begin(call);
    if (states.is_partly_done()) compare(true);
    states.finish();
    slow.finish();
    compare(false);
  }
}

RC_GTEST_PROP(CrashStateProperty, states_of_every_model_are_those_of_its_definition, ()) {
  const PersistenceModel& model = any_model();
  expect_states_of(model, model);
}

RC_GTEST_PROP(CrashStateProperty, states_of_any_row_are_those_of_its_definition, ()) {
  PersistenceModel model = random_model(*rc::gen::arbitrary<std::uint64_t>());
  expect_states_of(model, model);
}

// Canary: a row that is another's in one attribute.
TEST(CrashStatePropertyCanary, finds_states_of_another_model) {
  EXPECT_TRUE(is_falsified([] {
    PersistenceModel wrong = *find_persistence_model("ext3-ordered");
    wrong.rename_in_parts = !wrong.rename_in_parts;
    expect_states_of(wrong, *find_persistence_model("ext3-ordered"));
  }));
}

// The images that a model may leave of the last call, while it was under way or after it; nullopt:
// too many.
std::optional<Images> left(const PersistenceModel& model, const CalledOn& called) {
  CrashStates states(model, called.base);
  Images images;
  auto last = static_cast<std::uint32_t>(called.trace.size() - 1);
  for (std::uint32_t call = 0; call <= last; ++call) {
    states.begin(called.trace, call);
    if (call == last && states.is_partly_done()) {
      if (states.count(Which::all) > states_max) return std::nullopt;
      images.merge(images_of(states));
    }
    states.finish();
  }
  if (states.count(Which::all) > states_max) return std::nullopt;
  images.merge(images_of(states));
  return images;
}

using Relation = bool (*)(const PersistenceModel& stronger, const PersistenceModel& weaker);

void expect_subset(Relation is_stronger) {
  const PersistenceModel& stronger = any_model();
  const PersistenceModel& weaker = any_model();
  RC_PRE(&stronger != &weaker && is_stronger(stronger, weaker));
  CalledOn called = any_calls();
  RC_PRE(called.trace.size() > 0);
  RC_LOG() << stronger.name << " within " << weaker.name << call_list(called.trace) << "\n";
  auto few = left(stronger, called);
  auto many = left(weaker, called);
  RC_PRE(few && many);
  for (const std::string& image : *few) RC_ASSERT(many->contains(image));
}

RC_GTEST_PROP(CrashStateProperty, states_of_a_stronger_model_are_a_weaker_ones_too, ()) {
  expect_subset(is_within);
}

// Canary: the relation the wrong way round.
TEST(CrashStatePropertyCanary, finds_a_model_that_is_not_weaker) {
  EXPECT_TRUE(is_falsified([] {
    expect_subset([](const PersistenceModel& stronger, const PersistenceModel& weaker) {
      return is_within(weaker, stronger);
    });
  }));
}

}  // namespace
}  // namespace powercut
