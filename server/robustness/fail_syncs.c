/* Preloaded into a server: while the file that FAIL_SYNCS names exists, every sync fails as on a
   broken disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fails(void) {
  const char* name = getenv("FAIL_SYNCS");
  return name != NULL && access(name, F_OK) == 0;
}

static int sync_by(const char* function, int descriptor) {
  int (*real)(int);
  *(void**)&real = dlsym(RTLD_NEXT, function);
  if (fails()) {
    errno = EIO;
    return -1;
  }
  return real(descriptor);
}

int fsync(int descriptor) { return sync_by("fsync", descriptor); }
int fdatasync(int descriptor) { return sync_by("fdatasync", descriptor); }
