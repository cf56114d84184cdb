#include "faultfs/pending/sync_demands.h"

#include <algorithm>

namespace powercut {

namespace {

bool is_emptied_by_removal(const PendingEffect& effect) {
  return effect.kind == PendingEffect::Kind::truncate && effect.directory != no_inode;
}

bool has_name_in(const Disk& disk, InodeId inode, InodeId directory) {
  return disk.kind(directory) == InodeKind::directory &&
         std::ranges::find(disk.entries(directory), inode, &DirectoryEntry::inode) !=
             disk.entries(directory).end();
}

void demand_content(InodeId file, PendingList& pending) {
  for (PendingEffect& effect : pending.all()) {
    if (is_content_of(effect, file) && !effect.forgotten) pending.demand(effect);
  }
}

void demand_entries(InodeId directory, PendingList& pending) {
  for (PendingEffect& effect : pending.all()) {
    bool in_it = std::ranges::any_of(
        effect.changes, [&](const EntryChange& change) { return change.directory == directory; });
    if (in_it) pending.demand(effect);
  }
}

// Every entry on a way to the inode, one that it has or one that it had, that is still pending.
void demand_names_of(InodeId inode, const Disk& cache, PendingList& pending) {
  std::vector<InodeId> way{inode};
  std::vector<std::size_t> names;
  auto reach = [&](InodeId directory) {
    if (std::ranges::find(way, directory) == way.end()) way.push_back(directory);
  };
  std::vector<PendingEffect>& effects = pending.all();
  for (std::size_t next = 0; next < way.size(); ++next) {
    InodeId target = way[next];
    for (InodeId directory = 0; directory < cache.inode_count(); ++directory) {
      if (has_name_in(cache, target, directory)) reach(directory);
    }
    for (std::size_t index = 0; index < effects.size(); ++index) {
      if (effects[index].must) continue;
      for (const EntryChange& change : effects[index].changes) {
        if (change.inode != target) continue;
        names.push_back(index);
        reach(change.directory);
      }
    }
  }
  for (std::size_t index : names) pending.demand(effects[index]);
}

// An append that brings the file's size with it is a change of it, too.
void demand_metadata(PendingList& pending) {
  for (PendingEffect& effect : pending.all()) {
    bool is_metadata = (effect.classes & effect_class::metadata) != 0;
    if (is_metadata && !effect.forgotten) pending.demand(effect);
  }
}

}  // namespace

bool is_content_of(const PendingEffect& effect, InodeId file) {
  return effect.kind != PendingEffect::Kind::entries && effect.inode == file &&
         !is_emptied_by_removal(effect);
}

void demand_synced(const PersistenceModel& model, const Call& sync, const Disk& cache,
                   PendingList& pending) {
  if (sync.effect != Effect::sync_data) {
    if (model.sync_scope == SyncScope::names) demand_names_of(sync.inode, cache, pending);
    if (model.sync_scope == SyncScope::metadata) demand_metadata(pending);
  }
  if (sync.effect == Effect::sync_directory) {
    demand_entries(sync.inode, pending);
  } else {
    demand_content(sync.inode, pending);
  }
}

void demand_emptied(PendingList& pending) {
  for (PendingEffect& emptied : pending.all()) {
    if (!is_emptied_by_removal(emptied)) continue;
    bool may_have_name = std::ranges::any_of(pending.all(), [&](const PendingEffect& effect) {
      if (effect.kind != PendingEffect::Kind::entries || effect.must) return false;
      bool same_call = effect.trace == emptied.trace && effect.call == emptied.call;
      return effect.inode == emptied.inode || (same_call && effect.directory == emptied.directory);
    });
    if (!may_have_name) pending.demand(emptied);
  }
}

}  // namespace powercut
