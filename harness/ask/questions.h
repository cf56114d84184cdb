// Questions: asks a store all that it can be asked, and compares the answers with those of get().
//
// get() has found each key's value, and an oracle has judged it. All other ways to ask must say the
// same: contains, a scan of everything, scans of ranges with limits from the front and from the
// back, a walk, the stats, and a get of a key that nobody ever set. So a scan that leaves out a
// key, an entry left in an ordered index or a wrong count shows at once, and not only after a
// reopen.
//
// An answer that differs is a violation of the kind `inconsistent`, a key that nobody set is
// `invented`, and an error is `unreadable`. But contains, a scan and a walk may be `unsupported`.
// Ranges are not judged if the store ignores them, now and when it is new (ignores_ranges.h). Stats
// that are all zero are not judged. A scan or a walk that does not stop is a violation too.
//
// A subject (powercut/harness/subject.h) is only observed once more.
//
// Threads: one for each object. The store must still hold what was found.
#pragma once

#include <span>

#include "powercut/engine/store.h"
#include "powercut/harness/chooser.h"
#include "powercut/harness/oracle.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

class Questions {
 public:
  // Keys and store must outlive this. store: how to open the store that is asked; nullptr if it is
  // not known. may_be_damaged: the answer `corrupt` is right, too (D8). Then a scan and a walk that
  // return ok must still have shown every key that get finds. No way to ask may give a value for a
  // key that get calls corrupt. If one of them says that such a key is absent, denied() has it.
  explicit Questions(const KeyTable& keys, const StoreUnderTest* store = nullptr,
                     bool may_be_damaged = false)
      : keys_(keys), store_under_test_(store), may_be_damaged_(may_be_damaged) {}

  // Asks all questions. found: the values that get() found, by key number. It may have one value
  // more than the table has keys; that is the value of the key `extra`.
  std::optional<Violation> ask_all(Store& store, std::span<const FoundValue> found,
                                   Chooser& chooser, std::string_view extra = {});

  // Asks one question, which the chooser draws.
  std::optional<Violation> ask_one(Store& store, std::span<const FoundValue> found,
                                   Chooser& chooser);

  // The numbers of the corrupt keys that were said to be absent since the last ask_all() began.
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
  std::optional<bool> is_without_ranges_;  // a new store ignores ranges; none: not tried yet
  const bool may_be_damaged_;
  std::string_view extra_;
  std::vector<std::uint32_t> denied_;
  std::vector<std::uint32_t> expected_;  // key numbers, in the order in which they must come
  std::vector<std::pair<std::string, std::string>> answers_;
};

}  // namespace powercut
