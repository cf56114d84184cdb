#include "harness/workloads/segment_workloads.h"

#include <fmt/format.h>

#include "harness/workloads/sized_plan.h"

namespace powercut {

namespace {

// The bytes that a segment has room for.
constexpr std::size_t body_bytes = swept_segment_bytes - PlannedSizes::segment_header_bytes;
// Two such commits fill one, but for a few bytes.
constexpr std::size_t half_bytes = 84;
// Three fill one exactly.
constexpr std::size_t third_bytes = body_bytes / 3;

}  // namespace

// So much is dead when the run begins that the background goes to work, and so little that writers
// do not help. Each of the first segments holds three keys, of which one is dead.
Plan compaction_steps(std::uint64_t) {
  SizedPlan plan;
  for (const char* key : {"a", "b", "c", "d", "e", "f", "g", "h", "i"}) plan.set(key, third_bytes);
  for (const char* key : {"a", "d", "j", "g", "a", "k"}) plan.set(key, third_bytes);
  plan.begin_recording();
  plan.set("l", third_bytes).set("m", third_bytes);
  // In the first segment b dies before it is copied, and c when it was; in the second e does. f is
  // moved.
  plan.step().set("b", third_bytes).step().set("c", third_bytes).get("c");
  plan.step().remove("e").step().batch({"i", "n"}, 2 * third_bytes).get("f");
  plan.step(2).remove("b").get("f").step().set("h", third_bytes).step().get("f").step(2);
  plan.then(OperationKind::kill).set("d", third_bytes).set("i", third_bytes).step(6);
  plan.set("f", third_bytes).get("h").then(OperationKind::reopen);
  return plan.take();
}

Plan rolls(std::uint64_t) {
  SizedPlan plan;
  plan.begin_recording();
  // Exactly full, by a batch; then one byte short of it.
  plan.set("a", body_bytes / 2).batch({"b", "c"}, body_bytes / 2).then(OperationKind::kill);
  plan.set("d", body_bytes / 2).set("e", body_bytes / 2 - 1);
  // A batch of one byte too much begins a new one.
  plan.set("f", body_bytes / 2).batch({"g", "h"}, body_bytes / 2 + 1).then(OperationKind::kill);
  // Longer than a segment, and the one behind it.
  plan.set("a", body_bytes + 40).set("i", body_bytes / 2).then(OperationKind::reopen);
  plan.batch({"d", "j"}, body_bytes + 40).then(OperationKind::reopen).remove("f");
  return plan.take();
}

// A failed call is tried again, but for a remove: two failures in a row would end the process.
Plan full_disk(std::uint64_t) {
  SizedPlan plan;
  for (const char* key : {"a", "b"}) plan.set(key, half_bytes);
  plan.begin_recording();
  plan.set("c", half_bytes).set("c", half_bytes).set("a", half_bytes);
  plan.batch({"d", "e"}, 100).batch({"d", "e"}, 100).set("c", half_bytes);
  plan.remove("b").set("d", half_bytes).remove("b").set("e", half_bytes).set("e", half_bytes);
  for (int attempt = 0; attempt < 4; ++attempt) plan.then(OperationKind::compact).get("a");
  plan.then(OperationKind::reopen).set("a", half_bytes).set("a", half_bytes);
  Plan taken = plan.take();
  for (const char* text : {
           // In this order: a commit; a new segment, its room, its header, the manifest.
           "write:data/00000002.log#2=no_space+9",
           "open:data/00000003.log#1=no_space",
           "allocate:data/00000004.log#1=no_space",
           "write:data/00000005.log#1=no_space+20",
           "write:data/manifest-1#3=no_space+30",
           // A compaction's segment, its records, its manifest, a hint. The index at the close; the
           // first manifest of a process.
           "open:data/00000009.log#1=no_space",
           "write:data/00000010.log#2=no_space+40",
           "write:data/manifest-0#3=no_space+30",
           "write:data/00000013.hint#1=no_space+20",
           "write:data/index#1=no_space+50",
           "write:data/manifest-0#5=no_space+30",
           // The same for the log, and for a snapshot.
           "write:data.log#1=no_space+9",
           "write:data.log#4=no_space",
           "open:data.log.compact#1=no_space",
           "write:data.log.compact#1=no_space+100",
           "rename:data.log.compact#1=no_space",
           "write:data.json#1=no_space+9",
           "open:data.json.tmp#1=no_space",
           "write:data.json.tmp#4=no_space+9",
           "rename:data.json.tmp#7=no_space",
       }) {
    taken.faults.push_back(parse_fault_rule(text).value());
  }
  return taken;
}

Plan timers(std::uint64_t) {
  SizedPlan plan;
  plan.begin_recording();
  // One write, and nothing more that could sync it.
  plan.set("a", half_bytes).wait(1500).then(OperationKind::kill).wait(3000);
  // Some more come while the timer waits, in two segments and behind a pause.
  plan.set("b", half_bytes).wait(400).set("c", half_bytes).set("d", half_bytes).wait(300);
  plan.remove("a").wait(150).set("e", half_bytes).wait(50).set("f", half_bytes).wait(1100);
  // A sync takes the timer's work; the next change needs the timer again.
  plan.set("b", 60)
      .then(OperationKind::sync)
      .wait(950)
      .set("c", 60)
      .step()
      .then(OperationKind::kill);
  return plan.take();
}

// The content of an old segment is removed, and later writes are compacted without it.
Plan removed_of_old(std::uint64_t) {
  Plan plan{.setup = {set_operation("key0", "old")}};
  for (int number = 1; number < 5; ++number) {
    plan.setup.push_back(set_operation(fmt::format("key{}", number), "a value that stays there"));
  }
  plan.operations = {plain_operation(OperationKind::compact), remove_operation("key0")};
  for (int number = 0; number < 14; ++number) {
    plan.operations.push_back(set_operation("key9", fmt::format("passing {}", number)));
  }
  plan.operations.push_back(wait_operation(std::chrono::milliseconds(100)));
  plan.operations.push_back(get_operation("key0"));
  plan.operations.push_back(plain_operation(OperationKind::kill));
  plan.operations.push_back(set_operation("key9", "last"));
  return plan;
}

// Two changes that do not fit into one segment, and one that still would. Where the segment for the
// second cannot be made, nobody may say afterwards that the log has gone on there.
Plan full_segment(std::uint64_t) {
  return {.operations = {set_operation("key0", std::string(100, 'a')),
                         set_operation("key1", std::string(150, 'b')), set_operation("key2", "c"),
                         plain_operation(OperationKind::kill), set_operation("key3", "d")}};
}

Plan several_outputs(std::uint64_t) {
  return {.setup = {set_operation("key0", "old"), set_operation("key1", "old")},
          .operations = {
              set_operation("key0", std::string(120, 'a')),
              set_operation("key1", std::string(120, 'b')),
              set_operation("key2", std::string(120, 'c')), plain_operation(OperationKind::compact),
              plain_operation(OperationKind::kill), remove_operation("key0"),
              set_operation("key3", std::string(120, 'd')), plain_operation(OperationKind::compact),
              plain_operation(OperationKind::kill), set_operation("key1", "e")}};
}

}  // namespace powercut
