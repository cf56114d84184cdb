#include "harness/explore/replay.h"

#include <gmock/gmock.h>

#include "harness/check_store.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Not;

Replay replay(const FindingPlace& place) {
  const StoreUnderTest& store = *find_store(place.store);
  const Workload& workload = *find_workload(place.workload);
  if (!place.crash) return replay_run(place, store, workload);
  return replay_crash(place, store, workload, *find_persistence_model(place.model));
}

std::vector<std::string> some_models() {
  return {"in-order", "synced-only", "sector-tear", "ext4-ordered", "ext3-writeback", "posix-min"};
}

// Goal: whatever a sweep found shows itself again. Method: every finding of the controls, under
// models of every sort, with nested crashes and killed processes among them.
TEST(replay, shows_every_finding_again) {
  int findings = 0;
  for (const char* store : {"memory", "snapshot", "guide"}) {
    CheckResult result =
        check_store(*find_store(store), {.workloads = {"demo", "aged"}, .models = some_models()});
    for (const Cell& cell : result.sweep().cells) {
      for (const Finding& finding : cell.outcomes.findings) {
        Replay again = replay(finding.place);
        EXPECT_TRUE(again.broken) << to_text(finding.place);
        EXPECT_THAT(again.text,
                    HasSubstr("verdict: " + std::string(name_of(finding.violation.kind))));
        ++findings;
      }
    }
  }
  EXPECT_GT(findings, 20);
}

// Goal: a person sees what happened. Method: a SnapshotStore cut inside its rewrite: the file is
// JSON that stops in the middle.
TEST(replay, shows_the_operations_the_calls_and_what_was_on_the_disk) {
  CheckResult result =
      check_store(*find_store("snapshot"),
                  {.workloads = {"demo"}, .models = {"in-order"}, .exploration = {.depth = 0}});
  const FindingPlace* cut = nullptr;
  for (const Cell& cell : result.sweep().cells) {
    for (const Finding& finding : cell.outcomes.findings) {
      bool is_cut = cell.model == "in-order" && !finding.place.crash->first.returned();
      if (is_cut && cut == nullptr) cut = &finding.place;
    }
  }
  ASSERT_NE(cut, nullptr);
  Replay shown = replay(*cut);
  EXPECT_THAT(shown.text, HasSubstr("set \"name\" = \"Ada\""));
  EXPECT_THAT(shown.text, HasSubstr("<- cut after byte"));
  EXPECT_THAT(shown.text, HasSubstr("(never made)"));
  EXPECT_THAT(shown.text, HasSubstr("data.json, "));
  EXPECT_THAT(shown.text, HasSubstr("      {"));
  EXPECT_THAT(shown.text, Not(HasSubstr("}")));
}

TEST(replay, says_so_where_the_promise_is_kept_or_the_run_is_shorter) {
  FindingPlace place{.store = "log", .workload = "demo", .model = "in-order"};
  place.crash = CrashPath{.first = {.call = 5}};
  EXPECT_FALSE(replay(place).broken);
  EXPECT_THAT(replay(place).text, HasSubstr("the promise is kept"));
  place.crash = CrashPath{.first = {.call = 5000}};
  EXPECT_FALSE(replay(place).reached);
  place.crash = CrashPath{.first = {.call = 5, .byte = 5000}};
  EXPECT_FALSE(replay(place).reached);
  place.crash.reset();
  place.model = run_itself;
  EXPECT_FALSE(replay(place).broken);
}

TEST(show_disk, shows_text_as_text_and_the_rest_in_hex) {
  Disk disk;
  EXPECT_EQ(show_disk(disk), "  nothing\n");
  auto add = [&](InodeId directory, const char* name, std::string_view bytes) {
    InodeId file = disk.create_inode(InodeKind::file);
    disk.set_entry(directory, name, file);
    disk.write(file, 0, as_bytes(bytes));
  };
  InodeId directory = disk.create_inode(InodeKind::directory);
  disk.set_entry(root_inode, "dir", directory);
  add(directory, "inside", "deep");
  add(root_inode, "a.json", "{\"name\": \"Ad");
  add(root_inode, "b.log", std::string_view("\x01\xffname\0", 7));
  add(root_inode, "c.empty", "");
  add(root_inode, "d.long", std::string(600, 'x'));
  EXPECT_EQ(show_disk(disk),
            "  a.json, 12 bytes\n"
            "      {\"name\": \"Ad\n"
            "  b.log, 7 bytes\n"
            "           0 01 ff 6e 61 6d 65 00                             ..name.\n"
            "  c.empty, 0 bytes\n"
            "  d.long, 600 bytes\n"
            "      " +
                std::string(512, 'x') +
                "\n      ... and 88 bytes more\n"
                "  dir/\n"
                "  dir/inside, 4 bytes\n"
                "      deep\n");
}

}  // namespace
}  // namespace powercut
