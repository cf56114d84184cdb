// WatchTable: knows which clients watch which key (WATCH), and tells them of a change of the key.
//
// Threads: one. A session must leave the table (unwatch) before it goes.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/commands/keyspace/text_hash.h"
#include "server/commands/session.h"

namespace powercut {

class WatchTable {
 public:
  void watch(Session& session, std::string_view key);
  void unwatch(Session& session);

  // The key was changed.
  void touch(std::string_view key);

  // Any key may have been changed: changes on their way to the store did not arrive.
  void touch_all();

  bool empty() const { return watchers_.empty(); }

 private:
  absl::flat_hash_map<std::string, std::vector<Session*>, TextHash, SameText> watchers_;
};

}  // namespace powercut
