// Settings of its kernel that the guest makes by way of /proc.
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

// Dirty pages stay until they are written on purpose, or the flusher is hurried.
inline void stop_flusher() { write_setting("/proc/sys/vm/dirty_writeback_centisecs", "0"); }

// All that is dirty is written by the kernel's own thread.
inline void hurry_flusher() {
  write_setting("/proc/sys/vm/dirty_expire_centisecs", "1");
  write_setting("/proc/sys/vm/dirty_writeback_centisecs", "1");
  usleep(60'000);
  stop_flusher();
  write_setting("/proc/sys/vm/dirty_expire_centisecs", "3000");
}

// Pages, names and inodes that need not be written.
inline void drop_caches() { write_setting("/proc/sys/vm/drop_caches", "3"); }

}  // namespace powercut
