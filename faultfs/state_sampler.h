// StateSampler: chooses some of too many states, and says nothing about the others.
//
// Bugs show where little is lost or little is there, so these come first:
//   all kept; all lost; all but one; one and what it needs; then by turns: all but two or three,
//   two or three, the first so many, and each by the toss of a coin. Edges are torn at random.
// None comes twice. The same seed and effects give the same states.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <random>

#include "faultfs/state_enumeration.h"

namespace powercut {

class StateSampler {
 public:
  StateSampler(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
               const WantedStates& wanted, std::uint64_t seed);

  // At most so many; fewer where chance gives the same ones again and again.
  std::vector<Choice> choose(std::uint64_t budget);

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  void all_but(std::size_t lost);
  void only(std::size_t kept);
  void first_so_many();
  void toss();
  void tear_some();
  void bring_needs();
  void offer();

  const PersistenceModel& model_;
  const std::vector<PendingEffect>& effects_;
  WantedStates wanted_;
  std::mt19937_64 random_;
  std::size_t size_;
  std::vector<std::vector<std::size_t>> needed_;  // by effect: those that it needs
  Choice choice_;
  absl::flat_hash_set<Choice> seen_;
  std::vector<Choice> chosen_;
};

}  // namespace powercut
