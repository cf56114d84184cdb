// Goal: a plan that cuts the power among its operations is judged over all its lives. Method: short
// plans on the log and on toys, under models that keep all, nothing or a part.
#include <gmock/gmock.h>

#include "engine/io/macros.h"
#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/judge/recording.h"
#include "powercut/faultfs/disk_text.h"
#include "powercut/harness/plan_text.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Recording lived(const StoreUnderTest& store, const char* plan, const char* model) {
  return record(store, parse_plan(plan).value(), {},
                {.model = find_persistence_model(model), .tells_stories = true});
}

std::string kinds_of(const Recording& recording) {
  std::string text;
  for (const LiveViolation& live : recording.live) {
    text += std::string(name_of(live.violation.kind)) + "@" + std::to_string(live.operation) + " ";
  }
  return text;
}

TEST(RecorderLives, begin_anew_with_what_the_model_leaves) {
  Recording recording =
      lived(*find_store("log"), "=set(a=1),power,set(b=2),power,get(a)", "synced-only");
  EXPECT_THAT(recording.live, IsEmpty()) << kinds_of(recording);
  EXPECT_EQ(recording.powers, 2U);
  EXPECT_EQ(recording.lives, 4U) << "the first open, two after power cuts, one at the end";
  EXPECT_THAT(recording.stories, SizeIs(2));
  EXPECT_EQ(recording.history.initial[0], "1");
  EXPECT_EQ(recording.history.initial[1], "2");
  EXPECT_EQ(recording.trace.calls()[0].kind, CallKind::mount);
  EXPECT_FALSE(recording.trace.recycled().empty());
}

// Under never unsynced changes may go, and stay gone.
TEST(RecorderLives, drop_what_a_recovery_did_not_show) {
  Recording recording =
      lived(*find_store("log-never"), "=set(a=1),sync,set(a=2),power,set(b=3)", "synced-only");
  EXPECT_THAT(recording.live, IsEmpty()) << kinds_of(recording);
  EXPECT_EQ(recording.history.initial[0], "1");
  EXPECT_THAT(recording.history.steps, SizeIs(1)) << "of this life; a=2 is gone for good";
}

TEST(RecorderLives, keep_steps_that_a_later_cut_may_still_take) {
  Recording recording =
      lived(*find_store("log-never"), "=set(a=1),sync,set(a=2),power,set(b=3)", "in-order");
  EXPECT_THAT(recording.live, IsEmpty()) << kinds_of(recording);
  EXPECT_EQ(recording.history.initial[0], "1");
  EXPECT_THAT(recording.history.steps, SizeIs(2)) << "a=2 was shown, and was never promised";
}

// The lot says where among the calls of the operation before the crash comes.
TEST(RecorderLives, end_inside_an_operation) {
  int unfinished = 0;
  for (std::uint64_t lot = 1; lot <= 24; ++lot) {
    for (const char* kind : {"power", "kill"}) {
      std::string plan =
          "=set(a=1),set(a=2)," + std::string(kind) + "(" + std::to_string(lot) + "),set(b=1)";
      Recording recording = lived(*find_store("log"), plan.c_str(), "ext4");
      EXPECT_THAT(recording.live, IsEmpty()) << plan << " " << kinds_of(recording);
      unfinished += recording.history.initial[0] == "1" ? 1 : 0;
    }
  }
  EXPECT_GT(unfinished, 0) << "no crash came before the second set was there";
}

TEST(RecorderLives, canary_a_store_that_syncs_nothing_is_blamed_at_the_power_cut) {
  EXPECT_EQ(
      kinds_of(lived(toy_store(Defect::never_syncs), "=set(a=1),power,set(b=2)", "synced-only")),
      "lost@1 ");
}

// The bytes of a killed process are in the cache, and a record in part must not be taken.
TEST(RecorderLives, canary_a_store_that_appends_behind_a_torn_tail_is_blamed_later) {
  int blamed = 0;
  for (std::uint64_t lot = 1; lot <= 16; ++lot) {
    std::string plan = "=set(a=1),kill(" + std::to_string(lot) + "),set(b=2),reopen";
    blamed +=
        kinds_of(lived(toy_store(Defect::appends_behind_torn_tails), plan.c_str(), "in-order"))
                .empty()
            ? 0
            : 1;
  }
  EXPECT_GT(blamed, 0);
}

TEST(RecorderLives, under_a_model_without_power_loss_are_killed) {
  Recording recording = lived(*find_store("log-never"), "=set(a=1),power,power(3)", "process-kill");
  EXPECT_THAT(recording.live, IsEmpty()) << kinds_of(recording);
  EXPECT_EQ(recording.powers, 0U);
}

// Opens only if no clock has shown a later time before: it notes the time at each open.
class ClockedStore : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment) {
    TRY_ASSIGN(auto file, environment.files.open("time", OpenMode::create));
    Duration before{0};
    std::span<std::byte> bytes = std::as_writable_bytes(std::span(&before, 1));
    TRY(file->read(0, bytes));
    Duration now = environment.clock.now();
    if (now < before) return Error{ErrorCode::corrupt};
    before = now;
    TRY(write_full(*file, 0, bytes));
    TRY(file->sync());
    TRY(environment.files.sync_dir("/"));
    return std::unique_ptr<Store>(std::make_unique<ClockedStore>());
  }
  Result<void> set(std::string_view, std::string_view) override { return too_large(); }
  Result<bool> get(std::string_view, std::string&) override { return false; }
  Result<bool> remove(std::string_view) override { return too_large(); }
  Result<void> scan(const KeyRange&, const ScanVisitor&) override { return {}; }

 private:
  static Error too_large() { return Error{ErrorCode::too_large}; }
};

// Goal: after a power cut a store may not count on the clock of before. Method: one that does, with
// a lot by which the machine boots, and with one by which it goes on.
TEST(RecorderLives, may_begin_with_a_clock_that_begins_anew) {
  StoreUnderTest store{.name = "clocked", .summary = "", .open = ClockedStore::open};
  auto plan = [](const char* crash) {
    return "=wait(5000),reopen," + std::string(crash) + ",get(a)";
  };
  EXPECT_EQ(kinds_of(lived(store, plan("power(2)").c_str(), "synced-only")), "");
  EXPECT_EQ(kinds_of(lived(store, plan("kill").c_str(), "synced-only")), "");
  EXPECT_THAT(kinds_of(lived(store, plan("power(1)").c_str(), "synced-only")),
              HasSubstr("unopenable"));
}

// Opens although its sync has failed, and refuses changes from then on (D7).
class RefusingStore : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment) {
    TRY_ASSIGN(auto file, environment.files.open("log", OpenMode::create));
    auto store = std::make_unique<RefusingStore>();
    store->refuses_ = !file->sync().ok();
    return std::unique_ptr<Store>(std::move(store));
  }
  Result<void> set(std::string_view, std::string_view) override {
    return Error{refuses_ ? ErrorCode::refused : ErrorCode::too_large};
  }
  Result<bool> get(std::string_view, std::string&) override { return false; }
  Result<bool> remove(std::string_view) override { return false; }
  Result<void> scan(const KeyRange&, const ScanVisitor&) override { return {}; }

 private:
  bool refuses_ = false;
};

// Goal: a sync that finds no room leaves a file in doubt as any that fails does.
TEST(RecorderLives, let_a_store_refuse_after_a_sync_that_found_no_room) {
  StoreUnderTest store{
      .name = "refusing", .summary = "", .open = RefusingStore::open, .clauses = Clauses::all()};
  for (const char* error : {"io_failed", "no_space"}) {
    std::string plan = "=fault:sync#1=" + std::string(error) + "|set(a=1)";
    EXPECT_EQ(kinds_of(lived(store, plan.c_str(), "in-order")), "") << error;
  }
}

// Goal: no store can keep the bytes that a failed sync takes from the cache, and nothing else is
// forgiven. Method: the log without syncs of its own; one of its syncs brings old bytes back; then
// the process goes on, opens again, is killed, and loses power.
TEST(RecorderLives, may_lose_what_a_failed_sync_takes_from_the_cache) {
  std::size_t brought_back = 0;
  for (const char* nth : {"sync#1", "sync#2", "sync#3"}) {
    for (const char* end : {"get(a)", "reopen", "kill", "power"}) {
      std::string plan = "=fault:" + std::string(nth) +
                         "=io_failed+old|set(a=1),sync,set(a=2),set(b=1),sync,set(a=3)," + end +
                         ",get(a)";
      Recording recording = lived(*find_store("log-never"), plan.c_str(), "in-order");
      EXPECT_EQ(kinds_of(recording), "") << plan;
      EXPECT_EQ(recording.struck, 1U) << plan;
      brought_back += std::ranges::count_if(recording.trace.calls(), &Call::brings_back);
    }
  }
  EXPECT_GT(brought_back, 3U);
}

// Regression: the log writes anew what a failed sync has forgotten, and is killed in the first of
// two pages; the cache still shows the second one, which will never be on the disk.
TEST(RecorderLives, do_not_rely_on_a_page_that_a_cut_write_has_not_reached) {
  const char* plan = "=fault:sync#2=io_failed|set(a=de*4548),kill(610239),power";
  EXPECT_EQ(kinds_of(lived(*find_store("log"), plan, "in-order")), "");
}

// Reads in one call, and takes a short answer for damage.
class ImpatientStore : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment) {
    TRY_ASSIGN(auto file, environment.files.open("file", OpenMode::create));
    TRY_ASSIGN(std::uint64_t size, file->size());
    if (size == 0) TRY(write_full(*file, 0, as_bytes("four")));
    std::string bytes(4, '\0');
    TRY_ASSIGN(std::size_t there, file->read(0, as_mutable_bytes(bytes)));
    if (there < bytes.size()) return Error{ErrorCode::corrupt};
    return std::unique_ptr<Store>(std::make_unique<ImpatientStore>());
  }
  Result<void> set(std::string_view, std::string_view) override {
    return Error{ErrorCode::too_large};
  }
  Result<bool> get(std::string_view, std::string&) override { return false; }
  Result<bool> remove(std::string_view) override { return false; }
  Result<void> scan(const KeyRange&, const ScanVisitor&) override { return {}; }
};

// Goal: a transfer that stops short excuses no error of a store that gives the clause, and any of
// one that does not; an error of the disk excuses both.
TEST(RecorderLives, blame_who_takes_a_short_transfer_for_damage_by_clause) {
  StoreUnderTest store{
      .name = "impatient", .summary = "", .open = ImpatientStore::open, .clauses = Clauses::all()};
  const char* stops_short = "=fault:read#1=short+2|get(a)";
  EXPECT_THAT(kinds_of(lived(store, stops_short, "in-order")), HasSubstr("unopenable"));
  EXPECT_EQ(kinds_of(lived(store, "=fault:read#1=io_failed|get(a)", "in-order")), "");
  store.clauses = Clauses::usual();
  EXPECT_EQ(kinds_of(lived(store, stops_short, "in-order")), "");
}

// A store that refuses what is longer than it takes.
class NarrowStore : public Store {
 public:
  explicit NarrowStore(std::size_t key_bytes) : key_bytes_(key_bytes) {}
  Result<void> set(std::string_view key, std::string_view) override {
    if (key.size() > key_bytes_) return Error{ErrorCode::too_large};
    return Error{ErrorCode::unsupported};
  }
  Result<bool> get(std::string_view, std::string&) override { return false; }
  Result<bool> remove(std::string_view) override { return false; }
  Result<void> scan(const KeyRange&, const ScanVisitor&) override { return {}; }

 private:
  std::size_t key_bytes_;
};

// Goal: a refusal is held against the limits that the store states. Method: a store that takes one
// byte less than that, and one that takes just so much.
TEST(RecorderLives, blame_who_refuses_what_is_within_its_limits) {
  for (std::size_t taken : {199U, 200U}) {
    StoreUnderTest store{.name = "narrow",
                         .summary = "",
                         .open = [taken](Environment&) -> Result<std::unique_ptr<Store>> {
                           return std::unique_ptr<Store>(std::make_unique<NarrowStore>(taken));
                         },
                         .limits = {.key_bytes = 200}};
    EXPECT_EQ(kinds_of(lived(store, "=set(k*201=a)", "in-order")), "") << "beyond the limit";
    const std::string at_limit = kinds_of(lived(store, "=set(k*200=a)", "in-order"));
    EXPECT_EQ(at_limit.empty(), taken == 200) << at_limit;
  }
}

// Goal: by clause a close is durable under never, too. Method: a close whose sync fails and says
// so promises nothing, one that says ok all of it; the log, which does not sync at a close.
TEST(RecorderLives, believe_a_close_under_never_by_clause) {
  StoreUnderTest log = *find_store("log-never");
  const Plan plan = parse_plan("=set(a=1),reopen").value();
  EXPECT_TRUE(record(log, plan).history.syncs.empty());
  log.clauses = log.clauses.with(Clause::durable_close);
  EXPECT_FALSE(record(log, plan).history.syncs.empty());
  CheckResult wrong =
      check_store(log, {.own_workloads = {{.name = "close",
                                           .summary = "",
                                           .plan = [&](std::uint64_t) { return plan; }}},
                        .models = {"synced-only"}});
  EXPECT_TRUE(wrong.found(FindingKind::lost, "synced-only")) << wrong;
  CheckResult right = check_store(*find_store("cask-never"),
                                  {.own_workloads = {{.name = "close",
                                                      .summary = "",
                                                      .plan = [&](std::uint64_t) { return plan; }}},
                                   .models = {"synced-only"}});
  EXPECT_TRUE(right.holds()) << right;
}

// A restart on a cache that shows what a failed sync has forgotten is asked only of stores that
// write it anew.
TEST(RecorderLives, are_not_asked_behind_forgotten_pages_but_by_clause) {
  Plan plan = parse_plan("=fault:sync#3=io_failed|set(a=1),set(b=2),reopen,set(c=3)").value();
  StoreUnderTest toy = toy_store(Defect::none);
  EXPECT_EQ(record(toy, plan).asked_calls, never_happened);
  toy.clauses = Clauses::usual();
  Recording recording = record(toy, plan);
  EXPECT_LT(recording.asked_calls, recording.trace.size());
}

TEST(Clauses, are_found_by_name_and_switch_findings_off) {
  for (int number = 0; number < clause_count; ++number) {
    auto clause = static_cast<Clause>(number);
    EXPECT_EQ(parse_clause(name_of(clause)), clause);
    EXPECT_FALSE(Clauses::all().without(clause).has(clause));
    EXPECT_EQ(Clauses::all().without(clause).missing(),
              std::vector<std::string_view>{name_of(clause)});
    EXPECT_EQ(Clauses::all().without(clause).with(clause), Clauses::all());
  }
  EXPECT_EQ(parse_clause("D1"), std::nullopt) << "is always asked";
  StoreUnderTest toy = toy_store(Defect::ignores_failed_syncs);
  const char* plan = "=fault:sync#2=io_failed|set(a=1),set(b=2)";
  EXPECT_NE(kinds_of(lived(toy, plan, "in-order")).find("accepted"), std::string::npos);
  toy.clauses = toy.clauses.without(Clause::refuses_after_failed_sync);
  EXPECT_EQ(kinds_of(lived(toy, plan, "in-order")).find("accepted"), std::string::npos);
}

}  // namespace
}  // namespace powercut
