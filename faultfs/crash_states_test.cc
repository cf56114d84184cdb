// The walks over random traces: their number, their parts, and each state against a slow model.
#include <gtest/gtest.h>

#include <random>

#include "faultfs/disk_text.h"
#include "faultfs/fault_file_system.h"
#include "faultfs/persistence_model.h"
#include "faultfs/slow_crash_model.h"

namespace powercut {
namespace {

// A trace of random calls on a few names, some of them struck by faults, from a disk that is not
// empty. The same seed gives the same trace.
class RandomTrace {
 public:
  explicit RandomTrace(std::uint64_t seed) : random_(seed) {
    run(10);
    base = live;
    trace = Trace();
    std::vector<FaultRule> rules;
    for (const char* what :
         {"sync#{}=io_failed*2", "sync:a#{}=io_failed", "write#{}=no_space+3", "write#{}=short+2",
          "rename#{}=io_failed+done", "remove#{}=io_failed", "sync_dir#{}=io_failed"}) {
      if (below(2) == 0) continue;
      std::string text(what);
      text.replace(text.find("{}"), 2, std::to_string(1 + below(6)));
      rules.push_back(parse_fault_rule(text).value());
    }
    injector = Injector(rules);
    run(60);
  }

  Disk base;
  Disk live;
  Trace trace;
  Injector injector;

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  // Around the edges of the first pages, where the interesting things happen.
  std::uint64_t place() {
    return below(3) * SlowFile::page_bytes + below(8) + below(2) * (SlowFile::page_bytes - 8);
  }

  void run(int calls) {
    FaultFileSystem files(live, {.trace = &trace, .injector = &injector, .clock = nullptr});
    while (calls-- > 0) call(files);
  }

  void call(FaultFileSystem& files) {
    static constexpr std::array names{"a", "b", "d", "e", "d/a", "d/b", "d/e", "e/a", "e/d"};
    std::string name = names[below(names.size())];
    switch (below(9)) {
      case 0:
        return ignore(files.make_dir(below(2) == 0 ? "d" : "e"));
      case 1:
        return ignore(files.rename(name, names[below(names.size())]));
      case 2:
        return ignore(below(3) == 0 ? files.remove(name) : Result<void>());
      case 3:
        return ignore(files.sync_dir(below(2) == 0 ? "/" : below(2) == 0 ? "d" : "e"));
      default:
        break;
    }
    auto file = files.open(name, below(12) == 0 ? OpenMode::replace : OpenMode::create);
    if (!file.ok()) return;
    std::string text(below(14), static_cast<char>('A' + below(26)));
    if (below(2) == 0) ignore((*file)->write(place(), as_bytes(text)));
    if (below(5) == 0) ignore((*file)->truncate(place()));
    if (below(4) == 0) ignore((*file)->sync());
  }

  template <typename T>
  static void ignore(const Result<T>&) {}

  std::mt19937_64 random_;
};

CallRange whole(const Trace& trace) { return {0, static_cast<std::uint32_t>(trace.size())}; }

// Goal: legal == calls + bytes written, or calls. Method: random traces; the number that count()
// gives, the number of states in a real walk, and a sum over the trace made here.
TEST(CrashStates, are_as_many_as_calls_and_bytes_written) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomTrace random(seed);
    std::uint64_t bytes = 0;
    for (const Call& call : random.trace.calls()) bytes += call.length;
    ASSERT_EQ(bytes, random.trace.bytes_written());
    for (const PersistenceModel& model : persistence_models()) {
      std::uint64_t expected = random.trace.calls().size();
      if (model.name != "synced-only") expected += bytes;
      std::uint64_t walked = 0;
      auto walk = model.walk(random.trace, random.base, whole(random.trace));
      while (walk->next()) ++walked;
      EXPECT_EQ(model.count(random.trace, whole(random.trace)), expected) << model.name;
      EXPECT_EQ(walked, expected) << model.name << " seed " << seed;
    }
  }
}

// Goal: each state of each walk is right. Method: random traces with faults; every point against
// slow_image. The kinds of faults must really have struck.
TEST(CrashStates, equal_the_slow_model_at_every_point) {
  int failed_syncs = 0;
  int differing = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    RandomTrace random(seed);
    for (const Call& call : random.trace.calls()) {
      if (call.effect == Effect::failed_sync_file) ++failed_syncs;
    }
    for (const PersistenceModel& model : persistence_models()) {
      auto walk = model.walk(random.trace, random.base, whole(random.trace));
      while (walk->next()) {
        Disk slow = slow_image(random.trace, random.base, walk->point(), model.name);
        ASSERT_TRUE(same_tree(walk->disk(), slow))
            << model.name << " seed " << seed << " point " << to_text(walk->point());
        ASSERT_EQ(walk->disk().inode_count(), slow.inode_count());
      }
      if (!same_tree(walk->disk(), random.live)) ++differing;
    }
  }
  EXPECT_GT(failed_syncs, 50);
  EXPECT_GT(differing, 50);
}

// Canary: the comparison above sees a model that is wrong in one thing. Method: process-kill, which
// keeps what a failed sync loses, is passed off as in-order.
TEST(CrashStates, canary_wrong_model_is_seen) {
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    RandomTrace random(seed);
    auto walk = find_persistence_model("process-kill")
                    ->walk(random.trace, random.base, whole(random.trace));
    while (walk->next()) {
      Disk slow = slow_image(random.trace, random.base, walk->point(), "in-order");
      if (!same_tree(walk->disk(), slow)) ++seen;
    }
  }
  EXPECT_GT(seen, 100);
}

// Goal: a walk over a part of the calls is that part of the whole walk, so that work can be
// divided. Method: random cuts into three; points and disks side by side. What is done to a state
// inside a session does not show in the next.
TEST(CrashStates, of_a_range_are_part_of_the_whole) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    RandomTrace random(seed);
    auto size = static_cast<std::uint32_t>(random.trace.size());
    std::uint32_t first = static_cast<std::uint32_t>(seed) * 7 % (size + 1);
    std::uint32_t second = first + static_cast<std::uint32_t>(seed) * 5 % (size + 1 - first);
    for (const PersistenceModel& model : persistence_models()) {
      auto all = model.walk(random.trace, random.base, whole(random.trace));
      for (CallRange range : {CallRange{0, first}, {first, second}, {second, size}}) {
        auto part = model.walk(random.trace, random.base, range);
        while (part->next()) {
          ASSERT_TRUE(all->next());
          ASSERT_EQ(part->point(), all->point());
          ASSERT_TRUE(same_tree(part->disk(), all->disk())) << model.name << " seed " << seed;
          Disk::Session session(part->disk());
          for (InodeId inode = 1; inode < part->disk().inode_count(); ++inode) {
            if (part->disk().kind(inode) == InodeKind::file) part->disk().resize(inode, 0);
          }
          part->disk().set_entry(root_inode, "a", no_inode);
        }
      }
      EXPECT_FALSE(all->next());
    }
  }
}

}  // namespace
}  // namespace powercut
