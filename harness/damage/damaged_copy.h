// DamagedCopy: lets a store live on a copy of its disk in which bytes have changed at rest, and
// judges it by D8. The store must report damage, must not return damaged bytes, and must not drop
// the records that the damage hit without a word.
//
//   open       It may return `corrupt`, which ends the examination without a violation.
//   questions  The answer may be `corrupt`. The promise must explain any other answer.
//   changes    An acknowledged change is there from then on. One that returned `corrupt` is there
//              or not.
//   later      A readable value stays as it was. A corrupt one stays corrupt until it is
//              overwritten, or gets its right value: a compaction must not hide the damage.
//
// Any error but `corrupt` and `unsupported` is a violation, since nothing else is wrong with the
// file system. So is `too_large`, unless a key is longer than the store's limit.
//
// Threads: one. Time is virtual; each copy has its own clock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/ask/questions.h"
#include "harness/watch/virtual_time.h"
#include "powercut/faultfs/fault_file_system.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/environment.h"

namespace powercut {

class DamagedCopy {
 public:
  // promise: the part of the history that must be there despite the damage (promise_despite()).
  // Store and history must outlive this.
  DamagedCopy(const StoreUnderTest& store, const History& history, const Promise& promise,
              Disk disk, Duration now);

  // Opens the store, asks all questions, lets it live on in ways that the lot draws, and asks
  // again. Returns the first violation.
  std::optional<Violation> live(std::uint64_t lot);

  // Lines for a person: what the store did.
  const std::vector<std::string>& story() const { return story_; }

 private:
  // The value that a key should have, or the values that failed changes may have given it.
  struct Known {
    FoundValue value;
    std::vector<FoundValue> or_else = {};
    bool may_be_absent = false;  // it is corrupt now, and was absent before
  };
  enum class Deed : std::uint8_t { overwrite, apply, remove, compact, wait, restart };
  static constexpr int deed_count = 6;

  // Each of these returns false when the examination is over: there is a violation, or an open has
  // returned `corrupt`.
  bool live_on();
  bool open();
  bool restart();
  bool look();
  bool find(std::vector<FoundValue>& found);
  bool judge_first(const std::vector<FoundValue>& found);
  bool judge_again(const std::vector<FoundValue>& found);
  bool judge_denied();
  bool is_explained(std::uint32_t key, const FoundValue& found);
  bool change(Deed deed);
  bool set(std::uint32_t key);
  bool remove(std::uint32_t key);
  bool apply();
  bool maintain(const Result<void>& done, std::string_view what);
  bool blame(std::optional<std::string> key, std::string expected, std::string found);
  bool changed(const Result<void>& done, std::string_view what,
               std::span<const std::pair<std::uint32_t, FoundValue>> changes);
  std::uint32_t draw_key();
  std::string next_value();
  std::string name(std::uint32_t key) const;

  const StoreUnderTest& store_under_test_;
  const History& history_;
  Oracle oracle_;
  Disk disk_;
  VirtualTime time_;
  FaultFileSystem files_;
  Environment environment_;
  Questions questions_;
  Chooser chooser_{0};
  std::unique_ptr<Store> store_;
  std::string extra_key_;          // a key that the history does not use
  std::vector<FoundValue> first_;  // what was found first, by key number
  std::vector<Known> known_;       // by key number, and then that of the extra key
  int versions_ = 0;
  std::optional<Violation> violation_;
  std::vector<std::string> story_;
};

}  // namespace powercut
