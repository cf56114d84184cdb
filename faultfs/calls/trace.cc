#include "powercut/faultfs/trace.h"
#include "engine/io/macros.h"

#include <fmt/format.h>

#include <algorithm>

namespace powercut {

std::string_view name_of(CallKind kind) {
  switch (kind) {
    case CallKind::mount:
      return "mount";
    case CallKind::open:
      return "open";
    case CallKind::read:
      return "read";
    case CallKind::write:
      return "write";
    case CallKind::truncate:
      return "truncate";
    case CallKind::allocate:
      return "allocate";
    case CallKind::sync:
      return "sync";
    case CallKind::sync_data:
      return "sync_data";
    case CallKind::size:
      return "size";
    case CallKind::lock:
      return "lock";
    case CallKind::remove:
      return "remove";
    case CallKind::rename:
      return "rename";
    case CallKind::list:
      return "list";
    case CallKind::make_dir:
      return "make_dir";
    case CallKind::sync_dir:
      return "sync_dir";
    case CallKind::link:
      return "link";
    case CallKind::reserve:
      return "reserve";
  }
  return "?";
}

Trace::Trace() {
  // Most traces are short and made by the million: room for one from the start.
  calls_.reserve(32);
  data_.reserve(1024);
  append({.kind = CallKind::mount}, "/", {}, {});
}

void Trace::clear() {
  calls_.clear();
  data_.clear();
  changes_.clear();
  paths_.clear();
  append({.kind = CallKind::mount}, "/", {}, {});
}

void Trace::cut(std::uint32_t calls, std::uint64_t bytes_of_last) {
  CHECK(calls > 0 && calls <= calls_.size());
  calls_.resize(calls);
  Call& last = calls_.back();
  if (last.effect == Effect::write) last.length = std::min(last.length, bytes_of_last);
  std::uint64_t data_end = 0;
  for (const Call& call : calls_) data_end = std::max(data_end, call.data + call.length);
  data_.resize(data_end);
  changes_.resize(last.changes_begin + last.changes_count);
}

void Trace::recycle() {
  constexpr std::size_t recycled_bytes_max = 65536;
  constexpr std::size_t recycled_writes_max = 64;
  for (const Call& call : calls_) {
    if (call.effect != Effect::write || call.length == 0 || call.length > recycled_bytes_max) {
      continue;
    }
    Bytes written = data(call);
    recycled_.emplace_back(written.begin(), written.end());
  }
  std::size_t kept = 0;
  std::size_t bytes = 0;
  while (kept < recycled_.size() && kept < recycled_writes_max) {
    bytes += recycled_[recycled_.size() - 1 - kept].size();
    if (bytes > recycled_bytes_max) break;
    ++kept;
  }
  recycled_.erase(recycled_.begin(), recycled_.end() - static_cast<std::ptrdiff_t>(kept));
  clear();
}

void Trace::append(Call call, std::string_view path, Bytes data,
                   std::span<const EntryChange> changes) {
  CHECK(data.size() == call.length);
  call.data = data_.size();
  data_.insert(data_.end(), data.begin(), data.end());
  call.changes_begin = static_cast<std::uint32_t>(changes_.size());
  call.changes_count = static_cast<std::uint32_t>(changes.size());
  changes_.insert(changes_.end(), changes.begin(), changes.end());
  // Calls come in runs on one path, so the last path is nearly always the right one.
  if (paths_.empty() || paths_.back() != path) paths_.emplace_back(path);
  call.path = static_cast<std::uint32_t>(paths_.size() - 1);
  calls_.push_back(call);
}

void apply_call(const Trace& trace, const Call& call, std::uint64_t bytes, Disk& disk) {
  switch (call.effect) {
    case Effect::none:
    case Effect::sync_file:
    case Effect::sync_data:
    case Effect::sync_directory:
      return;
    case Effect::failed_sync_file:
      disk.write(call.inode, call.offset, trace.data(call));
      return;
    case Effect::write:
      disk.write(call.inode, call.offset, trace.data(call).first(bytes));
      return;
    case Effect::truncate:
      disk.resize(call.inode, call.offset);
      return;
    case Effect::reserve:
      disk.make_room(call.inode);
      return;
    case Effect::create_file:
      disk.ensure_inode(call.inode, InodeKind::file);
      break;
    case Effect::create_directory:
      disk.ensure_inode(call.inode, InodeKind::directory);
      break;
    case Effect::change_entries:
      break;
  }
  for (const EntryChange& change : trace.changes(call)) {
    disk.set_entry(change.directory, change.name, change.inode);
  }
}

std::string describe(const Trace& trace, const Call& call) {
  std::string line = fmt::format("{} {}", name_of(call.kind), trace.path(call));
  bool names_a_target = call.kind == CallKind::rename || call.kind == CallKind::link;
  if (call.kind == CallKind::write) {
    line += fmt::format(" at {}, {} bytes", call.offset, call.length);
  } else if (call.kind == CallKind::truncate || call.kind == CallKind::allocate ||
             call.kind == CallKind::reserve) {
    line += fmt::format(" to {} bytes", call.offset);
  } else if (call.effect == Effect::create_file) {
    line += ", created";
  } else if (call.effect == Effect::truncate) {
    line += ", emptied";
  } else if (names_a_target && call.effect == Effect::change_entries) {
    line += fmt::format(" to {}", trace.changes(call).front().name);
  }
  if (call.failed) line += ", failed";
  if (call.brings_back()) {
    line += fmt::format(", {} bytes at {} are old again", call.length, call.offset);
  }
  return line;
}

}  // namespace powercut
