#include "harness/catalog/changed_in_sync_store.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>

#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "engine/log/record_format.h"
#include "powercut/engine/forwarding_store.h"
#include "powercut/io/forwarding_file_system.h"

namespace powercut {

namespace {

// An action that happens once, when a file's data or a directory has next been synced.
class Interruption {
 public:
  using Action = std::function<void()>;

  void set(Action action) { action_ = std::move(action); }
  void clear() { action_ = nullptr; }
  void happen() {
    if (action_) std::exchange(action_, nullptr)();
  }

 private:
  Action action_;
};

class InterruptedFile : public ForwardingFile {
 public:
  InterruptedFile(std::unique_ptr<File> file, Interruption& interruption)
      : ForwardingFile(std::move(file)), interruption_(interruption) {}

  Result<void> sync_data() override {
    // The failure is told before anything else is tried.
    TRY(inner().sync_data());
    interruption_.happen();
    return {};
  }

 private:
  Interruption& interruption_;
};

class InterruptedFiles : public ForwardingFileSystem {
 public:
  explicit InterruptedFiles(FileSystem& files) : ForwardingFileSystem(files) {}

  Interruption& of_data() { return of_data_; }
  Interruption& of_names() { return of_names_; }

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    TRY_ASSIGN(std::unique_ptr<File> file, inner().open(path, mode));
    return std::unique_ptr<File>(std::make_unique<InterruptedFile>(std::move(file), of_data_));
  }
  Result<void> sync_dir(std::string_view path) override {
    TRY(inner().sync_dir(path));
    of_names_.happen();
    return {};
  }

 private:
  Interruption of_data_;
  Interruption of_names_;
};

// Tasks run when they are due, or before that on demand.
class HastenedExecutor : public Executor {
 public:
  explicit HastenedExecutor(Executor& executor) : executor_(executor) {}

  TaskId run_after(Duration delay, Task task) override {
    const TaskId id{++last_id_};
    const TaskId inner = executor_.run_after(delay, [this, id] { run_one(id); });
    waiting_.emplace(id, Waiting{inner, std::move(task)});
    return id;
  }
  void cancel(TaskId id) override {
    const auto found = waiting_.extract(id);
    if (found) executor_.cancel(found.mapped().inner);
  }

  // Runs the tasks that wait now, until it is enough.
  void run(const std::function<bool()>& is_enough = [] { return false; }) {
    const TaskId last{last_id_};
    while (!is_enough() && !waiting_.empty() && waiting_.begin()->first <= last) {
      const TaskId id = waiting_.begin()->first;
      executor_.cancel(waiting_.begin()->second.inner);
      run_one(id);
    }
  }

 private:
  struct Waiting {
    TaskId inner;
    Task task;
  };

  void run_one(TaskId id) { waiting_.extract(id).mapped().task(); }

  Executor& executor_;
  std::uint64_t last_id_ = 0;
  std::map<TaskId, Waiting> waiting_;
};

class ChangedInSyncStore : public ForwardingStore {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, std::string_view directory,
                                             const CaskOptions& options) {
    std::unique_ptr<ChangedInSyncStore> store(new ChangedInSyncStore(environment));
    TRY_ASSIGN(auto cask, CaskStore::open(store->environment_, directory, options));
    store->cask_ = cask.get();
    store->forward_to(std::move(cask));
    return std::unique_ptr<Store>(std::move(store));
  }
  // The store goes before what it uses.
  ~ChangedInSyncStore() override { forward_to(nullptr); }

  Result<void> set(std::string_view key, std::string_view value) override {
    return in_sync(bytes_of(key, value), [&] { return inner().set(key, value); });
  }
  Result<bool> remove(std::string_view key) override {
    return in_sync(bytes_of(key, {}), [&] { return inner().remove(key); });
  }
  Result<void> apply(const Batch& batch) override {
    std::uint64_t bytes = 0;
    for (const auto& [key, value] : batch.changes()) bytes += bytes_of(key, value.value_or(""));
    return in_sync(bytes, [&] { return inner().apply(batch); });
  }

 private:
  explicit ChangedInSyncStore(Environment& environment)
      : files_(environment.files),
        executor_(environment.executor),
        environment_{files_, environment.clock, executor_} {}

  static std::uint64_t bytes_of(std::string_view key, std::string_view value) {
    return record_header_bytes + key.size() + value.size();
  }

  template <typename Change>
  std::invoke_result_t<Change> in_sync(std::uint64_t bytes, const Change& change) {
    const bool rolls = !inner().applies_quickly(bytes);
    if (rolls && std::exchange(syncs_in_next_roll_, !syncs_in_next_roll_))
      return around_sync(change);
    std::optional<std::invoke_result_t<Change>> result;
    const bool waits_for_sync = rolls && has_full_unsynced();
    if (!waits_for_sync) files_.of_data().set([&] { result = change(); });
    executor_.run([&] { return result.has_value(); });
    files_.of_data().clear();
    return result ? *result : change();
  }

  // The sync begins and ends when the new segment has its name.
  template <typename Change>
  std::invoke_result_t<Change> around_sync(const Change& change) {
    files_.of_names().set([&] { executor_.run(); });
    auto result = change();
    files_.of_names().clear();
    return result;
  }

  bool has_full_unsynced() const {
    const CaskStats stats = cask_->cask_stats();
    return std::ranges::any_of(stats.segments | std::views::reverse | std::views::drop(1),
                               [](const SegmentStats& segment) { return !segment.sealed; });
  }

  InterruptedFiles files_;
  HastenedExecutor executor_;
  Environment environment_;
  CaskStore* cask_ = nullptr;
  bool syncs_in_next_roll_ = false;
};

}  // namespace

Result<std::unique_ptr<Store>> open_changed_in_sync_store(Environment& environment,
                                                          std::string_view directory,
                                                          CaskOptions options) {
  options.policy = SyncPolicy::everysec;
  options.compacts = false;
  return ChangedInSyncStore::open(environment, directory, options);
}

}  // namespace powercut
