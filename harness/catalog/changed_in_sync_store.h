// ChangedInSyncStore: a CaskStore each of whose changes comes in the middle of a background sync,
// as it can where that has a thread of its own. Otherwise a sweep would never see what a crash then
// leaves: in a sweep nothing happens while a sync is under way.
//
//   change n -> the background syncs what changes 1 .. n - 1 wrote
//                 -> the file is synced -> change n is made -> the sync is noted
//
// By turns, one that begins a segment has a sync in its middle instead, which is noted before the
// new segment is the log's. A change that would have to wait for the sync comes behind it, and so
// does one whose sync fails. Does not compact by itself, which would wait as well. Errors and crash
// semantics: those of the CaskStore. Threads: one caller.
#pragma once

#include <memory>
#include <string_view>

#include "powercut/engine/cask_options.h"
#include "powercut/engine/store.h"
#include "powercut/io/environment.h"

namespace powercut {

Result<std::unique_ptr<Store>> open_changed_in_sync_store(Environment& environment,
                                                          std::string_view directory,
                                                          CaskOptions options);

}  // namespace powercut
