// Goal: a walk visits every key that is there throughout exactly once, by position, whatever comes
// and goes between its calls. Method: walks of all kinds against a set of the keys, on a store that
// walks as all do, and on those that have a walk of their own.
#include <algorithm>
#include <random>
#include <set>

#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "engine/log/log_store.h"
#include "engine/memory/memory_store.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Open = Result<std::unique_ptr<Store>> (*)(Environment&, std::string_view);

Result<std::unique_ptr<Store>> open_memory(Environment& environment, std::string_view path) {
  TRY_ASSIGN(std::unique_ptr<Store> store, MemoryStore::open(environment, path));
  return store;
}

Result<std::unique_ptr<Store>> open_log(Environment& environment, std::string_view path) {
  TRY_ASSIGN(std::unique_ptr<Store> store,
             LogStore::open(environment, path, {.policy = SyncPolicy::never}));
  return store;
}

template <bool is_ordered>
Result<std::unique_ptr<Store>> open_cask(Environment& environment, std::string_view path) {
  const CaskOptions options{.policy = SyncPolicy::never,
                            .ordered = is_ordered,
                            .segment_bytes = 16'384,
                            .room_bytes = 1024};
  TRY_ASSIGN(std::unique_ptr<Store> store, CaskStore::open(environment, path, options));
  return store;
}

struct WalkedStore {
  std::string name;
  Open open;
};

class StoreWalk : public StoreTest, public testing::WithParamInterface<WalkedStore> {
 protected:
  void open() {
    store_.reset();
    auto opened = GetParam().open(environment_, directory_.at(std::to_string(++stores_)));
    ASSERT_THAT(opened, is_ok());
    store_ = std::move(*opened);
  }

  void set_all(const std::vector<std::string>& keys) {
    Batch batch;
    for (const std::string& key : keys) batch.set(key, "value");
    EXPECT_THAT(store_->apply(batch), is_ok());
  }
  void remove_all(const std::vector<std::string>& keys) {
    Batch batch;
    for (const std::string& key : keys) batch.remove(key);
    EXPECT_THAT(store_->apply(batch), is_ok());
  }

  // One call of a walk, held to all that is sure of each: keys from `from` on, in order, and then
  // a position behind them all.
  std::vector<std::string> walk_by_position(std::optional<std::uint64_t>& from,
                                            std::size_t wanted) {
    std::uint64_t least = *from;
    const std::vector<std::string> keys = walk(*store_, from, wanted);
    for (const std::string& key : keys) {
      EXPECT_GE(store_->position_of(key), least);
      least = store_->position_of(key);
    }
    if (from) {
      EXPECT_GE(keys.size(), wanted);
      EXPECT_GT(*from, least);
      EXPECT_LT(*from, key_position_end);
    }
    return keys;
  }

  std::unique_ptr<Store> store_;
  int stores_ = 0;
};

std::vector<std::string> keys_named(const std::string& prefix, int first, int count) {
  std::vector<std::string> keys;
  for (int number = first; number < first + count; ++number) {
    keys.push_back(prefix + std::to_string(number));
  }
  return keys;
}

TEST_P(StoreWalk, visits_every_key_once_however_many_are_wanted_at_a_time) {
  for (const int count : {0, 1, 10, 5000}) {
    open();
    std::vector<std::string> keys = keys_named("key ", 0, count);
    set_all(keys);
    std::ranges::sort(keys);
    for (const std::size_t wanted : {std::size_t{1}, std::size_t{3}, std::size_t{10},
                                     std::size_t{1000}, std::size_t{1} << 60U}) {
      std::vector<std::string> visited;
      for (std::optional<std::uint64_t> from = 0; from;) {
        const std::vector<std::string> some = walk_by_position(from, wanted);
        // Few keys have one position, and there is a position only if there is a key.
        EXPECT_LE(some.size(), wanted + 1);
        EXPECT_TRUE(!some.empty() || count == 0);
        visited.insert(visited.end(), some.begin(), some.end());
        ASSERT_LE(visited.size(), keys.size());
      }
      std::ranges::sort(visited);
      EXPECT_EQ(visited, keys) << wanted;
    }
  }
}

TEST_P(StoreWalk, begins_wherever_it_is_told_to) {
  open();
  const std::vector<std::string> keys = keys_named("key ", 0, 300);
  set_all(keys);
  for (const std::string& start : keys) {
    const std::uint64_t position = store_->position_of(start);
    std::optional<std::uint64_t> from = position;
    EXPECT_THAT(walk_by_position(from, 1), ElementsAre(start));
    from = position + 1;
    const auto count = std::ranges::count_if(
        keys, [&](const std::string& key) { return store_->position_of(key) > position; });
    EXPECT_THAT(walk_by_position(from, keys.size()), SizeIs(count));
  }
}

TEST_P(StoreWalk, ends_behind_all_keys) {
  open();
  const std::vector<std::string> keys = keys_named("key ", 0, 100);
  set_all(keys);
  std::uint64_t last = 0;
  for (const std::string& key : keys) last = std::max(last, store_->position_of(key));
  for (const std::uint64_t behind : {last + 1, key_position_end - 1, key_position_end,
                                     key_position_end + 1, ~std::uint64_t{0}}) {
    std::optional<std::uint64_t> from = behind;
    EXPECT_THAT(walk(*store_, from, 10), IsEmpty());
    EXPECT_EQ(from, std::nullopt) << behind;
  }
  std::optional<std::uint64_t> from = last;
  EXPECT_THAT(walk(*store_, from, 1), SizeIs(1));
  EXPECT_EQ(from, std::nullopt);
}

TEST_P(StoreWalk, is_closed_after_close) {
  open();
  ASSERT_THAT(store_->close(), is_ok());
  EXPECT_THAT(store_->walk(0, 1, {}), fails_with(ErrorCode::closed));
}

// Method: guests come and go by hundreds, so that tables grow and are made anew. In a round each
// key is visited at most once, and those that stay exactly once.
TEST_P(StoreWalk, visits_once_what_is_there_throughout_whatever_comes_and_goes) {
  std::mt19937 generator(11);
  const auto below = [&](int end) { return static_cast<int>(generator() % end); };
  open();
  for (int round = 0; round < 200; ++round) {
    const std::vector<std::string> staying = keys_named(std::to_string(round) + " ", 0, below(200));
    set_all(staying);
    std::set<std::string> visited;
    for (std::optional<std::uint64_t> from = 0; from;) {
      for (const std::string& key : walk_by_position(from, 1 + below(100))) {
        EXPECT_TRUE(visited.insert(key).second) << key;
      }
      const std::vector<std::string> guests = keys_named("guest ", below(1000), below(500));
      below(2) == 0 ? set_all(guests) : remove_all(guests);
      if (below(50) == 0) remove_all(keys_named("guest ", 0, 1500));
      EXPECT_THAT(below(50) == 0 ? store_->compact() : Result<void>(), is_ok());
    }
    for (const std::string& key : staying) EXPECT_TRUE(visited.contains(key)) << key;
    remove_all(staying);
  }
}

const WalkedStore walked_memory = {"memory", open_memory};
const WalkedStore walked_log = {"log", open_log};
const WalkedStore walked_cask = {"cask", open_cask<false>};
const WalkedStore walked_ordered_cask = {"ordered_cask", open_cask<true>};

INSTANTIATE_TEST_SUITE_P(stores, StoreWalk,
                         testing::Values(walked_memory, walked_log, walked_cask,
                                         walked_ordered_cask),
                         [](const auto& kind) { return kind.param.name; });

// A position for each first byte.
class FewPositions : public MemoryStore {
 public:
  std::uint64_t position_of(std::string_view key) const override {
    return static_cast<unsigned char>(key[0]);
  }
};

TEST(StoreWalkTogether, visits_the_keys_of_one_position_in_one_call) {
  FewPositions store;
  for (const auto* key : {"c", "b1", "a1", "b2", "d1", "a2", "d2", "b3"}) {
    ASSERT_THAT(store.set(key, ""), is_ok());
  }
  std::optional<std::uint64_t> from = 0;
  EXPECT_THAT(walk(store, from, 1), ElementsAre("a1", "a2"));
  EXPECT_EQ(from, 'b');
  EXPECT_THAT(walk(store, from, 3), ElementsAre("b1", "b2", "b3"));
  EXPECT_EQ(from, 'c');
  EXPECT_THAT(walk(store, from, 2), ElementsAre("c", "d1", "d2"));
  EXPECT_EQ(from, std::nullopt);
}

}  // namespace
}  // namespace powercut
