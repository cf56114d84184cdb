// Goal: under many threads, with compaction all the time, readers find only what was written, and
// no thread gets a wrong answer. Method: threads on one store with tiny segments, on real files;
// POWERCUT_SECONDS is how long. The order that they see is judged in harness/concurrent.
#include <ctime>
#include <thread>

#include "engine/cask/cask_store.h"
#include "engine/store_test.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {
namespace {

class CaskThreads : public testing::Test {
 protected:
  std::unique_ptr<CaskStore> open(const CaskOptions& options) {
    auto opened = CaskStore::open(environment_, directory_.at("data"), options);
    EXPECT_THAT(opened, is_ok());
    return std::move(*opened);
  }

 private:
  TemporaryDirectory directory_{memory_directory()};
  PosixFileSystem files_;
  SystemClock clock_;
  ThreadExecutor executor_;
  ThreadExecutor background_{ThreadPriority::low};
  Environment environment_{files_, clock_, executor_, background_};
};

template <typename Work>
void on_threads(int count, const Work& work) {
  std::vector<std::jthread> threads;
  for (int number = 0; number < count; ++number) {
    threads.emplace_back([&work, number] { work(number); });
  }
}

// A leader whose own request had no room in the group that it wrote took it for written.
TEST_F(CaskThreads, what_has_no_room_in_a_group_is_written_with_the_next) {
  const auto store = open({.policy = SyncPolicy::never});
  on_threads(8, [&](int number) {
    const std::string key = "key " + std::to_string(number);
    for (int round = 0; round < 20; ++round) {
      const std::string value(700'000, static_cast<char>('a' + round));
      ASSERT_THAT(store->set(key, value), is_ok());
      ASSERT_EQ(get(*store, key), value);
    }
  });
}

// A segment that had just been begun was compacted with the others, and later commits were lost.
TEST_F(CaskThreads, what_is_written_while_all_is_made_compact_is_kept) {
  const CaskOptions options{.policy = SyncPolicy::never, .segment_bytes = 512};
  auto store = open(options);
  std::atomic<int> writers = 3;
  on_threads(4, [&](int number) {
    if (number == 3) {
      while (writers > 0) ASSERT_THAT(store->compact(), is_ok());
      return;
    }
    const std::string key = "key " + std::to_string(number);
    for (int round = 0; round < 2000; ++round) {
      ASSERT_THAT(store->set(key, std::to_string(round)), is_ok());
      ASSERT_EQ(get(*store, key), std::to_string(round));
    }
    --writers;
  });
  const Contents expected{{"key 0", "1999"}, {"key 1", "1999"}, {"key 2", "1999"}};
  EXPECT_EQ(contents_of(*store), expected);
  ASSERT_THAT(store->close(), is_ok());
  store = open(options);
  EXPECT_EQ(contents_of(*store), expected);
}

// Commits passed the leader's place on among themselves, for seconds.
TEST_F(CaskThreads, a_compaction_gets_its_turn_while_many_write) {
  const auto store = open({.policy = SyncPolicy::never});
  std::atomic<bool> is_over = false;
  std::jthread compacts([&] {
    while (store->cask_stats().commits < 1000) std::this_thread::yield();
    const std::clock_t begin = std::clock();  // of this process: other ones do not count
    for (int time = 0; time < 100; ++time) EXPECT_THAT(store->compact(), is_ok());
    EXPECT_LT(std::clock() - begin, 20 * CLOCKS_PER_SEC) << "ten seconds of two cores";
    is_over = true;
  });
  on_threads(16, [&](int number) {
    const std::string key = "key " + std::to_string(number);
    while (!is_over) ASSERT_THAT(store->set(key, "value"), is_ok());
  });
}

std::string value_of(const std::string& key, std::size_t round) {
  return key + std::string(round % 100, '.') + std::to_string(round);
}

bool is_value_of(std::string_view key, std::string_view value) {
  const std::size_t digits = value.find_last_not_of("0123456789") + 1;
  if (digits >= value.size() || !value.starts_with(key)) return false;
  return value == value_of(std::string(key), std::stoul(std::string(value.substr(digits))));
}

void overwrite(CaskStore& store, int number, std::chrono::steady_clock::time_point end) {
  std::size_t round = static_cast<std::size_t>(number) * 1'000'000;
  for (std::uint64_t state = round + 1; std::chrono::steady_clock::now() < end; ++round) {
    state = state * 6364136223846793005 + 1442695040888963407;
    const std::string key = std::to_string(state >> 32U & 63U) + "_";
    std::string value;
    const auto choice = state >> 40U & 15U;
    if (choice < 7) {
      ASSERT_THAT(store.set(key, value_of(key, round)), is_ok());
    } else if (choice < 8) {
      ASSERT_THAT(store.remove(key), is_ok());
    } else if (round % 100 == 99) {
      ASSERT_THAT(store.scan({}, [&](std::string_view found,
                                     std::string_view its) { return is_value_of(found, its); }),
                  is_ok());
    } else {
      const auto found = store.get(key, value);
      ASSERT_THAT(found, is_ok());
      ASSERT_TRUE(!*found || is_value_of(key, value)) << key << ": " << value;
    }
  }
}

TEST_F(CaskThreads, readers_find_only_what_was_written_while_all_is_compacted) {
  const char* seconds = std::getenv("POWERCUT_SECONDS");
  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::milliseconds(seconds == nullptr ? 500 : std::atoi(seconds) * 1000);
  for (const bool ordered : {false, true}) {
    const auto half = std::chrono::steady_clock::now();
    const auto store = open({.policy = SyncPolicy::everysec,
                             .ordered = ordered,
                             .maps_files = ordered,
                             .segment_bytes = 2048,
                             .room_bytes = 256,
                             .dead_percent_start = 20,
                             .dead_percent_max = 30,
                             .compaction_step_bytes = 512});
    auto until = ordered ? end : half + (end - half) / 2;
    while (true) {  // on a busy machine the time may be over before anything is compacted
      on_threads(8, [&](int number) { overwrite(*store, number, until); });
      if (store->cask_stats().compactions > 0) break;
      until = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    }
    EXPECT_THAT(store->close(), is_ok());
  }
}

}  // namespace
}  // namespace powercut
