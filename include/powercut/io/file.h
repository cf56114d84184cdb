// File: one open file, read and written at offsets.
//
// The interface is what pread, pwrite, ftruncate, fallocate, fsync, fdatasync, fstat and mmap give,
// and no more, so that anything can stand behind it. Bytes that were accepted live in the operating
// system's cache; they are on disk only after sync() returned ok. A persistence model says which
// unsynced bytes a crash leaves; the comments below name those that no model may take away.
//
// Owner: the caller that opened it. The destructor closes it and syncs nothing. A file that was
// removed or renamed over stays readable and writable through its open handles.
// Threads: calls on one File may run at the same time as long as their byte ranges do not overlap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "powercut/io/bytes.h"
#include "powercut/io/result.h"

namespace powercut {

class File {
 public:
  virtual ~File() = default;

  // Reads up to target.size() bytes at the offset into target and returns how many. Like pread it
  // may return fewer than asked for; 0 of a non-empty target means that the offset is at or beyond
  // the end, which every offset is that no file can reach.
  // Crash: no effect, neither after ok nor after an error.
  virtual Result<std::size_t> read(std::uint64_t offset, MutableBytes target) = 0;

  // Writes up to source.size() bytes at the offset and returns how many were taken; like pwrite it
  // may take fewer than given, but at least one of a non-empty source. Writing beyond the end fills
  // the gap with zeros; writing nothing takes 0 and extends nothing. An offset over the limit of
  // the file system gives too_large; a write that only ends beyond it may be taken in part.
  // After ok: the bytes taken are visible to every later read, and survive the process; a power
  // loss may leave all, none or any part of them until a sync covers them. After an error: any part
  // of source may have been taken, under the same terms.
  virtual Result<std::size_t> write(std::uint64_t offset, Bytes source) = 0;

  // Cuts the file to the size, or extends it with zeros; a size over the limit gives too_large.
  // After ok: visible at once; a power loss may undo it until a sync covers it.
  // After an error: the size may be the old or the new one.
  virtual Result<void> truncate(std::uint64_t size) = 0;

  // Makes the file at least `size` bytes long, with room on the disk for all of them: later writes
  // within them meet no full disk, on file systems that write in place. New bytes are zeros. A file
  // that is as long already stays as it is; a size over the limit gives too_large.
  // After ok: as after a truncate to the size. After an error: the size may be the old or the new
  // one, or any between.
  virtual Result<void> allocate(std::uint64_t size) = 0;

  // Makes room on the disk for the first `size` bytes, and leaves size and bytes as they are: later
  // writes there, also behind the end, meet no full disk, on file systems that write in place. A
  // truncate may give the room back. A size over the limit gives too_large, a file system that
  // knows no such room unsupported.
  // Crash: no effect on bytes or size, neither after ok nor after an error. The room is there after
  // a power loss if a sync() covered it.
  virtual Result<void> reserve(std::uint64_t size) = 0;

  // Writes all of source at the offset, as write() would in one call or several; into room that
  // allocate() made through this handle it may be copied without a call of the system. Where files
  // are mapped, a disk that fails to read, or a file that is cut meanwhile, then ends the process.
  // After ok, and after an error: as after write().
  virtual Result<void> fill(std::uint64_t offset, Bytes source);

  // Makes this file's bytes and size durable, whichever handle wrote them. It does not make the
  // file's name durable: that is FileSystem::sync_dir on the directory that holds it.
  // After ok: every byte written and every truncate made since the last *failed* sync survive any
  // crash.
  // After an error: nothing more is known of any byte since the last good sync. The operating
  // system may have marked the pages clean, so a later sync that returns ok says nothing about
  // them; only writing them again does.
  virtual Result<void> sync() = 0;

  // The same for less: metadata that reading the bytes does not need, such as the file's times, is
  // not written. Where the size has not changed, a file system need not touch its journal. So,
  // unlike sync() on some file systems, it never makes a name durable by the way.
  virtual Result<void> sync_data() = 0;

  // The bytes at the offset, up to `length` of them, as read() gives them; in the buffer, or in
  // memory that is the file's own. They stay until the buffer changes or the File is closed, and if
  // the file is written there meanwhile, they may be the old ones, the new ones or a mixture. Where
  // files are mapped, cutting the file while others look at it ends the process.
  // Crash: no effect.
  virtual Result<Bytes> view(std::uint64_t offset, std::size_t length, std::string& buffer);

  // The size in bytes, as reads see it.
  virtual Result<std::uint64_t> size() = 0;
};

}  // namespace powercut
