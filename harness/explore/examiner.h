// Examiner: opens a store on one crash image, judges what it finds, and goes on with it.
//
//   open -> read every key -> oracle -> write one key more -> close -> open -> scan everything:
//   nothing but the new key may have changed (D10)
//
// The image is left as it was. This is the hot path of a sweep: all memory is kept from state to
// state, and the cost should be the store's own.
//
// Threads: one each.
#pragma once

#include "harness/oracle/oracle.h"
#include "harness/store_under_test.h"
#include "harness/virtual_time.h"

#include "faultfs/fault_file_system.h"

namespace powercut {

class Examiner {
 public:
  // Both must outlive this.
  Examiner(const StoreUnderTest& store, const KeyTable& keys);

  // nullopt: the image keeps the promise that the oracle expects.
  std::optional<Violation> examine(Disk& image, const Oracle& oracle);

 private:
  std::optional<Violation> read_keys(Store& store);
  std::optional<Violation> go_on(Store& store);
  std::optional<Violation> compare_after_reopen(Store& store);

  const StoreUnderTest& store_;
  const KeyTable& keys_;
  std::string probe_key_;  // one that the history does not use
  VirtualTime time_;
  std::vector<FoundValue> found_;
};

}  // namespace powercut
