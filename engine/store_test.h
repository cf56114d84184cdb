// StoreTest: what the tests of the stores share: a directory, a watched file system, manual time.
#pragma once

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "engine/io/posix/temporary_directory.h"
#include "engine/manual_time_test.h"
#include "engine/watched_file_system_test.h"
#include "powercut/engine/store.h"
#include "powercut/io/environment.h"

namespace powercut {

// Matches a Result that is ok, one that is ok and holds a value, and one that failed.
MATCHER(is_ok, "") {
  if (!arg.ok()) *result_listener << name_of(arg.error().code);
  return arg.ok();
}
MATCHER_P(has_value_of, value, "") { return arg.ok() && *arg == value; }
MATCHER_P(fails_with, code, std::string(name_of(code))) {
  return !arg.ok() && arg.error().code == code;
}

inline constexpr std::size_t mebibyte = std::size_t{1} << 20U;

using Contents = std::map<std::string, std::string>;

// All that the store shows.
inline Contents contents_of(Store& store) {
  Contents contents;
  EXPECT_THAT(
      store.scan({}, [&](std::string_view key,
                         std::string_view value) { return contents.emplace(key, value).second; }),
      is_ok());
  return contents;
}

// The keys that a walk visits from a position on; `from` becomes where it goes on, or none, as it
// does where the walk would never end.
inline std::vector<std::string> walk(Store& store, std::optional<std::uint64_t>& from,
                                     std::size_t wanted) {
  std::vector<std::string> keys;
  const auto next =
      store.walk(*from, wanted, [&](std::string_view key) { keys.emplace_back(key); });
  EXPECT_THAT(next, is_ok());
  if (!next.ok()) {
    from = std::nullopt;
  } else {
    EXPECT_TRUE(!*next || **next > *from) << *from;
    from = *next > from ? *next : std::nullopt;
  }
  return keys;
}

// The value of the key, or none.
inline std::optional<std::string> get(Store& store, std::string_view key) {
  std::string value;
  const Result<bool> found = store.get(key, value);
  EXPECT_THAT(found, is_ok());
  return found.ok() && *found ? std::optional(value) : std::nullopt;
}

inline std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream) << path;
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The same in place: a file that is emptied first is flushed by some file systems when it is
// closed, which is slow where it is done thousands of times.
inline void change_file(const std::string& path, std::string_view bytes) {
  std::fstream(path, std::ios::binary | std::ios::in | std::ios::out) << bytes;
  std::filesystem::resize_file(path, bytes.size());
}

class StoreTest : public testing::Test {
 protected:
  TemporaryDirectory directory_;
  WatchedFileSystem files_;
  ManualTime time_;
  Environment environment_{files_, time_, time_};
};

}  // namespace powercut
