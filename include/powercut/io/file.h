// File: reads and writes one open file, at offsets.
//
// The interface has the functions of pread, pwrite, ftruncate, fallocate, fsync, fdatasync, fstat
// and mmap, and no more, so that other things than a system's file can implement it. Written bytes
// are in the operating system's cache; they are durable only after sync() has returned ok. A
// persistence model says which unsynced bytes a crash leaves. The comments below name the bytes
// that no model may take away.
//
// Owner: the caller that opened the file. The destructor closes it and syncs nothing. If the file
// is removed, or a rename replaces it, its open handles still read and write it. Threads: calls on
// one File may run at the same time if their byte ranges do not overlap.
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

  // Reads up to target.size() bytes at the offset into target and returns their number. Like pread
  // it may read fewer. If it returns 0 for a target that is not empty, the offset is at or beyond
  // the end of the file. An offset that no file can reach counts as beyond the end.
  // Crash: no effect, neither after ok nor after an error.
  virtual Result<std::size_t> read(std::uint64_t offset, MutableBytes target) = 0;

  // Writes up to source.size() bytes at the offset and returns the number of bytes written. Like
  // pwrite it may write fewer, but at least one if source is not empty. A write beyond the end
  // fills the gap with zeros; a write of no bytes returns 0 and does not extend the file. An offset
  // above the limit of the file system gives too_large; a write that begins below the limit and
  // ends above it may be done in part.
  // After ok: every later read sees the bytes written, and they survive the process; until a sync
  // covers them, a power cut may leave all, none or any part of them. After an error: any part of
  // source may have been written, under the same terms.
  virtual Result<std::size_t> write(std::uint64_t offset, Bytes source) = 0;

  // Cuts the file to the size, or extends it with zeros; a size above the limit gives too_large.
  // After ok: the new size is visible at once; a power cut may undo it until a sync covers it.
  // After an error: the file may have the old size or the new one.
  virtual Result<void> truncate(std::uint64_t size) = 0;

  // Makes the file at least `size` bytes long, with room on the disk for all of them. Later writes
  // to these bytes cannot fail for a full disk, on file systems that write in place. New bytes are
  // zeros. A file that is as long already keeps its size; a size above the limit gives too_large.
  // After ok: as after a truncate to the size. After an error: the file may have the old size, the
  // new one, or any between.
  virtual Result<void> allocate(std::uint64_t size) = 0;

  // Makes room on the disk for the first `size` bytes, also beyond the end of the file. It does not
  // change the file's size or bytes. Later writes there cannot fail for a full disk, on file
  // systems that write in place. A truncate may free the room. A size above the limit gives
  // too_large; a file system that cannot reserve room gives unsupported.
  // Crash: no effect on bytes or size, neither after ok nor after an error. The room survives a
  // power cut if a sync() covered it.
  virtual Result<void> reserve(std::uint64_t size) = 0;

  // Writes all of source at the offset, like one or more calls of write(). It may copy the bytes,
  // without a system call, into room that allocate() made through this handle. If it does so in a
  // mapped file, the process ends if the disk fails to read or the file is cut meanwhile.
  // After ok, and after an error: as after write().
  virtual Result<void> fill(std::uint64_t offset, Bytes source);

  // Makes this file's bytes and size durable, whichever handle wrote them. It does not make the
  // file's name durable: FileSystem::sync_dir on the directory that holds the name does that.
  // After ok: every byte written and every truncate made since the last *failed* sync survive any
  // crash.
  // After an error: no byte written since the last good sync is known to be durable. The operating
  // system may have marked the pages clean, so a later sync that returns ok says nothing about
  // them. The bytes must be written again, and synced.
  virtual Result<void> sync() = 0;

  // Does the same as sync(), but does not write metadata that reads of the bytes do not need, such
  // as the file's times. If the size has not changed, a file system need not write to its journal.
  // So this never makes a name durable, while sync() does on some file systems.
  virtual Result<void> sync_data() = 0;

  // Returns the bytes at the offset, as read() gives them, up to `length`. They are in the buffer
  // or in memory of the file, and valid until the buffer changes or the File is closed. If these
  // bytes of the file are written meanwhile, the view may show the old bytes, the new ones or a
  // mixture. If the file is mapped and is cut while somebody reads a view, the process ends.
  // Crash: no effect.
  virtual Result<Bytes> view(std::uint64_t offset, std::size_t length, std::string& buffer);

  // The size in bytes, as reads see it.
  virtual Result<std::uint64_t> size() = 0;
};

}  // namespace powercut
