#include "harness/tell/replay.h"

#include <gmock/gmock.h>

#include "harness/catalog/catalog.h"
#include "powercut/harness/check_store.h"

namespace powercut {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

Replay replay(const FindingPlace& place) {
  const StoreUnderTest& store = *find_store(place.store);
  const Workload& workload = *find_workload(place.workload);
  if (!place.crash) return replay_run(place, store, workload, find_persistence_model(place.model));
  return replay_crash(place, store, workload, *find_persistence_model(place.model));
}

std::vector<std::string> some_models() {
  return {"in-order", "synced-only", "sector-tear", "ext4", "ext4-writeback", "posix-min"};
}

// Goal: whatever a sweep found shows itself again. Method: every finding of the controls, under
// models of every sort, with nested crashes and killed processes among them.
TEST(replay, shows_every_finding_again) {
  int findings = 0;
  for (const char* store : {"memory", "snapshot", "log-no-sync-dir"}) {
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

// Goal: a person does not take a fault for the cause that had no part in it. Method: faults of
// calls that are never made, that are made after the crash, that another fault has taken.
TEST(replay, names_the_faults_that_strike_nothing) {
  FindingPlace place{.store = "log",
                     .workload = "=fault:write#60=no_space|fault:sync:log#9=io_failed|set(a=1)",
                     .model = "in-order"};
  const char* never = "fault     write#60=no_space strikes nothing: the run makes ";
  const char* of_path = "fault     sync:log#9=io_failed strikes nothing: the run makes ";
  place.crash = CrashPath{.first = {.call = 1}};
  EXPECT_THAT(replay(place).text, HasSubstr(never));
  EXPECT_THAT(replay(place).text, HasSubstr(of_path));
  EXPECT_THAT(replay(place).text, HasSubstr(" sync calls to log\n"));
  place.crash.reset();
  EXPECT_THAT(replay(place).text, HasSubstr(never));

  place.workload = "=fault:write#2=io_failed|fault:any#1=io_failed|fault:any#1=no_space|set(a=1)";
  std::string text = replay(place).text;
  EXPECT_THAT(text, HasSubstr("fault     any#1=no_space strikes nothing: another fault"));
  EXPECT_THAT(text, Not(HasSubstr("fault     any#1=io_failed strikes")));

  place.workload = "=fault:remove#1=io_failed|fault:rename#1=io_failed|set(a=1),set(a=2),compact";
  place.crash = CrashPath{.first = {.call = 1}};
  EXPECT_THAT(replay(place).text,
              HasSubstr("fault     rename#1=io_failed strikes nothing before the crash, only "
                        "after it\n"));
  place.crash.reset();
  EXPECT_THAT(replay(place).text, Not(HasSubstr("rename#1=io_failed strikes")));
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

std::string text_of(const char* id) { return replay(*parse_finding_place(id)).text; }

// Goal: it is seen why a disk is empty. Method: a model that leaves nothing to choose; a rename
// that no sync has covered, and a file without a name after a kill.
TEST(replay, tells_what_is_lost_where_only_a_sync_writes) {
  EXPECT_THAT(text_of("log/=compact,set(a=1)/synced-only/1/7"),
              HasSubstr("\nwhat nothing had made durable yet\n"
                        "  lost     call 5    the name data.log.compact is set\n"
                        "  lost     call 7    the name data.log goes\n"
                        "  lost     call 7    the name data.log is set\n"
                        "  lost     call 7    the name data.log.compact goes\n"));
  EXPECT_THAT(text_of("log-no-sync-dir/demo/synced-only/1/6.13!1"),
              HasSubstr("\nwhat nothing had made durable yet\n"
                        "  of the run:\n"
                        "  lost     call 1    the name data.log.lock is set\n"
                        "  lost     call 2    the name data.log is set\n"
                        "\non disk after the crash\n"
                        "  nothing\n"));
}

TEST(replay, tells_what_a_failed_sync_has_forgotten) {
  EXPECT_THAT(text_of("log/=set(a=1)/in-order/1/6/sync#2=io_failed"),
              HasSubstr("\nwhat a failed sync has forgotten\n"
                        "  lost     call 5    14 bytes at 0 of data.log\n"));
  EXPECT_THAT(text_of("log/=set(a=1)/synced-only/1/6/sync#2=io_failed"),
              HasSubstr("  lost     call 5    14 bytes at 0 of data.log, which a failed sync "
                        "forgot\n"));
}

// Goal: the few changes that made the image are seen. Method: three of 154 are on disk.
TEST(replay, shows_the_few_changes_that_are_there) {
  EXPECT_THAT(text_of("snapshot/counter/ext4-writeback/1/103:k3l151"),
              HasSubstr("  on disk  call 1    the name data.json.lock is set\n"
                        "  on disk  call 2    the name data.json is set\n"
                        "  on disk  call 3    data.json grows to 15 bytes\n"
                        "  ...      calls 3 to 103: 151 lost\n"));
}

// Goal: the replay shows the key and the bytes that the verdict is about. Method: an old record of
// a key shows up in a large log, long after the key was changed.
TEST(replay, shows_where_the_key_of_the_verdict_was_changed_and_the_torn_bytes) {
  std::string text = text_of("log-everysec/mixed-uniform/posix-min/1/43:k1t0s1");
  EXPECT_THAT(text, HasSubstr("  key      \"key9\"\n  expected \"v18ppppppppp\"\n"));
  EXPECT_THAT(text, ContainsRegex("  \\.\\.\\. 1 more\n"
                                  "     1 set \"key9\" = \"v2ccccc\" +acknowledged, must survive\n"
                                  "  \\.\\.\\. 21 more\n"
                                  "    23 set \"key9\" = \"v18ppppppppp\" +acknowledged, must "
                                  "survive\n"
                                  "  \\.\\.\\. 7 more\n"
                                  "    31 sync"));
  EXPECT_THAT(text, HasSubstr("  torn     call 43   24 bytes at 773 of data.log, cut after 0, then "
                              "stale\n"));
  EXPECT_THAT(text, HasSubstr(" bytes, then from byte 736 on\n         736 "));
  EXPECT_THAT(text, HasSubstr("  .key9v2ccccc?\n"));
}

TEST(replay, shows_what_the_setup_left_of_the_key_and_batches_with_it) {
  std::string text = text_of(
      "log-no-sync-dir/"
      "=setup:set(a=1)|batch(b=2;a=3),set(c=1),set(c=2),set(c=3),set(c=4),set(c=5),set(c=6),"
      "set(c=7),set(c=8),set(c=9)/synced-only/1/0");
  EXPECT_THAT(text, Not(HasSubstr("before the run")));
  text = text_of(
      "memory/=setup:set(a=1)|batch(b=2;a=3),set(c=1),set(c=2),set(c=3),set(c=4),set(c=5),set(c=6),"
      "set(c=7),set(c=8),set(c=9)/synced-only/1/0");
  EXPECT_THAT(text, ContainsRegex("\noperations that had begun\n"
                                  "     - set \"a\" = \"1\" +before the run, durable\n"
                                  "     0 batch \"b\" = \"2\", \"a\" = \"3\" +acknowledged, must "
                                  "survive\n"
                                  "  \\.\\.\\. 1 more\n"
                                  "     2 set"));
}

// Goal: a kill is told from a power cut, and calls of the run from those of a restart. Method:
// both, in one path; a kill alone; and a model whose crashes are all kills.
TEST(replay, tells_the_run_from_its_restarts_and_a_kill_from_a_power_cut) {
  std::string text = text_of("snapshot/=set(a=1),set(b=2)/synced-only/1/3!2>2");
  EXPECT_THAT(text, HasSubstr("\ncalls of the run around the kill\n"));
  EXPECT_THAT(text, HasSubstr("write data.json at 0, 9 bytes   <- process killed after it\n"));
  EXPECT_THAT(text, HasSubstr("\nstarted again: calls of the restart around the crash, after the "
                              "open\n"));
  EXPECT_THAT(text, HasSubstr("write data.json at 0, 34 bytes   <- power cut after it\n"));
  EXPECT_THAT(text, HasSubstr("  of the run:\n"
                              "  lost     call 1    the name data.json.lock is set\n"
                              "  lost     call 2    the name data.json is set\n"
                              "  lost     call 3    9 bytes at 0 of data.json\n"
                              "  of the restart:\n"
                              "  lost     call 1    data.json is cut to 0 bytes\n"
                              "  lost     call 2    34 bytes at 0 of data.json\n"));
  EXPECT_THAT(text, HasSubstr("\nstarted again: calls of the second restart around the crash"));
  EXPECT_THAT(text, HasSubstr("\non disk after the last crash\n"));
  text = text_of("atomic-snapshot/=set(a=1)/synced-only/1/4.5!1");
  EXPECT_THAT(text, HasSubstr("  lost     call 4    5 bytes at 0 of data.json.tmp\n"
                              "  of the restart:\n"));
  EXPECT_THAT(text, HasSubstr("\non disk after the crash\n"));
  text = text_of("log/=set(a=1)/ext4-writeback/1/5.7!");
  EXPECT_THAT(text, HasSubstr("\ncalls around the kill\n"));
  EXPECT_THAT(text, HasSubstr("   <- process killed after byte 7\n"));
  EXPECT_THAT(text, HasSubstr("\nin the cache after the kill\n"));
  EXPECT_EQ(text.find("crash"), std::string::npos);
  text = text_of("log/demo/process-kill/1/5.7");
  EXPECT_THAT(text, HasSubstr("\nin the cache after the kill\n"));
}

// Goal: a file is told by the name that it has. Method: the log goes on through the handle of a
// file that it has renamed over the old one.
TEST(replay, names_files_as_they_are_named_by_then) {
  EXPECT_THAT(text_of("log/=set(a=1),compact,set(a=2)/posix-min/1/10:l5"),
              HasSubstr("  lost     call 10   the file that was data.log is emptied\n"));
  std::string text = text_of("log/=set(a=1),compact,set(a=2)/posix-min/1/12:k1t9g1");
  EXPECT_THAT(text, HasSubstr(">   12 write data.log.compact at 14, 14 bytes (data.log by then)   "
                              "<- power cut after it\n"));
  EXPECT_THAT(text,
              HasSubstr("  torn     call 12   14 bytes at 14 of data.log.compact (data.log by "
                        "then), cut after 9, then garbage\n"));
}

}  // namespace
}  // namespace powercut
