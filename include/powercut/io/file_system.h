// FileSystem: the door through which an engine does all of its I/O.
//
// Behind it stands the operating system (PosixFileSystem) or a recording, fault-injecting file
// system in memory (faultfs). Paths are relative or absolute, parts separated by '/'; names are any
// bytes but '/' and NUL; "." and ".." are not resolved by faultfs and do not belong in a path, nor
// does a '/' at its end. An empty path is not_found, one with a NUL invalid_argument. A file in the
// place of a directory inside a path gives not_directory, a missing one not_found.
//
// A name is a thing of its own. Creating, linking, renaming and removing change directory entries;
// a process sees the change at once, but it is durable only after sync_dir on the directory that
// holds the entry. Syncing the file does not help. A file may have several names (link); they are
// equal, and the file is there as long as one of them is.
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
  read,     // the file must exist; write, truncate and sync fail with not_writable
  write,    // reads and writes; the file must exist
  create,   // reads and writes; a missing file is created, empty
  replace,  // reads and writes; a missing file is created, an existing one is emptied in place
};

// A lock that is held as long as the object lives. Nothing of it survives the process.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Opens a regular file. A directory gives is_directory, a missing file or parent not_found, and
  // anything that is neither file nor directory invalid_argument.
  // After ok: a created file is visible, empty; a power loss may take its name away until sync_dir
  // on its directory. An emptied file is as after File::truncate(0).
  // After an error: the file may have been created or emptied.
  virtual Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) = 0;

  // Takes an exclusive lock on a lock file, creating it if need be, or fails with locked at once.
  // It excludes other locks only: open, write, rename and remove go on as if it were not there. The
  // file's content means nothing; it is never removed. Crash: the lock is gone; the name may be
  // there or not, and either is fine for the next holder.
  virtual Result<std::unique_ptr<FileLock>> lock(std::string_view path) = 0;

  // Removes a file's name; the bytes go with the last name, when the last handle closes. A
  // directory gives is_directory. After ok: the name is gone for every process; a power loss may
  // bring it back until sync_dir. After an error: the name may be gone or there.
  virtual Result<void> remove(std::string_view path) = 0;

  // Gives source's file or directory the name target, replacing what had it, in one step for every
  // process. A file replaces only a file (else is_directory), a directory only an empty directory
  // (else not_directory, not_empty). Checked before these: a directory cannot go into itself
  // (invalid_argument), nor anything onto a directory above it (not_empty, even for a file). Two
  // names of one file: ok, and nothing happens.
  // After ok: a power loss may leave the old or the new state until sync_dir on both directories;
  // whether a model can leave a mixture is the model's matter.
  // After an error: the old or the new state, not a mixture.
  virtual Result<void> rename(std::string_view source, std::string_view target) = 0;

  // Gives source's file one more name, target. Bytes, size and handles are the file's: a write by
  // one name is read by the other. A missing source gives not_found, a name that is taken, by
  // whatever it is, also by source itself, already_exists; then a source that is a directory gives
  // is_directory. A file system without links gives permission_denied or io_failed.
  // A new file that is written as source, synced, linked and then removed as source comes into
  // being whole, as by a rename, but never takes a name from another file. After ok: a power loss
  // may take the new name away until sync_dir on its directory. link and remove are two changes:
  // after both a power loss may leave the file both names, either or, where a model does not keep
  // the order of names, none, until sync_dir on the directories of both. After an error: target may
  // have been created.
  virtual Result<void> link(std::string_view source, std::string_view target) = 0;

  // The names in a directory, sorted, without "." and "..". Crash: no effect.
  virtual Result<std::vector<std::string>> list(std::string_view path) = 0;

  // Creates an empty directory; the parent must exist. A name that is taken, by whatever it is,
  // gives already_exists.
  // After ok: as for a created file: the name is durable after sync_dir on the parent.
  // After an error: it may have been created.
  virtual Result<void> make_dir(std::string_view path) = 0;

  // Makes the entries of one directory durable: names created, linked, renamed and removed in it.
  // It syncs no file's bytes and no other directory, also not the one that holds this one's own
  // name. After ok: the directory's present entries survive any crash. After an error: the entries
  // changed since the last good sync_dir remain in doubt; after too_many_files a later sync_dir can
  // still make them durable, after any other none can.
  virtual Result<void> sync_dir(std::string_view path) = 0;
};

}  // namespace powercut
