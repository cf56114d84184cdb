// DamagedCopy: a store that lives on a copy of its disk in which bytes have changed at rest, judged
// by D8: damage is told, never served, and the records that it hit are never dropped in silence.
//
//   open       may say `corrupt`, and that is all
//   questions  may be answered `corrupt`; the promise must explain any other answer
//   changes    an acknowledged one is there from then on; one answered `corrupt` is there or not
//   later      a readable value stays as it was; a corrupt one stays so, until it is written over,
//              or is what it should be: a compaction does not launder it
//
// Any error but `corrupt` is a violation, since nothing else is wrong with the file system.
//
// Threads: one. Time is virtual, and its own.
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
  // promise: the part of the history that must be there although the disk is damaged. Store and
  // history must outlive this.
  DamagedCopy(const StoreUnderTest& store, const History& history, const Promise& promise,
              Disk disk, Duration now);

  // Opens the store, asks it everything, lets it live on in ways that the lot draws, and asks
  // again.
  std::optional<Violation> live(std::uint64_t lot);

  // For a person: what the store did, line by line.
  const std::vector<std::string>& story() const { return story_; }

 private:
  // A key's value as far as is known; it may instead be one that failed changes have tried.
  struct Known {
    FoundValue value;
    std::vector<FoundValue> or_else = {};
    bool may_be_absent = false;  // it is corrupt, and was absent before
  };
  enum class Deed : std::uint8_t { overwrite, apply, remove, compact, wait, restart };
  static constexpr int deed_count = 6;

  // Each returns false once nothing is left to look at: a violation, or the store has said at an
  // open that it is corrupt.
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
  std::string extra_key_;          // that nobody has set before
  std::vector<FoundValue> first_;  // what was found first, by the numbers of the history's keys
  std::vector<Known> known_;       // the same, and the extra one
  int versions_ = 0;
  std::optional<Violation> violation_;
  std::vector<std::string> story_;
};

}  // namespace powercut
