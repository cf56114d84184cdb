// Questions: asks a store everything that it can be asked, and holds the answers to each other.
//
// get() has found each key's value, and an oracle has judged it. All other ways to ask must say the
// same: contains, a scan of everything, ranges with limits from the front and from the back, a
// walk, the stats, and keys that nobody ever set. So a scan that forgets, an entry left in an
// ordered index or a count that is off shows at once, not only after a reopen.
//
// An answer that differs is a violation of the kind `inconsistent`. `unsupported` is an answer,
// too: the question is not asked again. Nor are ranges asked of a store that ignores them from when
// it is new (ignores_ranges.h). A store that keeps no stats answers zeros, and is not held
// to them. A scan that goes on after it was told to stop ends with a violation as well.
//
// A subject (powercut/harness/subject.h) is observed once more.
//
// Threads: one each. The store must not be in doubt about anything that was found.
#pragma once

#include <span>

#include "powercut/engine/store.h"
#include "powercut/harness/chooser.h"
#include "powercut/harness/oracle.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

class Questions {
 public:
  // Both must outlive this. store: the one that is asked, as it is opened; nullptr: nobody knows.
  // may_be_damaged: `corrupt` is an answer, too (D8). Then a scan and a walk that end well must
  // have shown every key that get finds. A key that get calls corrupt must not be served; where
  // another way to ask says that it is absent, it is among those denied().
  explicit Questions(const KeyTable& keys, const StoreUnderTest* store = nullptr,
                     bool may_be_damaged = false)
      : keys_(keys), store_under_test_(store), may_be_damaged_(may_be_damaged) {}

  // found: by key number; where it has one value more than the table has keys, that is of `extra`.
  std::optional<Violation> ask_all(Store& store, std::span<const FoundValue> found,
                                   Chooser& chooser, std::string_view extra = {});

  // One question, drawn.
  std::optional<Violation> ask_one(Store& store, std::span<const FoundValue> found,
                                   Chooser& chooser);

  // By the numbers of the keys; since the last ask_all().
  const std::vector<std::uint32_t>& denied() const { return denied_; }

 private:
  enum class Question : std::uint8_t { contains, scan, range, walk, stats, unknown_key };
  static constexpr int question_count = 6;

  std::optional<Violation> ask(Question question, Store& store, std::span<const FoundValue> found,
                               Chooser& chooser);
  std::optional<Violation> ask_contains(Store& store, std::span<const FoundValue> found);
  std::optional<Violation> ask_scan(Store& store, std::span<const FoundValue> found,
                                    const KeyRange& range);
  std::optional<Violation> ask_range(Store& store, std::span<const FoundValue> found,
                                     Chooser& chooser);
  std::optional<Violation> ask_walk(Store& store, std::span<const FoundValue> found,
                                    Chooser& chooser);
  std::optional<Violation> ask_stats(Store& store, std::span<const FoundValue> found);
  std::optional<Violation> ask_unknown_key(Store& store);
  enum class Shown : std::uint8_t { whole, beginning };
  std::optional<std::size_t> first_wrong(std::span<const FoundValue> found, Shown shown,
                                         bool has_values) const;
  Violation tell(std::size_t place, std::string_view question, std::span<const FoundValue> found,
                 bool has_values) const;
  void deny_corrupt_keys(std::span<const FoundValue> found, Shown shown, std::size_t limit);
  std::optional<Violation> check_walked(std::span<const std::string> walked,
                                        std::span<const FoundValue> found) const;
  bool is_damage(const Error& error) const {
    return may_be_damaged_ && error.code == ErrorCode::corrupt;
  }
  std::optional<Violation> observe_again(Store& store, std::span<const FoundValue> found);
  bool has_no_ranges(Store& store);
  std::string bound(Chooser& chooser) const;
  void order_expected(const KeyRange& range, std::span<const FoundValue> found);
  std::optional<std::uint32_t> number_of(std::string_view key) const;
  std::string_view name(std::uint32_t key) const {
    return key < keys_.size() ? std::string_view(keys_.name(key)) : extra_;
  }

  const KeyTable& keys_;
  const StoreUnderTest* store_under_test_;
  std::optional<bool> is_without_ranges_;  // the store, from when it is new
  const bool may_be_damaged_;
  std::string_view extra_;
  std::vector<std::uint32_t> denied_;
  std::vector<std::uint32_t> expected_;  // key numbers, in the order in which they must come
  std::vector<std::pair<std::string, std::string>> answers_;
};

}  // namespace powercut
