// Goal: a store that declares no edges has those that it has found, at little cost and whatever it
// does. Method: stores of the catalog with known edges, which are not told; stores that fail, throw
// and never end.
#include "harness/run/edge_probe.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <ctime>

#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "harness/catalog/catalog.h"
#include "powercut/harness/check_store.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

StoreUnderTest cask_with(const CaskOptions& options) {
  return {.name = "cask",
          .summary = "with edges that nobody declares",
          .open = [options](Environment& environment) -> Result<std::unique_ptr<Store>> {
            TRY_ASSIGN(std::unique_ptr<Store> store, CaskStore::open(environment, "data", options));
            return store;
          }};
}

// A subclass says in `changed` what it does on top of the log.
class WatchedStore : public Store {
 public:
  using Changed = std::function<Result<void>(Environment&, std::size_t value_bytes)>;

  WatchedStore(Environment& environment, std::unique_ptr<Store> store, Changed changed)
      : environment_(environment), store_(std::move(store)), changed_(std::move(changed)) {}

  Result<void> set(std::string_view key, std::string_view value) override {
    TRY(changed_(environment_, value.size()));
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return store_->get(key, value);
  }
  Result<bool> remove(std::string_view key) override { return store_->remove(key); }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    return store_->scan(range, visit);
  }
  Result<void> close() override { return store_->close(); }

 private:
  Environment environment_;
  std::unique_ptr<Store> store_;
  Changed changed_;
};

StoreUnderTest log_that(WatchedStore::Changed changed) {
  StoreUnderTest store = *find_store("log");
  store.edges = {};
  store.open = [changed,
                open = store.open](Environment& environment) -> Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(auto log, open(environment));
    return std::unique_ptr<Store>(new WatchedStore(environment, std::move(log), changed));
  };
  return store;
}

TEST(probe_edges, finds_where_segments_end) {
  for (std::uint32_t bytes : {256U, 1000U, 5000U, 20'000U}) {
    FoundEdges found = probe_edges(cask_with({.segment_bytes = bytes, .room_bytes = 64}));
    // About there: marks come behind what a segment may hold.
    EXPECT_NEAR(found.edges.file_bytes, bytes, bytes / 8.0) << found.text;
    EXPECT_TRUE(found.edges.begins_file_at_open);
    EXPECT_THAT(found.text, HasSubstr("files end at"));
  }
}

TEST(probe_edges, finds_the_values_that_are_stored_in_another_way) {
  FoundEdges found = probe_edges(log_that([](Environment& environment, std::size_t bytes) {
    if (bytes <= 777) return Result<void>();
    return environment.files.sync_dir("/");
  }));
  EXPECT_THAT(found.edges.value_bytes, Contains(777U)) << found.text;
  EXPECT_THAT(found.text, HasSubstr("other calls for values over 777"));
}

TEST(probe_edges, leaves_the_usual_edges_where_it_finds_none) {
  StoreUnderTest memory = *find_store("memory");
  FoundEdges found = probe_edges(memory);
  EXPECT_EQ(found.text, "edges found: none\n");
  EXPECT_EQ(found.edges.file_bytes, StoreEdges{}.file_bytes);
  EXPECT_EQ(found.edges.edges, StoreEdges{}.edges);
}

TEST(probe_edges, ends_where_a_store_fails_or_throws_or_does_not) {
  int calls = 0;
  probe_edges(log_that([&](Environment&, std::size_t) -> Result<void> {
    if (++calls == 30) throw std::runtime_error("a bug");
    return {};
  }));
  EXPECT_GE(calls, 30);
  probe_edges(log_that(
      [](Environment&, std::size_t) -> Result<void> { return Error{ErrorCode::io_failed}; }));
  probe_edges(log_that([](Environment& environment, std::size_t bytes) -> Result<void> {
    if (bytes < 90) return {};
    TRY_ASSIGN(auto file, environment.files.open("for ever", OpenMode::create));
    for (std::uint64_t place = 0;; ++place) {
      static_cast<void>(file->write(place, as_bytes("x")).ok());
    }
  }));
  StoreUnderTest closed = *find_store("log");
  closed.open = [](Environment&) -> Result<std::unique_ptr<Store>> {
    throw std::runtime_error("not today");
  };
  EXPECT_EQ(probe_edges(closed).text, "edges found: none\n");
}

TEST(probe_edges, finds_the_same_each_time_and_costs_little) {
  for (const StoreUnderTest& store : our_registry().stores()) {
    timespec begin{};
    timespec end{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    FoundEdges found = probe_edges(store);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    EXPECT_EQ(probe_edges(store).text, found.text);
    double seconds = static_cast<double>(end.tv_sec - begin.tv_sec) +
                     static_cast<double>(end.tv_nsec - begin.tv_nsec) / 1e9;
    EXPECT_LT(seconds, 3.0) << store.name;  // ten times of what it should be: far off
    RecordProperty(store.name, std::to_string(seconds) + " s; " + found.text);
  }
}

// Goal: plans and worlds go for what was found. Method: a bug at a length that nobody told of.
TEST(CheckStore, crosses_an_edge_that_nobody_declared) {
  StoreUnderTest store = log_that([](Environment& environment, std::size_t bytes) -> Result<void> {
    if (bytes <= 3333) return {};
    return environment.files.sync_dir("/");
  });
  CheckOptions options{.models = {"in-order"}, .worlds = 200, .plans = 40};
  CheckResult result = check_store(store, options);
  EXPECT_THAT(result.text(), HasSubstr("edges found: "));
  EXPECT_THAT(result.text(), HasSubstr("3333"));
  options.workloads = {"demo"};
  options.worlds = options.plans = 0;
  EXPECT_THAT(check_store(store, options).text(), Not(HasSubstr("edges found")));
}

}  // namespace
}  // namespace powercut
