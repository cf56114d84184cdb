#include "powercut/faultfs/disk.h"
#include "engine/io/macros.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

namespace powercut {

namespace {

auto lower_bound(auto& entries, std::string_view name) {
  return std::lower_bound(
      entries.begin(), entries.end(), name,
      [](const DirectoryEntry& entry, std::string_view wanted) { return entry.name < wanted; });
}

// Holds two trees side by side.
class TreeComparison {
 public:
  TreeComparison(const Disk& left, const Disk& right) : left_(left), right_(right) {}

  bool same_subtree(InodeId left, InodeId right) {
    if (left_.kind(left) != right_.kind(right) || !are_partners(left, right)) return false;
    if (left_.kind(left) == InodeKind::file) {
      return left_.has_room(left) == right_.has_room(right) &&
             std::ranges::equal(left_.contents(left), right_.contents(right));
    }
    std::pair pair(left, right);
    if (std::ranges::find(trail_, pair) != trail_.end()) return true;
    trail_.push_back(pair);
    bool same =
        std::ranges::equal(left_.entries(left), right_.entries(right),
                           [&](const DirectoryEntry& one, const DirectoryEntry& other) {
                             return one.name == other.name && same_subtree(one.inode, other.inode);
                           });
    trail_.pop_back();
    return same;
  }

 private:
  // Two names of one file are not two files.
  bool are_partners(InodeId left, InodeId right) {
    return to_right_.try_emplace(left, right).first->second == right &&
           to_left_.try_emplace(right, left).first->second == left;
  }

  const Disk& left_;
  const Disk& right_;
  std::vector<std::pair<InodeId, InodeId>> trail_;  // directories on the way from the roots
  std::map<InodeId, InodeId> to_right_;
  std::map<InodeId, InodeId> to_left_;
};

}  // namespace

Disk::Disk() { create_inode(InodeKind::directory); }

Disk::Disk(const Disk& other)
    : inodes_(other.inodes_.begin(), other.inodes_.begin() + other.inode_count_),
      inode_count_(other.inode_count_) {}

Disk::Disk(Disk&& other) noexcept
    : inodes_(std::move(other.inodes_)), inode_count_(std::exchange(other.inode_count_, 0)) {
  CHECK(other.sessions_ == 0);
}

Disk& Disk::operator=(const Disk& other) {
  CHECK(sessions_ == 0);
  if (this == &other) return *this;
  inodes_.assign(other.inodes_.begin(), other.inodes_.begin() + other.inode_count_);
  inode_count_ = other.inode_count_;
  return *this;
}

Disk& Disk::operator=(Disk&& other) noexcept {
  CHECK(sessions_ == 0 && other.sessions_ == 0);
  std::swap(inodes_, other.inodes_);
  std::swap(inode_count_, other.inode_count_);
  return *this;
}

InodeId Disk::find(InodeId directory, std::string_view name) const {
  const auto& entries = at(directory).entries;
  auto found = lower_bound(entries, name);
  return found != entries.end() && found->name == name ? found->inode : no_inode;
}

InodeId Disk::create_inode(InodeKind kind) {
  if (inode_count_ == inodes_.size()) inodes_.emplace_back();
  InodeId inode = inode_count_++;
  inodes_[inode].kind = kind;
  inodes_[inode].has_room = false;
  if (sessions_ > 0) undo_.push_back({.kind = Undo::Kind::inode, .inode = inode});
  return inode;
}

void Disk::ensure_inode(InodeId inode, InodeKind kind) {
  while (inode_count_ < inode) create_inode(InodeKind::file);
  if (inode_count_ == inode) create_inode(kind);
  Inode& there = at(inode);
  if (there.kind == kind) return;
  if (sessions_ > 0) {
    undo_.push_back(
        {.kind = Undo::Kind::inode_kind, .inode_kind_before = there.kind, .inode = inode});
  }
  there.kind = kind;
}

void Disk::save_bytes(InodeId file, std::uint64_t offset, std::uint64_t end) {
  if (sessions_ == 0) return;
  const auto& bytes = inodes_[file].bytes;
  undo_.push_back({.kind = Undo::Kind::bytes,
                   .inode = file,
                   .offset = offset,
                   .size_before = bytes.size(),
                   .saved = saved_bytes_.size()});
  end = std::min<std::uint64_t>(end, bytes.size());
  if (offset < end) {
    saved_bytes_.insert(saved_bytes_.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                        bytes.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

void Disk::write(InodeId file, std::uint64_t offset, Bytes source) {
  if (source.empty()) return;
  auto& bytes = at(file).bytes;
  save_bytes(file, offset, offset + source.size());
  if (offset == bytes.size()) {
    bytes.insert(bytes.end(), source.begin(), source.end());
    return;
  }
  if (offset + source.size() > bytes.size()) bytes.resize(offset + source.size());
  std::memcpy(bytes.data() + offset, source.data(), source.size());
}

void Disk::resize(InodeId file, std::uint64_t size) {
  auto& bytes = at(file).bytes;
  if (size == bytes.size()) return;
  save_bytes(file, size, bytes.size());
  bytes.resize(size);
}

void Disk::make_room(InodeId file) {
  if (at(file).has_room) return;
  if (sessions_ > 0) undo_.push_back({.kind = Undo::Kind::room, .inode = file});
  at(file).has_room = true;
}

void Disk::set_entry(InodeId directory, std::string_view name, InodeId inode) {
  if (sessions_ == 0) {
    put_entry(directory, name, inode);
    return;
  }
  // The name is saved first: it may be the very one that is erased.
  std::size_t saved = saved_bytes_.size();
  Bytes bytes = as_bytes(name);
  saved_bytes_.insert(saved_bytes_.end(), bytes.begin(), bytes.end());
  InodeId before = put_entry(directory, name, inode);
  undo_.push_back(
      {.kind = Undo::Kind::entry, .inode = directory, .entry_before = before, .saved = saved});
}

InodeId Disk::put_entry(InodeId directory, std::string_view name, InodeId inode) {
  auto& entries = at(directory).entries;
  auto found = lower_bound(entries, name);
  bool there = found != entries.end() && found->name == name;
  if (there && inode != no_inode) return std::exchange(found->inode, inode);
  if (there) {
    InodeId before = found->inode;
    entries.erase(found);
    return before;
  }
  if (inode != no_inode) entries.insert(found, {std::string(name), inode});
  return no_inode;
}

void Disk::undo_last() {
  Undo undo = undo_.back();
  undo_.pop_back();
  switch (undo.kind) {
    case Undo::Kind::inode:
      --inode_count_;
      return;
    case Undo::Kind::inode_kind:
      inodes_[undo.inode].kind = undo.inode_kind_before;
      return;
    case Undo::Kind::room:
      inodes_[undo.inode].has_room = false;
      return;
    case Undo::Kind::entry:
      put_entry(undo.inode, as_text(Bytes(saved_bytes_).subspan(undo.saved)), undo.entry_before);
      saved_bytes_.resize(undo.saved);
      return;
    case Undo::Kind::bytes: {
      auto& bytes = inodes_[undo.inode].bytes;
      bytes.resize(undo.size_before);
      Bytes saved = Bytes(saved_bytes_).subspan(undo.saved);
      if (!saved.empty()) std::memcpy(bytes.data() + undo.offset, saved.data(), saved.size());
      saved_bytes_.resize(undo.saved);
      return;
    }
  }
}

Disk::Session::Session(Disk& disk) : disk_(disk), undo_mark_(disk.undo_.size()) {
  ++disk_.sessions_;
}

Disk::Session::~Session() {
  while (disk_.undo_.size() > undo_mark_) disk_.undo_last();
  --disk_.sessions_;
}

bool same_tree(const Disk& left, const Disk& right) {
  return TreeComparison(left, right).same_subtree(root_inode, root_inode);
}

}  // namespace powercut
