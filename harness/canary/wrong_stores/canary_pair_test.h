// CanaryPair: a store that breaks its promise in one way, and the same store without that flaw.
//
// The wrong one must be caught, the right one must not be accused. `proof` is a few lines of
// operations and crashes after which the wrong store has broken a promise and the right one has
// kept all: it shows, without any explorer, that the pair is what it says.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/canary/wrong_stores/scripted_lives_test.h"

namespace powercut {

// The steps that a tester must take to see the flaw.
enum class CanaryKind : std::uint8_t {
  life,    // go on with the store after a crash
  lives,   // cut or kill it more than once, with acknowledged changes between
  shape,   // find a combination of operations, or of lengths
  scale,   // cross a size
  read,    // ask the live store all that can be asked
  error,   // let calls fail
  damage,  // change bytes at rest
  rows,    // know what ext4 and XFS leave
  accuse,  // not accuse the right one, which does without what others have
};

struct CanaryPair {
  std::string name;
  CanaryKind kind;
  StoreUnderTest wrong;
  StoreUnderTest right;
  void (*proof)(ScriptedLives& lives);
  // Models under each of which, by itself, the wrong one is caught and the right one holds.
  std::vector<std::string> shown_by = {};

  friend void PrintTo(const CanaryPair& pair, std::ostream* stream) { *stream << pair.name; }
};

// Where a recycled block can hold a whole record, and nothing in a record tells that it is old.
inline const std::vector<std::string> where_old_records_return{"ext4-writeback"};

// Where names, sizes and bytes come to the disk apart.
inline const std::vector<std::string> ext4_and_xfs{"ext4", "xfs"};

// A pair of one class of stores: open(environment, policy, flaw) opens it. Right ones of one class
// and policy are the same, and have one name.
template <typename Flaw, typename Open>
CanaryPair canary_pair(std::string name, CanaryKind kind, Flaw flaw, SyncPolicy policy,
                       std::vector<std::string> fails_under, Open open,
                       void (*proof)(ScriptedLives&), Flaw none = Flaw::none) {
  auto store = [&](std::string called, Flaw has, std::string summary) {
    return StoreUnderTest{.name = std::move(called),
                          .summary = std::move(summary),
                          .policy = policy,
                          .open = [=](Environment& environment) -> Result<std::unique_ptr<Store>> {
                            return open(environment, policy, has);
                          },
                          .fails_under = fails_under};
  };
  std::string right = none == Flaw::none
                          ? name.substr(0, name.find('-')) + "-" + std::string(name_of(policy))
                          : name + "-right";
  return {name, kind, store(name, flaw, "wrong in one way"), store(right, none, "right"), proof};
}

std::vector<CanaryPair> flawed_reads_pairs();
std::vector<CanaryPair> journaled_pairs();
std::vector<CanaryPair> life_log_pairs();
std::vector<CanaryPair> marked_log_pairs();
std::vector<CanaryPair> numbered_log_pairs();
std::vector<CanaryPair> paged_log_pairs();
std::vector<CanaryPair> placed_values_pairs();
std::vector<CanaryPair> rolled_log_pairs();
std::vector<CanaryPair> root_sector_pairs();
std::vector<CanaryPair> salted_log_pairs();
std::vector<CanaryPair> segments_pairs();
std::vector<CanaryPair> sized_index_pairs();
std::vector<CanaryPair> tagged_keys_pairs();
std::vector<CanaryPair> trusted_names_pairs();
std::vector<CanaryPair> two_slots_pairs();
std::vector<CanaryPair> vouched_log_pairs();
std::vector<CanaryPair> zeros_parse_pairs();

}  // namespace powercut
