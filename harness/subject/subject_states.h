// SubjectStates: finds the state to which an operation of a subject leads.
//
// If the tester has given a model (SubjectUnderTest::next), the model says so. If not, the subject
// itself does: the class keeps, for each state, a disk on which nothing ever failed, and tries the
// operation on a copy of it. It tries each pair of state and operation once. Memory: one disk for
// each state of a run; copies share what is equal.
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
  // store: that of a subject; it must outlive this.
  explicit SubjectStates(const StoreUnderTest& store) : store_(store) {}

  // The state of a new subject. Empty if it cannot be opened or observed; a run will report that.
  std::string initial();

  // The state after the operation. state: that of initial(), or an earlier result of this function.
  // If the subject refuses the operation on its good disk, the state stays as it is.
  std::string after(const std::string& state, const std::string& operation);

 private:
  std::string tried(Disk disk, const std::string* operation, const std::string& otherwise);

  const StoreUnderTest& store_;
  std::map<std::string, Disk> disks_;  // by state
  std::map<std::pair<std::string, std::string>, std::string> known_;
};

// Whether some operation of the subject's list changes a state, tried from a new one on.
bool changes_its_state(const StoreUnderTest& store);

}  // namespace powercut
