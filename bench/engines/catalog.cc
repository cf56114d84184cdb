#include "bench/engines/catalog.h"

#include <algorithm>
#include <vector>

#include "bench/engines/peers/leveldb_engine.h"
#include "bench/engines/peers/lmdb_engine.h"
#include "bench/engines/peers/rocksdb_engine.h"
#include "bench/engines/peers/sqlite_engine.h"
#include "bench/engines/peers/store_engine.h"

namespace powercut {

std::span<const EngineKind> all_engines() {
  static const std::vector<EngineKind> engines = {
      {.name = "powercut-cask", .is_peer = false, .open = open_cask},
      {.name = "powercut-cask-ordered",
       .is_peer = false,
       .keeps_keys_in_memory = true,
       .open = open_ordered_cask},
      {.name = "powercut-log", .is_peer = false, .keeps_keys_in_memory = true, .open = open_log},
      {.name = "leveldb", .version = leveldb_version(), .open = open_leveldb},
      {.name = "rocksdb", .version = rocksdb_version(), .open = open_rocksdb},
      {.name = "lmdb", .version = lmdb_version(), .open = open_lmdb},
      {.name = "lmdb-writemap", .version = lmdb_version(), .open = open_lmdb_writemap},
      {.name = "sqlite", .version = sqlite_version(), .open = open_sqlite},
  };
  return engines;
}

const EngineKind* find_engine(std::string_view name) {
  auto found = std::ranges::find(all_engines(), name, &EngineKind::name);
  return found == all_engines().end() ? nullptr : &*found;
}

}  // namespace powercut
