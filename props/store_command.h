// StoreCommand: one call of a store as data; and the run of commands on a store beside a std::map.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/watch/virtual_time.h"
#include "powercut/engine/store.h"
#include "powercut/io/environment.h"

namespace powercut {

struct StoreCommand {
  enum class Kind : std::uint8_t {
    set,
    get,
    remove,
    apply,
    scan,
    sync,
    compact,
    wait,          // half a second passes, in which background tasks run
    reopen,        // close, then open
    kill_and_open  // the process dies between two calls (D4)
  };
  static constexpr int kind_count = 10;

  Kind kind = Kind::set;
  std::string key = {};
  std::string value = {};
  std::vector<Change> changes = {};    // of apply
  std::optional<std::string> to = {};  // of scan, with key as its beginning
  std::size_t limit = 0;
  bool reverse = false;
};

std::ostream& operator<<(std::ostream& stream, const StoreCommand& command);

using StoreOpener = std::function<Result<std::unique_ptr<Store>>(Environment&)>;

// Runs commands on a store and on a std::map, and notes the first difference.
class StoreBesideMap {
 public:
  // `forgets`: the store keeps nothing when it is reopened.
  StoreBesideMap(Environment environment, VirtualTime& time, StoreOpener open, bool forgets);

  // Empty, or what the store said and what was expected.
  std::string run(const StoreCommand& command);

 private:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  std::string open();
  std::string change(const StoreCommand& command);
  std::string get(const std::string& key);
  std::string scan(const StoreCommand& command);
  Pairs expected_scan(const StoreCommand& command) const;

  Environment environment_;
  VirtualTime& time_;
  StoreOpener opener_;
  bool forgets_;
  std::unique_ptr<Store> store_;
  std::map<std::string, std::string> map_;
};

}  // namespace powercut
