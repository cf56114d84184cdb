// SubjectStates: which state an operation of a subject leads to.
//
// Either the subject's own model says so (SubjectUnderTest::next), or the subject itself does: a
// disk on which nothing ever failed is kept for each state, and the operation is tried on a copy of
// it. Each pair of state and operation is tried once. Memory: a disk for each state of one run;
// copies share what is equal.
//
// Threads: one.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "powercut/faultfs/disk.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

class SubjectStates {
 public:
  // store: of a subject; outlives this.
  explicit SubjectStates(const StoreUnderTest& store) : store_(store) {}

  // The state of a new one. Empty, if it cannot be opened or observed, which a run will tell.
  std::string initial();

  // state: that of initial(), or an earlier answer of this. Where the subject refuses the operation
  // on its good disk, the state remains.
  std::string after(const std::string& state, const std::string& operation);

 private:
  std::string tried(Disk disk, const std::string* operation, const std::string& otherwise);

  const StoreUnderTest& store_;
  std::map<std::string, Disk> disks_;  // by state
  std::map<std::pair<std::string, std::string>, std::string> known_;
};

}  // namespace powercut
