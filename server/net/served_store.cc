#include "server/net/served_store.h"

#include <fmt/format.h>

#include "engine/cask/cask_store.h"
#include "engine/log/log_store.h"
#include "engine/memory/memory_store.h"
#include "engine/snapshot/atomic_snapshot_store.h"
#include "engine/snapshot/snapshot_store.h"
#include "powercut/io/path.h"

namespace powercut {

namespace {

constexpr Duration mark_delay = std::chrono::milliseconds(5);

std::string text_of(const RecoveryReport& report) {
  std::string text =
      fmt::format("{} segments, {} records, {} in {:.3f} s", report.segments, report.records,
                  report.used_checkpoint ? "from a checkpoint" : "read",
                  std::chrono::duration<double>(report.time).count());
  for (const CutTail& cut : report.cuts) {
    text += fmt::format("; {} bytes cut off {} at {}", cut.bytes, cut.file, cut.offset);
  }
  for (const std::string& file : report.ignored) text += fmt::format("; {} plays no part", file);
  if (report.damage) {
    text += fmt::format("; {} is damaged at {}: {}", report.damage->file, report.damage->offset,
                        report.damage->what);
  }
  return text;
}

template <typename Concrete>
Result<void> take(Result<std::unique_ptr<Concrete>> opened, std::unique_ptr<Store>& store) {
  if (!opened.ok()) return opened.error();
  store = std::move(*opened);
  return {};
}

}  // namespace

const std::vector<std::string>& store_kinds() {
  static const std::vector<std::string> kinds = {"cask", "log", "memory", "snapshot",
                                                 "atomic-snapshot"};
  return kinds;
}

Result<void> ServedStore::open_store(std::string& text) {
  const std::string& directory = choice_.directory;
  if (choice_.kind == "cask") {
    takes_threads_ = true;
    RecoveryReport report;
    auto opened = CaskStore::open(environment_, directory,
                                  {.policy = choice_.policy,
                                   .ordered = choice_.ordered,
                                   .mark_delay = mark_delay,
                                   .seed = choice_.seed},
                                  &report);
    if (opened.ok() || report.damage) text = text_of(report);
    return take(std::move(opened), store_);
  }
  // The others are a file each, in the directory.
  const Result<void> made = files_.make_dir(directory);
  if (!made.ok() && made.error().code != ErrorCode::already_exists) return made.error();
  if (choice_.kind == "log") {
    return take(
        LogStore::open(environment_, join_path(directory, "data.log"), {.policy = choice_.policy}),
        store_);
  }
  if (choice_.kind == "snapshot") {
    return take(SnapshotStore::open(environment_, join_path(directory, "data.json")), store_);
  }
  if (choice_.kind == "atomic-snapshot") {
    return take(AtomicSnapshotStore::open(environment_, join_path(directory, "data.json")), store_);
  }
  return take(MemoryStore::open(environment_, directory, {}), store_);
}

std::unique_ptr<ServedStore> ServedStore::open(const StoreChoice& choice, std::string& text) {
  std::unique_ptr<ServedStore> served(new ServedStore(choice));
  const Result<void> opened = served->open_store(text);
  if (opened.ok()) return served;
  const std::string found = text.empty() ? std::string() : fmt::format(" ({})", text);
  text = fmt::format("{}: {}{}", choice.directory, describe(opened.error()), found);
  return nullptr;
}

ServedStore::~ServedStore() = default;

void ServedStore::stop_compacting() {
  auto* cask = dynamic_cast<CaskStore*>(store_.get());
  if (cask != nullptr) cask->stop_compacting();
}

void ServedStore::add_facts(HostFacts& facts) const {
  facts.store_name = choice_.kind;
  facts.sync_policy = name_of(choice_.policy);
  const auto* cask = dynamic_cast<const CaskStore*>(store_.get());
  if (cask == nullptr) return;
  const CaskStats stats = cask->cask_stats();
  facts.refuses_writes = stats.refuses_writes;
  facts.commits = stats.commits;
  facts.syncs = stats.syncs;
  facts.compactions = stats.compactions;
  facts.index_bytes = stats.index_bytes;
}

}  // namespace powercut
