// ChangedInSyncStore: makes each change of a CaskStore in the middle of a background sync. That
// happens if the sync has a thread of its own. In a sweep nothing else runs while a sync is under
// way, so without this store a sweep would never see what a crash at such a moment leaves.
//
//   change n -> the background syncs what changes 1 .. n - 1 wrote
//                 -> the file is synced -> change n is made -> the sync is noted
//
// Every other change that begins a segment has a sync in its own middle instead, which is noted
// before the new segment is part of the log. A change that would have to wait for the sync is made
// after it, and so is a change whose sync fails. The store does not compact by itself, since that
// would wait as well. Errors and crash semantics: those of the CaskStore. Threads: one caller.
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
