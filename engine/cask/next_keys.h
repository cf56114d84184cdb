// NextKeys: keeps, of many keys that come in any order, the ones that a scan visits first. It keeps
// as many as are wanted, or as many as fit in the memory that it may use.
//
// A key costs one comparison, and a string if it may be one of those kept. If too many keys are
// held, the later ones in the order of the scan are dropped. From then on, no key behind the rest
// is taken.
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
  // wanted: at least one. bytes_max limits the keys, with the strings that hold them; one key is
  // held however long it is.
  NextKeys(bool reverse, std::size_t wanted, std::size_t bytes_max)
      : reverse_(reverse), wanted_(wanted), bytes_max_(bytes_max) {}

  // Each key may be added only once.
  void add(std::string_view key) {
    if (behind_ && !comes_before(key, *behind_)) return;
    hold(key);
  }

  // Returns the keys in the order of the scan. If they are fewer than wanted, there are no more, or
  // the others did not fit. Every key that is not returned comes after all those that are.
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
  std::optional<std::string> behind_;  // the first of the keys that were dropped
};

}  // namespace powercut
