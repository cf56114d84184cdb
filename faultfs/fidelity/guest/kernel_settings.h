// Changes settings of the guest's kernel through /proc.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "faultfs/fidelity/guest/kernel_check.h"

namespace powercut {

inline void write_setting(const char* path, const char* text) {
  int file = check(open(path, O_WRONLY), path);
  check(static_cast<int>(write(file, text, std::strlen(text))), path);
  close(file);
}

// Stops the flusher: dirty pages stay until they are written on purpose, or until hurry_flusher().
inline void stop_flusher() { write_setting("/proc/sys/vm/dirty_writeback_centisecs", "0"); }

// Makes the kernel's own thread write all dirty pages now.
inline void hurry_flusher() {
  write_setting("/proc/sys/vm/dirty_expire_centisecs", "1");
  write_setting("/proc/sys/vm/dirty_writeback_centisecs", "1");
  usleep(60'000);
  stop_flusher();
  write_setting("/proc/sys/vm/dirty_expire_centisecs", "3000");
}

// Drops the pages, names and inodes that need not be written.
inline void drop_caches() { write_setting("/proc/sys/vm/drop_caches", "3"); }

}  // namespace powercut
