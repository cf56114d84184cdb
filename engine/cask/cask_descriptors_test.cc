// Goal: where the process has no file descriptor left a change fails, and nothing else: the store
// takes the next one when there are some again. Method: the process's own limit, so low that each
// of the files which a change opens is the one too many, in turn. The undefined behaviour sanitizer
// opens pipes of its own, and is not asked.
#include <fcntl.h>
#include <sys/resource.h>

#include "engine/cask/cask_store_test.h"
#include "engine/io/macros.h"

#if !defined(__SANITIZE_ADDRESS__)

namespace powercut {
namespace {

// Leaves so many descriptors to the process for as long as it lives.
class FewDescriptors {
 public:
  explicit FewDescriptors(unsigned left) {
    CHECK(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    // The lowest that are free are those that will be given out.
    rlimit_t number = 0;
    for (unsigned free = 0; free < left || is_open(number); ++number) free += !is_open(number);
    set(number);
  }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;
  ~FewDescriptors() { set(before_.rlim_cur); }

 private:
  using rlimit_t = decltype(rlimit::rlim_cur);

  static bool is_open(rlimit_t number) { return ::fcntl(static_cast<int>(number), F_GETFD) >= 0; }
  void set(rlimit_t count) const {
    const rlimit wanted{.rlim_cur = count, .rlim_max = before_.rlim_max};
    CHECK(::setrlimit(RLIMIT_NOFILE, &wanted) == 0);
  }

  rlimit before_{};
};

using CaskDescriptors = CaskStoreTest;

// Calls change() with 0, 1, ... descriptors left, until that is enough; says how many that is.
template <typename Change>
unsigned descriptors_for(const Change& change) {
  for (unsigned left = 0;; ++left) {
    const FewDescriptors few(left);
    const Result<void> done = change();
    if (done.ok()) return left;
    EXPECT_THAT(done, fails_with(ErrorCode::too_many_files)) << left;
    if (left > 20) return left;
  }
}

TEST_F(CaskDescriptors, a_change_that_lacks_one_fails_and_the_next_one_goes_on) {
  const std::string value(200, 'x');
  for (const SyncPolicy policy : {SyncPolicy::always, SyncPolicy::never}) {
    CaskOptions options = small_segments;
    options.policy = policy;
    reopen(options);
    for (int number = 0; number < 4; ++number) {
      const std::string key = "key " + std::to_string(number);
      // Each value takes a segment of its own.
      const unsigned needed = descriptors_for([&] { return store_->set(key, value); });
      EXPECT_GE(needed, 2U) << "the segment, and the directory or a manifest";
      EXPECT_LE(needed, 3U);
      expected_[key] = value;
    }
    expect_contents();
    EXPECT_FALSE(store_->cask_stats().refuses_writes);
    reopen(options);
    expect_contents();
  }
}

TEST_F(CaskDescriptors, a_compaction_that_lacks_one_fails_and_the_next_one_goes_on) {
  open();
  for (int number = 0; number < 12; ++number) set(std::to_string(number % 3), std::string(60, 'x'));
  EXPECT_GE(descriptors_for([&] { return store_->compact(); }), 2U);
  expect_contents();
  EXPECT_EQ(store_->cask_stats().segments.size(), 2U);
  close_and_open();
  expect_contents();
}

TEST_F(CaskDescriptors, an_open_that_lacks_one_says_so_and_the_next_one_is_well) {
  open();
  for (int number = 0; number < 12; ++number) set(std::to_string(number), std::string(60, 'x'));
  store_.reset();
  const unsigned needed = descriptors_for([&]() -> Result<void> {
    TRY_ASSIGN(store_, try_open());
    return {};
  });
  EXPECT_GE(needed, 4U) << "a lock and the segments";
  expect_contents();
}

}  // namespace
}  // namespace powercut

#endif
