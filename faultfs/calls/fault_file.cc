#include "faultfs/calls/fault_file.h"

#include <algorithm>
#include <cstring>

#include "faultfs/disk/sectors.h"

namespace powercut {

namespace {

// The bytes that a struck transfer of `length` bytes, at least two, still moves: some, but not all.
std::size_t short_length(const Fault& fault, std::size_t length) {
  return std::clamp<std::uint64_t>(fault.part, 1, length - 1);
}

}  // namespace

FaultFile::FaultFile(FaultFileSystem& files, InodeId inode, bool writable, std::string_view path)
    : files_(files), inode_(inode), writable_(writable) {
  if (files.watchers_.trace || files.watchers_.injector) path_ = path;
}

Result<std::size_t> FaultFile::read(std::uint64_t offset, MutableBytes target) {
  if (files_.watchers_.reads) files_.watchers_.reads->add(inode_);
  Bytes contents = files_.disk_.contents(inode_);
  std::size_t length = 0;
  if (offset < contents.size()) {
    length = std::min<std::uint64_t>(target.size(), contents.size() - offset);
  }
  if (auto fault = files_.strike(CallKind::read, path_, length)) {
    if (fault->error) return Error{*fault->error};
    length = short_length(*fault, length);
  }
  if (length > 0) std::memcpy(target.data(), contents.data() + offset, length);
  return length;
}

Result<std::size_t> FaultFile::write(std::uint64_t offset, Bytes source) {
  if (files_.watchers_.reads) files_.watchers_.reads->add(inode_);
  if (!writable_) return Error{ErrorCode::not_writable};
  if (source.empty()) return std::size_t{0};
  if (offset > FaultFileSystem::file_bytes_max ||
      source.size() > FaultFileSystem::file_bytes_max - offset) {
    return Error{ErrorCode::too_large};
  }
  if (auto fault = files_.strike(CallKind::write, path_, source.size())) {
    if (!fault->error) {
      std::uint64_t length = whole(offset, short_length(*fault, source.size()));
      if (length > 0) source = source.first(length);
      take(offset, source, {.is_short = true});
      return source.size();
    }
    std::uint64_t part = std::min<std::uint64_t>(fault->part, source.size());
    take(offset, source.first(part < source.size() ? whole(offset, part) : part), {.failed = true});
    return Error{*fault->error};
  }
  take(offset, source, {});
  return source.size();
}

std::uint64_t FaultFile::whole(std::uint64_t offset, std::uint64_t part) const {
  if (!files_.watchers_.injector->keeps_sectors_whole()) return part;
  return in_whole_sectors(offset, part, files_.disk_.contents(inode_).size());
}

void FaultFile::take(std::uint64_t offset, Bytes source, Struck struck) {
  files_.record({.kind = CallKind::write,
                 .effect = source.empty() ? Effect::none : Effect::write,
                 .failed = struck.failed,
                 .is_short = struck.is_short,
                 .inode = inode_,
                 .offset = offset,
                 .length = source.size()},
                path_, source);
  files_.disk_.write(inode_, offset, source);
}

Result<void> FaultFile::truncate(std::uint64_t size) {
  if (!writable_) return Error{ErrorCode::not_writable};
  return resize(CallKind::truncate, size);
}

// It looks at the size, and the room that it makes holds zeros.
Result<void> FaultFile::allocate(std::uint64_t size) {
  if (files_.watchers_.reads) files_.watchers_.reads->add(inode_);
  if (!writable_) return Error{ErrorCode::not_writable};
  return resize(CallKind::allocate,
                std::max<std::uint64_t>(size, files_.disk_.contents(inode_).size()));
}

// The size stays, and tells a file system whether the bytes must move.
Result<void> FaultFile::reserve(std::uint64_t size) {
  if (files_.watchers_.reads) files_.watchers_.reads->add(inode_);
  if (!writable_) return Error{ErrorCode::not_writable};
  if (size > FaultFileSystem::file_bytes_max) return Error{ErrorCode::too_large};
  auto fault = files_.strike(CallKind::reserve, path_);
  bool happens = size > 0 && (!fault || fault->part == FaultRule::done);
  files_.record({.kind = CallKind::reserve,
                 .effect = happens ? Effect::reserve : Effect::none,
                 .failed = fault.has_value(),
                 .inode = inode_,
                 .offset = size},
                path_);
  if (happens) files_.disk_.make_room(inode_);
  if (fault) return Error{*fault->error};
  return {};
}

Result<void> FaultFile::resize(CallKind kind, std::uint64_t size) {
  if (size > FaultFileSystem::file_bytes_max) return Error{ErrorCode::too_large};
  auto fault = files_.strike(kind, path_);
  bool happens = !fault || fault->part == FaultRule::done;
  bool changes =
      happens && (kind == CallKind::truncate || size != files_.disk_.contents(inode_).size());
  files_.record({.kind = kind,
                 .effect = changes ? Effect::truncate : Effect::none,
                 .failed = fault.has_value(),
                 .inode = inode_,
                 .offset = size},
                path_);
  if (changes) files_.disk_.resize(inode_, size);
  if (fault) return Error{*fault->error};
  return {};
}

Result<void> FaultFile::sync() { return sync_by(CallKind::sync, Effect::sync_file); }

Result<void> FaultFile::sync_data() { return sync_by(CallKind::sync_data, Effect::sync_data); }

Result<void> FaultFile::sync_by(CallKind kind, Effect effect) {
  if (!writable_) return Error{ErrorCode::not_writable};
  auto fault = files_.strike(kind, path_);
  bool happens = !fault || fault->part == FaultRule::done;
  OldBytes old;
  if (fault && fault->part == FaultRule::old) old = files_.bytes_before_sync(inode_);
  files_.record({.kind = kind,
                 .effect = happens ? effect : Effect::failed_sync_file,
                 .failed = fault.has_value(),
                 .inode = inode_,
                 .offset = old.offset,
                 .length = old.bytes.size()},
                path_, old.bytes);
  if (!old.bytes.empty()) files_.disk_.write(inode_, old.offset, old.bytes);
  if (fault) return Error{*fault->error};
  return {};
}

Result<std::uint64_t> FaultFile::size() {
  if (files_.watchers_.reads) files_.watchers_.reads->add(inode_);
  if (auto fault = files_.strike(CallKind::size, path_)) return Error{*fault->error};
  return std::uint64_t{files_.disk_.contents(inode_).size()};
}

FaultLock::FaultLock(FaultFileSystem& files, InodeId inode) : files_(files), inode_(inode) {
  files_.locked_.push_back(inode);
}

FaultLock::~FaultLock() { std::erase(files_.locked_, inode_); }

}  // namespace powercut
