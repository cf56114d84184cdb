#include "harness/subject/subject_states.h"

#include <algorithm>

#include "harness/plan/subject_plan.h"
#include "harness/watch/run_random.h"
#include "harness/watch/virtual_time.h"
#include "harness/watch/watched_store.h"
#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

std::string SubjectStates::initial() { return tried(Disk(), nullptr, ""); }

std::string SubjectStates::after(const std::string& state, const std::string& operation) {
  if (store_.subject->next) return store_.subject->next(state, operation);
  auto [known, is_new] = known_.try_emplace({state, operation});
  if (is_new) known->second = tried(disks_.at(state), &operation, state);
  return known->second;
}

// The state after the operation, if there is one, or `otherwise`.
std::string SubjectStates::tried(Disk disk, const std::string* operation,
                                 const std::string& otherwise) {
  FaultFileSystem files(disk, {});
  VirtualTime time;
  RunRandom random;
  Environment environment{files, time, time, time, random};
  std::string state = otherwise;
  {
    auto store = open_watched(store_, environment);
    if (store.ok()) {
      const bool is_done = operation == nullptr || (*store)->set(subject_key, *operation).ok();
      std::string observed;
      if (is_done && (*store)->get(subject_key, observed).ok()) state = std::move(observed);
      static_cast<void>((*store)->close().ok());
    }
  }
  disks_.try_emplace(state, std::move(disk));
  return state;
}

bool changes_its_state(const StoreUnderTest& store) {
  constexpr std::size_t operations_max = 64;
  SubjectStates states(store);
  const std::string first = states.initial();
  std::string state = first;
  std::uint64_t number = 1;
  const auto& operations = store.subject->operations;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t place = 0; place < std::min(operations.size(), operations_max); ++place) {
      state = states.after(state, numbered(operations[place], number));
      if (state != first) return true;
    }
  }
  return false;
}

}  // namespace powercut
