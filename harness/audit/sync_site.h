// SyncSite: names the place in a store's code that asks for a sync.
//
// A site is the kind of the call and the lines that led to it, the innermost first:
//
//   sync@log_writer.cc:88<log_writer.cc:41<log_store.cc:63
//
// Three lines tell apart the users of a helper that syncs. Lines of system headers do not count.
// The stack is followed only up to the call of the store that the harness made, or up to the task
// that the store had given to an executor (StoreFrames). A function whose last act is the call may
// have left the stack by then (-fno-optimize-sibling-calls keeps it). Lines need debug information
// of the program (-g1 is enough). Without it a site has the names of functions, or offsets in the
// program.
//
// A site's text is stable for one build of a program, and changes with the lines of the sources.
//
// Threads: each thread has its own stack and its own boundary.
#pragma once

#include <cstdint>
#include <string>

#include "powercut/faultfs/call.h"

namespace powercut {

struct SyncSite {
  std::string id;     // as above: one word, if a shell sees it in quotes
  std::string stack;  // for people: "LogWriter::sync (log_writer.cc:88) < ..."
};

// Whether sites have lines and functions in this build. False: it has no libbacktrace, and sites
// are offsets.
bool sites_name_functions();

// While it lives, the functions above it on this thread's stack are the harness's.
class StoreFrames {
 public:
  StoreFrames();
  ~StoreFrames();
  StoreFrames(const StoreFrames&) = delete;
  StoreFrames& operator=(const StoreFrames&) = delete;

 private:
  const void* outer_;
};

// The site of the call under way. frame: __builtin_frame_address(0) of the function that stands for
// the file interface; that function and those below it are left out. The result is kept by the
// thread and valid until it ends.
const SyncSite& sync_site(CallKind kind, const void* frame);

}  // namespace powercut
