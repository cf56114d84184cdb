// Goal: snapshots may be read and destroyed by any thread while the writer goes on. Method: a
// writer that hands a snapshot and what it must show to one of several readers after each few
// changes; the readers walk it to and fro, and destroy it. For the thread sanitizer, above all.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "engine/cask/index/ordered/index_walk_test.h"
#include "powercut/io/mutex.h"

namespace powercut {
namespace {

// Digest of a set of entries: the same whatever their order, and another one if any of them
// differs.
class Digest {
 public:
  void add(std::string_view key, const RecordPlace& place) { sum_ += hash(key, place); }
  void remove(std::string_view key, const RecordPlace& place) { sum_ -= hash(key, place); }
  friend bool operator==(const Digest&, const Digest&) = default;

 private:
  static std::uint64_t hash(std::string_view key, const RecordPlace& place) {
    std::uint64_t value = std::hash<std::string_view>{}(key);
    for (const std::uint32_t part : {place.segment, place.offset, place.bytes}) {
      value = (value ^ part) * 0x9e3779b97f4a7c15U;
      value ^= value >> 29U;
    }
    return value;
  }

  std::uint64_t sum_ = 0;
};

struct Task {
  OrderedIndex::Snapshot snapshot;
  Digest digest;
};

// From the writer to the readers. At most a few wait, so that snapshots of several moments live.
class TaskQueue {
 public:
  void push(std::optional<Task> task) {
    MutexLock lock(mutex_);
    changed_.wait(lock, [&] { return tasks_.size() < 6; });
    tasks_.push_back(std::move(task));
    changed_.notify_all();
  }
  // Nothing: there will be no more.
  std::optional<Task> pop() {
    MutexLock lock(mutex_);
    changed_.wait(lock, [&] { return !tasks_.empty(); });
    std::optional<Task> task = std::move(tasks_.front());
    tasks_.pop_front();
    changed_.notify_all();
    return task;
  }

 private:
  Mutex mutex_;
  ConditionVariable changed_;
  std::deque<std::optional<Task>> tasks_;
};

// False if the snapshot is not what the digest is of, or not in order.
bool is_as_it_was(const Task& task) {
  Digest forwards;
  Digest backwards;
  std::size_t count = 0;
  bool in_order = true;
  std::string_view before;
  OrderedIndex::Cursor cursor = task.snapshot.cursor();
  for (cursor.first(); cursor.valid(); cursor.next()) {
    in_order = in_order && (count == 0 || before < cursor.key());
    before = cursor.key();
    forwards.add(cursor.key(), cursor.place());
    ++count;
  }
  for (cursor.last(); cursor.valid(); cursor.previous()) {
    backwards.add(cursor.key(), cursor.place());
  }
  return in_order && count == task.snapshot.size() && forwards == task.digest &&
         backwards == task.digest;
}

// Goes on with random changes, and pushes a task after each few.
void write(OrderedIndex& index, TaskQueue& tasks, std::uint64_t turns) {
  std::mt19937_64 random(1);
  IndexModel model;
  Digest digest;
  for (std::uint64_t turn = 0; turn < turns; ++turn) {
    const std::string key = std::to_string(random() % 4000);
    const auto entry = model.find(key);
    if (entry != model.end()) digest.remove(key, entry->second);
    // The keys become more, then fewer, and so on.
    if (random() % 4 < (turn / 5000 % 2 == 0 ? 3 : 1)) {
      index.set(key, place_of(turn));
      model.insert_or_assign(key, place_of(turn));
      digest.add(key, place_of(turn));
    } else if (entry != model.end()) {
      index.erase(key);
      model.erase(entry);
    }
    if (random() % 64 == 0) tasks.push(Task{index.snapshot(), digest});
  }
}

TEST(OrderedIndexThreads, readers_see_each_snapshot_as_it_was_while_the_writer_goes_on) {
  constexpr std::size_t reader_count = 3;
  OrderedIndex index;
  TaskQueue tasks;
  std::vector<std::size_t> wrong(reader_count, 0);
  std::vector<std::thread> readers;
  for (std::size_t reader = 0; reader < reader_count; ++reader) {
    readers.emplace_back([&tasks, &wrong_here = wrong[reader]] {
      while (const std::optional<Task> task = tasks.pop()) {
        if (!is_as_it_was(*task)) ++wrong_here;
      }
    });
  }
  write(index, tasks, 30'000);
  for (std::size_t reader = 0; reader < reader_count; ++reader) tasks.push(std::nullopt);
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, std::vector<std::size_t>(reader_count, 0));

  // Nothing is left that only the snapshots saw.
  const OrderedIndex::Snapshot snapshot = index.snapshot();
  std::vector<std::string> keys;
  OrderedIndex::Cursor cursor = snapshot.cursor();
  for (cursor.first(); cursor.valid(); cursor.next()) keys.emplace_back(cursor.key());
  EXPECT_LT(index.memory_bytes(), 60 * keys.size() + page_bytes_max);
}

}  // namespace
}  // namespace powercut
