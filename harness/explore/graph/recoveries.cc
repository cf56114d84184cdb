#include "harness/explore/graph/recoveries.h"
#include "engine/io/macros.h"

#include <algorithm>

namespace powercut {

namespace {

// The bound of the newer ones; the older ones take as much.
constexpr std::uint64_t newer_bytes_max = std::uint64_t{24} << 20;

std::uint64_t bytes_of(const RecoveredImage& recovery) {
  return sizeof recovery + recovery.trace.size() * sizeof(Call) + recovery.trace.bytes_written() +
         recovery.read_names.size() * sizeof(std::uint64_t) +
         recovery.inodes.size() * sizeof(InodeId);
}

}  // namespace

std::shared_ptr<const RecoveredImage> Recoveries::recover(Disk& image, const ImageHasher& hasher,
                                                          const Wish& wish) {
  if (!remembers_) return examine(image, hasher, wish);
  ImageHash key = hasher.whole();
  key.high ^= wish.lives_on ? 1 : 0;  // one that lived on is another
  if (auto known = newer_.find(key); known != newer_.end()) {
    if (known->second->is_watched || !wish.watches) return known->second;
  } else if (auto old = older_.find(key); old != older_.end()) {
    std::shared_ptr<const RecoveredImage> recovery = std::move(old->second);
    older_.erase(old);
    if (recovery->is_watched || !wish.watches) {
      keep(key, recovery);
      return recovery;
    }
  }
  std::shared_ptr<const RecoveredImage> recovery = examine(image, hasher, wish);
  keep(key, recovery);
  return recovery;
}

std::shared_ptr<const RecoveredImage> Recoveries::examine(Disk& image, const ImageHasher& hasher,
                                                          const Wish& wish) {
  if (stops_) throw Stopped{};
  ++opened_;
  trace_.clear();
  reads_.clear();
  auto recovery = std::make_shared<RecoveredImage>(
      RecoveredImage{.examination = examiner_.run(image, {.trace = wish.watches ? &trace_ : nullptr,
                                                          .reads = &reads_,
                                                          .lives_on = wish.lives_on})});
  if (!recovery->examination.opening_violation) recovery->found = found_.intern(examiner_.found());
  recovery->inodes.reserve(hasher.entries().size());
  for (const ImageHasher::Entry& entry : hasher.entries()) {
    recovery->inodes.push_back(entry.inode);
    if (entry.is_file && reads_.contains(entry.inode)) recovery->read_names.push_back(entry.name);
  }
  std::ranges::sort(recovery->read_names);
  recovery->renames = std::ranges::any_of(trace_.calls(), [](const Call& call) {
    return call.kind == CallKind::rename || call.kind == CallKind::link;
  });
  recovery->is_watched = wish.watches;
  recovery->trace = trace_;
  recovery->inode_count = image.inode_count();
  return recovery;
}

void Recoveries::keep(const ImageHash& key, const std::shared_ptr<const RecoveredImage>& recovery) {
  newer_bytes_ += bytes_of(*recovery);
  newer_.insert_or_assign(key, recovery);
  if (newer_bytes_ < newer_bytes_max) return;
  std::swap(newer_, older_);
  newer_.clear();
  newer_bytes_ = 0;
}

bool numbers_alike(const RecoveredImage& recovery, const Disk& image, const ImageHasher& hasher) {
  return recovery.inode_count == image.inode_count() &&
         std::ranges::equal(recovery.inodes, hasher.entries(), {}, {}, &ImageHasher::Entry::inode);
}

Trace renumbered(const RecoveredImage& recovery, const Disk& image, const ImageHasher& hasher) {
  CHECK(recovery.inodes.size() == hasher.entries().size());
  auto number_of = [&](InodeId inode) {
    if (inode == no_inode || inode == root_inode) return inode;
    if (inode >= recovery.inode_count) return inode - recovery.inode_count + image.inode_count();
    auto place = std::ranges::find(recovery.inodes, inode);
    CHECK(place != recovery.inodes.end());  // a recovery finds files by their names
    return hasher.entries()[static_cast<std::size_t>(place - recovery.inodes.begin())].inode;
  };
  const Trace& known = recovery.trace;
  Trace trace;
  std::vector<EntryChange> changes;
  for (const Call& call : std::span(known.calls()).subspan(1)) {  // without the mount
    changes.assign(known.changes(call).begin(), known.changes(call).end());
    for (EntryChange& change : changes) {
      change.directory = number_of(change.directory);
      change.inode = number_of(change.inode);
    }
    Call renamed = call;
    renamed.inode = number_of(call.inode);
    trace.append(renamed, known.path(call), known.data(call), changes);
  }
  return trace;
}

}  // namespace powercut
