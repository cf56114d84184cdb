// slow_image: computes in the obvious way what each model leaves on the disk at a crash point; for
// tests of the walks, with which it shares no code.
//
// Each point is computed from the start of the trace. A file is a page cache as a kernel has it:
// the bytes that reads see, the bytes on the disk, and the dirty pages. The walks keep lists of
// pieces; this copies whole pages.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

class SlowFile {
 public:
  using Content = std::vector<std::byte>;
  static constexpr std::uint64_t page_bytes = 4096;

  explicit SlowFile(Bytes content = {})
      : cache_(content.begin(), content.end()), disk_(cache_), eager_(cache_) {}

  const Content& cache() const { return cache_; }  // the content that processes see
  const Content& disk() const { return disk_; }    // the content that syncs brought to the disk
  const Content& eager() const { return eager_; }  // a disk that does not wait for syncs

  // `whole` is the length of the write of which source is a prefix.
  void write(std::uint64_t offset, Bytes source, std::uint64_t whole) {
    if (source.empty()) return;
    for (std::uint64_t page = offset / page_bytes; page * page_bytes < offset + whole; ++page) {
      dirty_.insert(page);
      copy_page(page, eager_);
    }
    for (Content* content : {&cache_, &eager_}) {
      if (content->size() < offset + source.size()) content->resize(offset + source.size());
      std::ranges::copy(source, content->begin() + static_cast<std::ptrdiff_t>(offset));
    }
  }

  void truncate(std::uint64_t size) {
    cache_.resize(size);
    eager_.resize(size);
    smallest_ = std::min(smallest_, size);
  }

  // For a failed sync that brings old bytes back: it makes no page dirty.
  void bring_back(std::uint64_t offset, Bytes old) {
    std::ranges::copy(old, cache_.begin() + static_cast<std::ptrdiff_t>(offset));
  }

  void sync(bool ok) {
    disk_.resize(std::min<std::uint64_t>({smallest_, disk_.size(), cache_.size()}));
    disk_.resize(cache_.size());
    if (ok) {
      for (std::uint64_t page : dirty_) copy_page(page, disk_);
    } else {
      eager_ = disk_;
    }
    dirty_.clear();
    smallest_ = ~std::uint64_t{0};
  }

 private:
  void copy_page(std::uint64_t page, Content& content) const {
    std::uint64_t end = std::min<std::uint64_t>((page + 1) * page_bytes, cache_.size());
    for (std::uint64_t byte = page * page_bytes; byte < end; ++byte) content[byte] = cache_[byte];
  }

  Content cache_;
  Content disk_;
  Content eager_;
  std::set<std::uint64_t> dirty_;
  std::uint64_t smallest_ = ~std::uint64_t{0};  // size since the last sync
};

inline Disk slow_image(const Trace& trace, const Disk& base, CrashPoint point,
                       std::string_view model) {
  std::map<InodeId, SlowFile> files;
  Disk image = base;
  for (InodeId inode = 0; inode < base.inode_count(); ++inode) {
    if (base.kind(inode) == InodeKind::file) files[inode] = SlowFile(base.contents(inode));
  }
  for (std::uint32_t index = 0; index <= point.call; ++index) {
    const Call& call = trace.calls()[index];
    bool cut = index == point.call && !point.returned();
    SlowFile& file = files[call.inode];
    if (call.effect == Effect::write) {
      file.write(call.offset, trace.data(call).first(cut ? point.byte : call.length), call.length);
    }
    if (call.effect == Effect::truncate) file.truncate(call.offset);
    bool syncs = call.effect == Effect::sync_file || call.effect == Effect::sync_data;
    if (syncs) file.sync(true);
    if (call.effect == Effect::failed_sync_file) {
      file.sync(false);
      file.bring_back(call.offset, trace.data(call));
    }
    if (call.effect == Effect::create_file) image.ensure_inode(call.inode, InodeKind::file);
    if (call.effect == Effect::create_directory) {
      image.ensure_inode(call.inode, InodeKind::directory);
    }
    for (const EntryChange& change : trace.changes(call)) {
      auto syncs_it = [&](const Call& later) {
        return later.effect == Effect::sync_directory && later.inode == change.directory;
      };
      auto first = trace.calls().begin() + index;
      auto last = trace.calls().begin() + point.call + 1;
      if (model != "synced-only" || std::any_of(first, last, syncs_it)) {
        image.set_entry(change.directory, change.name, change.inode);
      }
    }
  }
  for (const auto& [inode, file] : files) {
    if (inode >= image.inode_count() || image.kind(inode) != InodeKind::file) continue;
    image.resize(inode, 0);
    image.write(inode, 0,
                model == "synced-only" ? file.disk()
                : model == "in-order"  ? file.eager()
                                       : file.cache());
  }
  return image;
}

}  // namespace powercut
