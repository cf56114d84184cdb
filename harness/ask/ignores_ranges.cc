#include "harness/ask/ignores_ranges.h"

#include <string>
#include <vector>

#include "harness/ask/does_not_stop.h"
#include "harness/watch/run_random.h"
#include "harness/watch/virtual_time.h"
#include "harness/watch/watched_store.h"
#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

namespace {

// A scan that goes on beyond that does not end.
constexpr std::size_t calls_max = 100'000;

std::vector<std::string> keys_in(Store& store, const KeyRange& range) {
  std::vector<std::string> keys;
  auto scanned = store.scan(range, [&](std::string_view key, std::string_view) {
    if (keys.size() == calls_max) throw DoesNotStop{};
    keys.emplace_back(key);
    return true;
  });
  if (!scanned.ok()) keys.clear();
  return keys;
}

}  // namespace

bool ignores_ranges(Store& store) {
  try {
    std::vector<std::string> all = keys_in(store, {});
    if (all.empty()) return false;
    std::string behind = all.back() + '\0';
    return keys_in(store, {.limit = 0}).size() == all.size() &&
           keys_in(store, {.from = behind}).size() == all.size();
  } catch (const DoesNotStop&) {
    return false;
  }
}

bool ignores_ranges(const StoreUnderTest& store) {
  Disk disk;
  FaultFileSystem files(disk, {});
  VirtualTime time;
  RunRandom random;
  Environment environment{files, time, time, time, random};
  auto opened = open_watched(store, environment);
  if (!opened.ok()) return false;
  for (const char* key : {"a", "b", "c"}) {
    if (!(*opened)->set(key, "value").ok()) return false;
  }
  return ignores_ranges(**opened);
}

}  // namespace powercut
