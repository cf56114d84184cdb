// FileSystem: opens files and changes directories. An engine does all of its I/O through it.
//
// The operating system implements it (PosixFileSystem), and so does faultfs, a file system in
// memory that records calls and injects faults. A path is relative or absolute; its parts are
// separated by '/'. A name is any bytes but '/' and NUL. A path must not have "." or ".." in it,
// which faultfs does not resolve, nor a '/' at its end. An empty path gives not_found, a path with
// a NUL invalid_argument. If an inner part of a path is a file, the call gives not_directory; if it
// is missing, not_found.
//
// A name is separate from its file. Create, link, rename and remove change directory entries. Every
// process sees the change at once, but it is durable only after sync_dir on the directory that
// holds the entry; a sync of the file is not enough. A file may have several names (link). They are
// equal, and the file stays as long as one of them is there.
//
// Threads: calls may run at the same time. Handles must not outlive the file system.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/io/file.h"
#include "powercut/io/result.h"

namespace powercut {

enum class OpenMode : std::uint8_t {
  read,     // the file must exist; write, truncate, sync and the like fail with not_writable
  write,    // reads and writes; the file must exist
  create,   // reads and writes; a missing file is created, empty
  replace,  // reads and writes; a missing file is created, an existing one is emptied in place
};

// A lock, which is held as long as the object lives. It ends with the process.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Opens a regular file. A directory gives is_directory, a missing file or parent not_found, and
  // anything that is neither file nor directory invalid_argument.
  // After ok: a created file is visible and empty; until sync_dir on its directory, a power cut may
  // take its name away. An emptied file is as after File::truncate(0).
  // After an error: the file may have been created or emptied.
  virtual Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) = 0;

  // Takes an exclusive lock on a lock file, and creates the file if it is missing. If another
  // holder has the lock, it fails with locked at once. The lock excludes other locks only: open,
  // write, rename and remove ignore it. The content of a lock file has no meaning, and the file is
  // never removed. Crash: the lock is gone; its name may be there or not, and the next holder can
  // begin with either.
  virtual Result<std::unique_ptr<FileLock>> lock(std::string_view path) = 0;

  // Removes a file's name. The bytes go when the last name is removed and the last handle is
  // closed. A directory gives is_directory. After ok: no process sees the name; until sync_dir, a
  // power cut may bring it back. After an error: the name may be gone or there.
  virtual Result<void> remove(std::string_view path) = 0;

  // Gives source's file or directory the name target, in one step for every process. It replaces
  // the file or directory that has the name. A file replaces only a file (else is_directory), a
  // directory only an empty directory (else not_directory, not_empty). It checks first that a
  // directory does not go into itself (invalid_argument), and that target is no directory above
  // source (not_empty, even for a file). If both are names of one file, it returns ok and changes
  // nothing.
  // After ok: until sync_dir on both directories, a power cut may leave the old or the new state;
  // some models also leave a mixture. After an error: the old or the new state, not a mixture.
  virtual Result<void> rename(std::string_view source, std::string_view target) = 0;

  // Gives source's file one more name, target. Both names have the same bytes, size and handles: a
  // read by one sees a write by the other. A missing source gives not_found. A target that is
  // taken, also by source itself, gives already_exists. After these, a source that is a directory
  // gives is_directory. A file system without links gives permission_denied or io_failed.
  // A caller can write a new file as source, sync it, link it and remove source: target then
  // appears whole, as by a rename, but never replaces another file. After ok: until sync_dir on its
  // directory, a power cut may take the new name away. link and remove are two changes. After both,
  // and until sync_dir on the directories of both, a power cut may leave the file both names,
  // either, or none if the model does not keep the order of names. After an error: target may have
  // been created.
  virtual Result<void> link(std::string_view source, std::string_view target) = 0;

  // Returns the names in a directory, sorted, without "." and "..". Crash: no effect.
  virtual Result<std::vector<std::string>> list(std::string_view path) = 0;

  // Creates an empty directory; the parent must exist. A name that is taken, by a file or by
  // anything else, gives already_exists.
  // After ok: as for a created file: the name is durable after sync_dir on the parent.
  // After an error: the directory may have been created.
  virtual Result<void> make_dir(std::string_view path) = 0;

  // Makes the entries of one directory durable: the names created, linked, renamed and removed in
  // it. It does not sync the bytes of any file, nor any other directory; so it does not sync the
  // entry that names this directory. After ok: the directory's present entries survive any crash.
  // After an error: the entries changed since the last good sync_dir are in doubt. After
  // too_many_files a later sync_dir can still make them durable; after any other error it cannot.
  virtual Result<void> sync_dir(std::string_view path) = 0;
};

}  // namespace powercut
