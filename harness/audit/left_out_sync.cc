#include "harness/audit/left_out_sync.h"

#include <utility>

#include "engine/io/macros.h"
#include "harness/audit/sync_site.h"
#include "powercut/engine/forwarding_store.h"
#include "powercut/io/forwarding_file_system.h"

namespace powercut {

namespace {

// Says what is done about each sync.
struct Rule {
  std::string left_out;           // a site; empty: none
  std::shared_ptr<MetSyncs> met;  // nullptr: nobody asks

  // frame: as sync_site() takes it.
  bool leaves_out(CallKind kind, const void* frame) const {
    const SyncSite& site = sync_site(kind, frame);
    if (met) met->add(site.id, site.stack);
    return site.id == left_out;
  }
};

class RuledFile : public ForwardingFile {
 public:
  RuledFile(std::unique_ptr<File> file, const Rule& rule)
      : ForwardingFile(std::move(file)), rule_(rule) {}

  Result<void> sync() override {
    if (rule_.leaves_out(CallKind::sync, __builtin_frame_address(0))) return {};
    return inner().sync();
  }
  Result<void> sync_data() override {
    if (rule_.leaves_out(CallKind::sync_data, __builtin_frame_address(0))) return {};
    return inner().sync_data();
  }

 private:
  const Rule& rule_;
};

class RuledFileSystem : public ForwardingFileSystem {
 public:
  RuledFileSystem(FileSystem& files, const Rule& rule) : ForwardingFileSystem(files), rule_(rule) {}

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    TRY_ASSIGN(auto file, inner().open(path, mode));
    return std::unique_ptr<File>(new RuledFile(std::move(file), rule_));
  }
  Result<void> sync_dir(std::string_view path) override {
    if (rule_.leaves_out(CallKind::sync_dir, __builtin_frame_address(0))) return {};
    return inner().sync_dir(path);
  }

 private:
  const Rule& rule_;
};

// The store's tasks are the store's code.
class RuledExecutor : public Executor {
 public:
  explicit RuledExecutor(Executor& executor) : executor_(executor) {}

  TaskId run_after(Duration delay, Task task) override {
    return executor_.run_after(delay, [task = std::move(task)] {
      const StoreFrames frames;
      task();
    });
  }
  void cancel(TaskId id) override { executor_.cancel(id); }

 private:
  Executor& executor_;
};

class RuledStore : public ForwardingStoreOf<RuledStore> {
 public:
  RuledStore(const Environment& environment, Rule rule)
      : rule_(std::move(rule)),
        files_(environment.files, rule_),
        executor_(environment.executor),
        background_(environment.background),
        environment_{files_, environment.clock, executor_, background_, environment.random} {}
  ~RuledStore() override {
    const StoreFrames frames;
    forward_to(nullptr);
  }
  RuledStore(const RuledStore&) = delete;
  RuledStore& operator=(const RuledStore&) = delete;

  Result<void> open(const StoreUnderTest& store) {
    const StoreFrames frames;
    TRY_ASSIGN(auto opened, store.open(environment_));
    forward_to(std::move(opened));
    return {};
  }

  StoreFrames around() const { return {}; }

 private:
  Rule rule_;
  RuledFileSystem files_;
  RuledExecutor executor_;
  RuledExecutor background_;
  Environment environment_;
};

StoreUnderTest ruled(const StoreUnderTest& store, Rule rule) {
  StoreUnderTest derived = store;
  derived.open =
      [store, rule = std::move(rule)](Environment& environment) -> Result<std::unique_ptr<Store>> {
    auto opened = std::make_unique<RuledStore>(environment, rule);
    TRY(opened->open(store));
    return std::unique_ptr<Store>(std::move(opened));
  };
  return derived;
}

}  // namespace

void MetSyncs::add(const std::string& site, const std::string& stack) {
  const std::lock_guard lock(mutex_);
  MetSync& met = met_[site];
  if (met.calls++ > 0) return;
  met.site = site;
  met.stack = stack;
}

std::vector<MetSync> MetSyncs::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<MetSync> all;
  for (const auto& [site, met] : met_) all.push_back(met);
  return all;
}

StoreUnderTest without_sync(const StoreUnderTest& store, std::string site) {
  return ruled(store, {.left_out = std::move(site), .met = nullptr});
}

StoreUnderTest with_syncs_met(const StoreUnderTest& store, std::shared_ptr<MetSyncs> met) {
  return ruled(store, {.left_out = {}, .met = std::move(met)});
}

}  // namespace powercut
