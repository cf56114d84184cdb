// Goal: nothing is freed while somebody may look at it, and it is freed soon after. Method: pins
// and retired objects in every order that matters; and many threads, for the thread sanitizer, too.
#include "engine/cask/segments/reader_epochs.h"

#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

namespace powercut {
namespace {

using Pin = ReaderEpochs::Pin;

// Retires an object, and says whether it is still there.
class Watched {
 public:
  explicit Watched(ReaderEpochs& epochs) {
    auto object = std::make_shared<int>(1);
    watch_ = object;
    epochs.retire(std::move(object));
  }
  bool is_there() const { return !watch_.expired(); }

 private:
  std::weak_ptr<int> watch_;
};

TEST(ReaderEpochs, frees_at_once_what_nobody_can_see) {
  ReaderEpochs epochs;
  EXPECT_FALSE(Watched(epochs).is_there());
  {
    const Pin pin(epochs);
  }
  EXPECT_FALSE(Watched(epochs).is_there());
}

TEST(ReaderEpochs, frees_nothing_that_a_reader_may_see) {
  ReaderEpochs epochs;
  // From each of the epochs that a pin can begin in.
  for (int turn = 0; turn < 4; ++turn) {
    auto pin = std::make_unique<Pin>(epochs);
    const Watched watched(epochs);
    for (int look = 0; look < 10; ++look) {
      epochs.collect();
      const Pin another(epochs);
      EXPECT_TRUE(watched.is_there());
    }
    pin.reset();
    epochs.collect();
    EXPECT_FALSE(watched.is_there());
    static_cast<void>(Watched(epochs));
  }
}

// A reader that has begun later does not see it.
TEST(ReaderEpochs, waits_for_each_reader_that_was_there_and_for_few_others) {
  ReaderEpochs epochs;
  auto first = std::make_unique<Pin>(epochs);
  const Watched watched(epochs);
  auto second = std::make_unique<Pin>(epochs);
  EXPECT_TRUE(watched.is_there());
  first.reset();
  epochs.collect();
  auto third = std::make_unique<Pin>(epochs);
  second.reset();
  epochs.collect();
  third.reset();
  epochs.collect();
  EXPECT_FALSE(watched.is_there());
}

TEST(ReaderEpochs, frees_what_is_retired_though_readers_always_overlap) {
  ReaderEpochs epochs;
  auto one = std::make_unique<Pin>(epochs);
  const Watched watched(epochs);
  std::unique_ptr<Pin> other;
  for (int turn = 0; turn < 4; ++turn) {
    other = std::make_unique<Pin>(epochs);
    one.reset();
    epochs.collect();
    one = std::make_unique<Pin>(epochs);
    other.reset();
    epochs.collect();
  }
  EXPECT_FALSE(watched.is_there());
}

TEST(ReaderEpochs, one_thread_may_look_twice_at_a_time) {
  ReaderEpochs epochs;
  auto outer = std::make_unique<Pin>(epochs);
  const Watched watched(epochs);
  {
    const Pin inner(epochs);
  }
  epochs.collect();
  EXPECT_TRUE(watched.is_there());
  outer.reset();
  epochs.collect();
  EXPECT_FALSE(watched.is_there());
}

TEST(ReaderEpochs, frees_in_the_order_of_retiring) {
  ReaderEpochs epochs;
  std::vector<int> freed;
  auto pin = std::make_unique<Pin>(epochs);
  for (const int number : {1, 2, 3}) {
    epochs.retire(
        std::shared_ptr<void>(nullptr, [&freed, number](void*) { freed.push_back(number); }));
  }
  pin.reset();
  epochs.collect();
  EXPECT_EQ(freed, (std::vector<int>{1, 2, 3}));
}

TEST(ReaderEpochs, lets_go_of_everything_at_its_end) {
  std::optional<ReaderEpochs> epochs(std::in_place);
  auto pin = std::make_unique<Pin>(*epochs);
  const Watched watched(*epochs);
  pin.reset();
  epochs.reset();
  EXPECT_FALSE(watched.is_there());
}

// Method: a writer replaces an object again and again, and wipes what is freed; readers look
// whether what they hold was wiped.
TEST(ReaderEpochs, no_reader_of_many_threads_sees_what_is_freed) {
  constexpr int reader_count = 4;
  constexpr int replacements = 20'000;
  ReaderEpochs epochs;
  const auto make = [](std::uint64_t number) {
    return std::shared_ptr<std::atomic<std::uint64_t>>(new std::atomic<std::uint64_t>(number),
                                                       [](std::atomic<std::uint64_t>* object) {
                                                         object->store(0);
                                                         delete object;
                                                       });
  };
  auto owned = make(1);
  std::atomic<std::atomic<std::uint64_t>*> current = owned.get();
  std::atomic<bool> is_over = false;
  std::atomic<std::uint64_t> wrong = 0;
  std::vector<std::jthread> readers;
  for (int reader = 0; reader < reader_count; ++reader) {
    readers.emplace_back([&] {
      std::uint64_t last = 0;
      while (!is_over) {
        const Pin pin(epochs);
        const std::atomic<std::uint64_t>* object = current.load();
        for (int look = 0; look < 20; ++look) {
          const std::uint64_t number = object->load();
          if (number < std::max<std::uint64_t>(last, 1)) ++wrong;
          last = std::max(last, number);
        }
      }
    });
  }
  for (std::uint64_t number = 2; number < replacements; ++number) {
    auto next = make(number);
    current = next.get();
    epochs.retire(std::exchange(owned, std::move(next)));
    if (number % 64 == 0) std::this_thread::yield();
  }
  is_over = true;
  readers.clear();
  EXPECT_EQ(wrong, 0U);
  const Watched watched(epochs);
  epochs.collect();
  EXPECT_FALSE(watched.is_there());
}

}  // namespace
}  // namespace powercut
