#include "bench/engines/peers/store_engine.h"

#include <functional>

#include "bench/engines/fail.h"
#include "engine/cask/cask_store.h"
#include "engine/log/log_store.h"
#include "powercut/io/mutex.h"
#include "powercut/io/path.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {

namespace {

enum class Callers : std::uint8_t { one_at_a_time, many };

// The system that a store runs on; made before it and gone after it.
struct System {
  PosixFileSystem files;
  SystemClock clock;
  ThreadExecutor executor;
  ThreadExecutor background{ThreadPriority::low};
  Environment environment{files, clock, executor, background};
};

class StoreEngine : public Engine {
 public:
  template <typename Open>
  StoreEngine(Callers callers, const Open& open)
      : callers_(callers), store_(need(open(system_.environment), "powercut: open")) {}
  ~StoreEngine() override { need(store_->close(), "powercut: close"); }

  void set(std::string_view key, std::string_view value) override {
    MutexLock turn = take_turn();
    need(store_->set(key, value), "powercut: set");
  }

  bool get(std::string_view key, std::string& value) {
    MutexLock turn = take_turn();
    return need(store_->get(key, value), "powercut: get");
  }

  std::unique_ptr<Reader> reader() override;
  void scan(const ScanVisitor& visit) override { need(store_->scan({}, visit), "powercut: scan"); }

  bool compact() override {
    need(store_->compact(), "powercut: compact");
    return true;
  }

 private:
  MutexLock take_turn() {
    if (callers_ == Callers::many) return MutexLock(mutex_, std::defer_lock);
    return MutexLock(mutex_);
  }

  Callers callers_;
  Mutex mutex_;
  System system_;
  std::unique_ptr<Store> store_;
};

class StoreReader : public Reader {
 public:
  explicit StoreReader(StoreEngine& engine) : engine_(engine) {}
  bool get(std::string_view key, std::string& value) override { return engine_.get(key, value); }

 private:
  StoreEngine& engine_;
};

std::unique_ptr<Reader> StoreEngine::reader() { return std::make_unique<StoreReader>(*this); }

std::unique_ptr<Engine> open_cask_with(const EngineOptions& options, bool is_ordered) {
  return std::make_unique<StoreEngine>(Callers::many, [&](Environment& environment) {
    return CaskStore::open(environment, options.directory,
                           {.policy = options.policy, .ordered = is_ordered});
  });
}

}  // namespace

std::unique_ptr<Engine> open_log(const EngineOptions& options) {
  return std::make_unique<StoreEngine>(Callers::one_at_a_time, [&](Environment& environment) {
    return LogStore::open(environment, join_path(options.directory, "data.log"),
                          {.policy = options.policy});
  });
}

std::unique_ptr<Engine> open_cask(const EngineOptions& options) {
  return open_cask_with(options, false);
}

std::unique_ptr<Engine> open_ordered_cask(const EngineOptions& options) {
  return open_cask_with(options, true);
}

}  // namespace powercut
