// Goal: the memory that a store takes is bounded by its keys, however many bytes it holds; a value
// of 64 MiB costs a few copies of it and no more. Method: the work in a process of its own that may
// have so much memory and not a byte more; POWERCUT_KEYS is how many keys. Mapped files are no
// memory of the process. A sanitizer's books are: with one, the work is all.
#include <fmt/format.h>
#include <sys/resource.h>

#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "engine/store_test.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {
namespace {

std::uint64_t key_count() {
  const char* keys = std::getenv("POWERCUT_KEYS");
  return keys != nullptr ? std::strtoull(keys, nullptr, 10) : 200'000;
}

void limit_memory(std::uint64_t bytes) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  rlimit limit{};
  CHECK(::getrlimit(RLIMIT_DATA, &limit) == 0);
  limit.rlim_cur = bytes;
  CHECK(::setrlimit(RLIMIT_DATA, &limit) == 0);
#else
  static_cast<void>(bytes);
#endif
}

// In the process of its own: a failure ends it.
class LimitedStore {
 public:
  LimitedStore(std::string path, const CaskOptions& options) : path_(std::move(path)) {
    open(options);
  }

  void open(const CaskOptions& options) {
    auto opened = CaskStore::open(environment_, path_, options);
    CHECK(opened.ok());
    store_ = std::move(*opened);
  }
  void close() {
    CHECK(store_->close().ok());
    store_.reset();
  }
  CaskStore& operator*() { return *store_; }
  CaskStore* operator->() { return store_.get(); }

 private:
  std::string path_;
  PosixFileSystem files_;
  SystemClock clock_;
  ThreadExecutor executor_;
  Environment environment_{files_, clock_, executor_};
  std::unique_ptr<CaskStore> store_;
};

std::string key_of(std::uint64_t number) { return fmt::format("{:016}", number); }

// Each key twice, in an order that is none.
void fill(CaskStore& store, std::uint64_t keys) {
  std::string value(500, 'v');
  for (std::uint64_t done = 0; done < 2 * keys; ++done) {
    const std::string key = key_of(done * 2'654'435'761U % keys);
    value.replace(0, key.size(), key);
    CHECK(store.set(key, value).ok());
  }
}

void expect_all(CaskStore& store, std::uint64_t keys) {
  std::uint64_t next = 0;
  CHECK(store
            .scan({},
                  [&](std::string_view key, std::string_view value) {
                    CHECK(key == key_of(next++) && value.starts_with(key));
                    return true;
                  })
            .ok());
  CHECK(next == keys);
}

// Whatever is thrown ends the process.
[[noreturn]] void live_within(std::uint64_t bytes, const std::string& path,
                              CaskOptions options) noexcept {
  limit_memory(bytes);
  const std::uint64_t keys = key_count();
  options.policy = SyncPolicy::never;
  {
    LimitedStore store(path, options);
    fill(*store, keys);
    expect_all(*store, keys);
    CHECK(store->compact().ok());
    expect_all(*store, keys);
    store.close();
    store.open(options);
    expect_all(*store, keys);
  }
  std::exit(0);
}

// That so much memory is left of what the process may have.
void expect_free(std::uint64_t bytes) { CHECK(std::make_unique<char[]>(bytes) != nullptr); }

class CaskLimits : public testing::Test {
 protected:
  // All that does not grow with the store: buffers, threads, the segments that are merged.
  static constexpr std::uint64_t fixed_bytes = 24 * mebibyte;
  // The most that a scan without an order holds.
  static constexpr std::uint64_t held_bytes = 64 * mebibyte;

  std::string path() const { return directory_.at("data"); }

 private:
  TemporaryDirectory directory_{memory_directory()};
};

using CaskLimitsDeathTest = CaskLimits;

TEST_F(CaskLimitsDeathTest, memory_is_bounded_by_the_keys) {
  const std::uint64_t sorted_keys = std::min(held_bytes, key_count() * 64);
  EXPECT_EXIT(live_within(fixed_bytes + key_count() * 44 + sorted_keys, path(), {}),
              testing::ExitedWithCode(0), "");
}

TEST_F(CaskLimitsDeathTest, memory_of_an_ordered_store_is_bounded_by_the_keys) {
  EXPECT_EXIT(live_within(fixed_bytes + key_count() * 140, path(), {.ordered = true}),
              testing::ExitedWithCode(0), "");
}

TEST_F(CaskLimitsDeathTest, so_it_is_when_nothing_is_mapped) {
  EXPECT_EXIT(live_within(fixed_bytes + 32 * mebibyte + key_count() * 140, path(),
                          {.ordered = true, .maps_files = false}),
              testing::ExitedWithCode(0), "");
}

TEST_F(CaskLimitsDeathTest, a_big_value_costs_a_few_copies_of_it) {
  const auto live = [&](bool maps_files) noexcept {
    std::string value(64 * mebibyte, 'x');
    std::string found;
    const std::uint64_t copies_max = maps_files ? 3 : 7;
    limit_memory(fixed_bytes + copies_max * value.size());
    {
      LimitedStore store(path(), {.maps_files = maps_files});
      for (char round = 0; round < 3; ++round) {
        value.front() = round;
        CHECK(store->set("big", value).ok());
      }
      CHECK(store->get("big", found).ok() && found == value);
      CHECK(store->compact().ok());
      store.close();
      store.open({.maps_files = maps_files});
      CHECK(store->get("big", found).ok() && found == value);
      // The caller has two of them; nobody else keeps any.
      expect_free((copies_max - 2) * value.size());
    }
    std::exit(0);
  };
  EXPECT_EXIT(live(true), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(live(false), testing::ExitedWithCode(0), "");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// A limit that nothing meets would be none.
TEST_F(CaskLimitsDeathTest, what_takes_more_does_not_live) {
  EXPECT_DEATH(live_within(16 * mebibyte, path(), {}), "terminate called");
}
#endif

}  // namespace
}  // namespace powercut
