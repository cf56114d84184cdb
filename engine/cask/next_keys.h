// NextKeys: keeps, from many keys that come in any order, those that stand first in the order of a
// scan, as many as are wanted or may be held.
//
// A key costs a comparison, and a string if it may be one of them. When there are too many, the
// half that stands behind the others goes, and no key behind the rest is taken any more.
//
// Threads: one. Errors: std::bad_alloc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

class NextKeys {
 public:
  // wanted: at least one. bytes_max: of the keys, with the strings that hold them; one key is held
  // however long it is.
  NextKeys(bool reverse, std::size_t wanted, std::size_t bytes_max)
      : reverse_(reverse), wanted_(wanted), bytes_max_(bytes_max) {}

  // Each key once.
  void add(std::string_view key) {
    if (behind_ && !comes_before(key, *behind_)) return;
    hold(key);
  }

  // In the order of the scan. Fewer than were wanted: there are no more, or they were too much to
  // hold. All keys that are not there stand behind them.
  std::vector<std::string> take();

 private:
  bool comes_before(std::string_view left, std::string_view right) const {
    return reverse_ ? right < left : left < right;
  }
  void hold(std::string_view key);
  void cut(std::size_t count);

  bool reverse_;
  std::size_t wanted_;
  std::size_t bytes_max_;
  std::vector<std::string> keys_;
  std::size_t bytes_ = 0;
  std::optional<std::string> behind_;  // the first key that was let go
};

}  // namespace powercut
