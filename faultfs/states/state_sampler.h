// StateSampler: chooses some states where there are too many to visit all.
//
// Bugs show in states with few effects lost or few kept, so these come first: all kept; all lost;
// all but one kept; one kept, with all that it needs. Then, by turns: all but two or three; two or
// three; the first ones up to a random place; each by the toss of a coin. In these,
// up to two effects are torn at random. No state comes twice. The same seed and effects give the
// same states.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <random>

#include "faultfs/states/state_enumeration.h"

namespace powercut {

class StateSampler {
 public:
  StateSampler(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
               const WantedStates& wanted, std::uint64_t seed);

  // At most `budget` choices; fewer if the random ones repeat again and again.
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
  std::vector<std::vector<std::size_t>> needed_;  // by effect: the effects that it needs
  Choice choice_;
  absl::flat_hash_set<Choice> seen_;
  std::vector<Choice> chosen_;
};

}  // namespace powercut
