#include "powercut/faultfs/fault_file_system.h"

#include <algorithm>
#include <array>

#include "engine/io/macros.h"
#include "faultfs/calls/fault_file.h"

namespace powercut {

namespace {

// Takes the first part off a path: "a/b" -> "a", leaving "b". Empty parts and "." are skipped.
std::string_view take_part(std::string_view& path) {
  while (!path.empty()) {
    auto slash = path.find('/');
    std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (!part.empty() && part != ".") return part;
  }
  return {};
}

}  // namespace

Result<FaultFileSystem::Place> FaultFileSystem::find(std::string_view path) const {
  if (path.empty()) return Error{ErrorCode::not_found};
  if (path.find('\0') != std::string_view::npos) return Error{ErrorCode::invalid_argument};
  Place place{.directory = root_inode, .name = {}, .inode = root_inode};
  for (auto part = take_part(path); !part.empty(); part = take_part(path)) {
    if (place.inode == no_inode) return Error{ErrorCode::not_found};
    if (!is_directory(place.inode)) return Error{ErrorCode::not_directory};
    place = {.directory = place.inode, .name = part, .inode = disk_.find(place.inode, part)};
  }
  return place;
}

Result<InodeId> FaultFileSystem::find_directory(std::string_view path) const {
  TRY_ASSIGN(Place place, find(path));
  if (place.inode == no_inode) return Error{ErrorCode::not_found};
  if (!is_directory(place.inode)) return Error{ErrorCode::not_directory};
  return place.inode;
}

void FaultFileSystem::append_to_trace(Call call, std::string_view path, Bytes data,
                                      std::span<const EntryChange> changes) {
  if (call.effect == Effect::none && !call.failed) return;
  if (watchers_.clock) call.time = watchers_.clock->now();
  watchers_.trace->append(call, path, data, changes);
}

void FaultFileSystem::change_entries(Call call, std::string_view path,
                                     std::span<const EntryView> entries) {
  if (watchers_.trace) {
    std::vector<EntryChange> changes;
    for (const auto& [directory, inode, name] : entries) {
      changes.push_back({directory, inode, std::string(name)});
    }
    record(call, path, {}, changes);
  }
  for (const auto& [directory, inode, name] : entries) disk_.set_entry(directory, name, inode);
}

InodeId FaultFileSystem::create(CallKind call, std::string_view path, const Place& place,
                                InodeKind kind, bool failed) {
  InodeId inode = disk_.create_inode(kind);
  Effect effect = kind == InodeKind::file ? Effect::create_file : Effect::create_directory;
  change_entries({.kind = call, .effect = effect, .failed = failed, .inode = inode}, path,
                 std::array{EntryView{place.directory, inode, place.name}});
  return inode;
}

Result<std::unique_ptr<File>> FaultFileSystem::open(std::string_view path, OpenMode mode) {
  TRY_ASSIGN(Place place, find(path));
  bool may_create = mode == OpenMode::create || mode == OpenMode::replace;
  if (place.inode == no_inode && !may_create) return Error{ErrorCode::not_found};
  if (place.inode != no_inode && is_directory(place.inode)) return Error{ErrorCode::is_directory};

  auto fault = strike(CallKind::open, path);
  bool happens = !fault || fault->part == FaultRule::done;
  if (happens && place.inode == no_inode) {
    place.inode = create(CallKind::open, path, place, InodeKind::file, fault.has_value());
  } else if (happens && mode == OpenMode::replace) {
    record({.kind = CallKind::open,
            .effect = Effect::truncate,
            .failed = fault.has_value(),
            .inode = place.inode},
           path);
    disk_.resize(place.inode, 0);
  }
  if (fault) return Error{*fault->error};
  return std::unique_ptr<File>(
      std::make_unique<FaultFile>(*this, place.inode, mode != OpenMode::read, path));
}

Result<std::unique_ptr<FileLock>> FaultFileSystem::lock(std::string_view path) {
  TRY_ASSIGN(Place place, find(path));
  if (place.inode != no_inode && is_directory(place.inode)) return Error{ErrorCode::is_directory};
  auto fault = strike(CallKind::lock, path);
  bool happens = !fault || fault->part == FaultRule::done;
  if (happens && place.inode == no_inode) {
    place.inode = create(CallKind::lock, path, place, InodeKind::file, fault.has_value());
  }
  if (fault) return Error{*fault->error};
  if (std::ranges::find(locked_, place.inode) != locked_.end()) return Error{ErrorCode::locked};
  return std::unique_ptr<FileLock>(std::make_unique<FaultLock>(*this, place.inode));
}

Result<void> FaultFileSystem::remove(std::string_view path) {
  TRY_ASSIGN(Place place, find(path));
  if (place.inode == no_inode) return Error{ErrorCode::not_found};
  if (is_directory(place.inode)) return Error{ErrorCode::is_directory};
  auto fault = strike(CallKind::remove, path);
  Call call{.kind = CallKind::remove, .failed = fault.has_value(), .inode = place.inode};
  if (!fault || fault->part == FaultRule::done) {
    call.effect = Effect::change_entries;
    change_entries(call, path, std::array{EntryView{place.directory, no_inode, place.name}});
  } else {
    record(call, path);
  }
  if (fault) return Error{*fault->error};
  return {};
}

bool FaultFileSystem::is_inside(InodeId directory, InodeId ancestor) const {
  // Each directory once: in an image of synced-only one may have two names, or contain itself.
  std::vector<InodeId> reached{ancestor};
  for (std::size_t next = 0; next < reached.size(); ++next) {
    for (const DirectoryEntry& entry : disk_.entries(reached[next])) {
      if (entry.inode == directory) return true;
      if (!is_directory(entry.inode)) continue;
      if (std::ranges::find(reached, entry.inode) == reached.end()) reached.push_back(entry.inode);
    }
  }
  return false;
}

// The order of the checks is Linux's.
Result<void> FaultFileSystem::check_rename(const Place& from, const Place& onto) const {
  if (from.name.empty() || onto.name.empty()) return Error{ErrorCode::invalid_argument};
  if (from.inode == no_inode) return Error{ErrorCode::not_found};
  bool moves_directory = is_directory(from.inode);
  if (moves_directory && (onto.directory == from.inode || is_inside(onto.directory, from.inode))) {
    return Error{ErrorCode::invalid_argument};
  }
  if (onto.inode == no_inode || onto.inode == from.inode) return {};
  if (is_directory(onto.inode) &&
      (onto.inode == from.directory || is_inside(from.directory, onto.inode))) {
    return Error{ErrorCode::not_empty};
  }
  if (moves_directory && !is_directory(onto.inode)) return Error{ErrorCode::not_directory};
  if (!moves_directory && is_directory(onto.inode)) return Error{ErrorCode::is_directory};
  if (moves_directory && !disk_.entries(onto.inode).empty()) return Error{ErrorCode::not_empty};
  return {};
}

Result<void> FaultFileSystem::rename(std::string_view source, std::string_view target) {
  TRY_ASSIGN(Place from, find(source));
  TRY_ASSIGN(Place onto, find(target));
  TRY(check_rename(from, onto));
  auto fault = strike(CallKind::rename, source);
  Call call{.kind = CallKind::rename, .failed = fault.has_value(), .inode = from.inode};
  bool happens = !fault || fault->part == FaultRule::done;
  if (happens && onto.inode != from.inode) {
    call.effect = Effect::change_entries;
    change_entries(call, source,
                   std::array{EntryView{onto.directory, from.inode, onto.name},
                              EntryView{from.directory, no_inode, from.name}});
  } else {
    record(call, source);
  }
  if (fault) return Error{*fault->error};
  return {};
}

// The order of the checks is Linux's.
Result<void> FaultFileSystem::link(std::string_view source, std::string_view target) {
  TRY_ASSIGN(Place from, find(source));
  if (from.inode == no_inode) return Error{ErrorCode::not_found};
  TRY_ASSIGN(Place onto, find(target));
  if (onto.inode != no_inode) return Error{ErrorCode::already_exists};
  if (is_directory(from.inode)) return Error{ErrorCode::is_directory};
  auto fault = strike(CallKind::link, source);
  Call call{.kind = CallKind::link, .failed = fault.has_value(), .inode = from.inode};
  if (!fault || fault->part == FaultRule::done) {
    call.effect = Effect::change_entries;
    change_entries(call, source, std::array{EntryView{onto.directory, from.inode, onto.name}});
  } else {
    record(call, source);
  }
  if (fault) return Error{*fault->error};
  return {};
}

Result<std::vector<std::string>> FaultFileSystem::list(std::string_view path) {
  TRY_ASSIGN(InodeId directory, find_directory(path));
  if (auto fault = strike(CallKind::list, path)) return Error{*fault->error};
  std::vector<std::string> names;
  for (const DirectoryEntry& entry : disk_.entries(directory)) names.push_back(entry.name);
  return names;
}

Result<void> FaultFileSystem::make_dir(std::string_view path) {
  TRY_ASSIGN(Place place, find(path));
  if (place.inode != no_inode) return Error{ErrorCode::already_exists};
  auto fault = strike(CallKind::make_dir, path);
  if (!fault || fault->part == FaultRule::done) {
    create(CallKind::make_dir, path, place, InodeKind::directory, fault.has_value());
  }
  if (fault) return Error{*fault->error};
  return {};
}

Result<void> FaultFileSystem::sync_dir(std::string_view path) {
  TRY_ASSIGN(InodeId directory, find_directory(path));
  auto fault = strike(CallKind::sync_dir, path);
  bool happens = !fault || fault->part == FaultRule::done;
  record({.kind = CallKind::sync_dir,
          .effect = happens ? Effect::sync_directory : Effect::none,
          .failed = fault.has_value(),
          .inode = directory},
         path);
  if (fault) return Error{*fault->error};
  return {};
}

}  // namespace powercut
