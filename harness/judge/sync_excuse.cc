#include "harness/judge/sync_excuse.h"

#include <algorithm>
#include <map>
#include <utility>

namespace powercut {

namespace {

// By file that is in doubt: the first call whose changes are.
using Doubts = std::map<InodeId, std::uint32_t>;

bool makes_bytes_durable(const Call& call) {
  return !call.failed && (call.effect == Effect::sync_file || call.effect == Effect::sync_data);
}

// Behind the last sync of the inode before the call: of a file's bytes, or of a directory's names.
std::uint32_t unsynced_from(const Trace& trace, InodeId inode, std::uint32_t before) {
  for (std::uint32_t call = before; call > 0; --call) {
    const Call& made = trace.calls()[call - 1];
    bool syncs =
        makes_bytes_durable(made) || (!made.failed && made.effect == Effect::sync_directory);
    if (syncs && made.inode == inode) return call;
  }
  return 0;
}

void add(Doubts& doubts, InodeId inode, std::uint32_t from) {
  auto [doubt, is_new] = doubts.emplace(inode, from);
  if (!is_new) doubt->second = std::min(doubt->second, from);
}

// Follows through the trace what each name stands for. A name that was there before the trace
// began is not known until something changes it.
class DirectoryInDoubt {
 public:
  DirectoryInDoubt(const Trace& trace, InodeId directory, std::uint32_t failed_call)
      : trace_(trace), failed_call_(failed_call) {
    directories_[directory] = unsynced_from(trace, directory, failed_call);
  }

  Doubts files() {
    for (std::uint32_t call = 0; call <= failed_call_; ++call) {
      for (const EntryChange& change : trace_.changes(trace_.calls()[call])) follow(change, call);
    }
    return std::move(doubts_);
  }

 private:
  void follow(const EntryChange& change, std::uint32_t call) {
    InodeId& named = names_.try_emplace({change.directory, change.name}, no_inode).first->second;
    const InodeId before = std::exchange(named, change.inode);
    const auto directory = directories_.find(change.directory);
    if (directory == directories_.end() || call < directory->second) return;
    if (before != no_inode && before != change.inode) {
      add(doubts_, before, unsynced_from(trace_, before, failed_call_));
    }
    if (change.inode == no_inode) return;
    add(doubts_, change.inode, 0);
    directories_.emplace(change.inode, 0);  // all that is named in it, if it is one
  }

  const Trace& trace_;
  const std::uint32_t failed_call_;
  std::map<InodeId, std::uint32_t> directories_;  // whose names are in doubt, from which call on
  std::map<std::pair<InodeId, std::string>, InodeId> names_;
  Doubts doubts_;
};

bool is_in_doubt(const Step& step, const Trace& trace, const Doubts& doubts) {
  const auto end =
      static_cast<std::uint32_t>(std::min<std::size_t>(step.finished_calls, trace.size()));
  for (std::uint32_t call = step.invoked_calls; call < end; ++call) {
    const Call& made = trace.calls()[call];
    bool changes = made.effect == Effect::write || made.effect == Effect::truncate;
    if (!changes) continue;
    const auto doubt = doubts.find(made.inode);
    if (doubt != doubts.end() && call >= doubt->second) return true;
  }
  return false;
}

}  // namespace

std::uint32_t first_excused_step(const History& history, const Trace& trace,
                                 const SyncFailure& failure) {
  const std::uint32_t failed_call = failure.calls - 1;
  const Call& failed = trace.calls()[failed_call];
  Doubts doubts;
  if (failed.kind == CallKind::sync_dir) {
    doubts = DirectoryInDoubt(trace, failed.inode, failed_call).files();
  } else {
    add(doubts, failed.inode, unsynced_from(trace, failed.inode, failed_call));
  }
  auto excused = std::ranges::find_if(
      history.steps, [&](const Step& step) { return is_in_doubt(step, trace, doubts); });
  return static_cast<std::uint32_t>(excused - history.steps.begin());
}

}  // namespace powercut
