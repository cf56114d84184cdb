// SizedPlan: builds a plan whose changes take given numbers of bytes in a segment of a `CaskStore`.
//
// All values differ, as the oracle needs it. Operations before begin_recording() are the setup.
#pragma once

#include <initializer_list>

#include "powercut/harness/workload.h"

namespace powercut {

// Sizes in the format of a `CaskStore`. They stand here so that plans do not depend on the engine;
// catalog.cc checks them against the engine's.
struct PlannedSizes {
  static constexpr std::size_t record_header_bytes = 12;
  static constexpr std::size_t commit_header_bytes = record_header_bytes + 16;
  static constexpr std::size_t segment_header_bytes = 64;
};

class SizedPlan {
 public:
  SizedPlan() = default;
  SizedPlan(const SizedPlan&) = delete;
  SizedPlan& operator=(const SizedPlan&) = delete;

  SizedPlan& begin_recording();

  // Adds a set whose commit has so many bytes, with its header.
  SizedPlan& set(std::string_view key, std::size_t commit_bytes);
  // Adds a batch that sets all these keys in such a commit.
  SizedPlan& batch(std::initializer_list<std::string_view> keys, std::size_t commit_bytes);

  SizedPlan& remove(std::string_view key) { return add(remove_operation(key)); }
  SizedPlan& get(std::string_view key) { return add(get_operation(key)); }
  SizedPlan& wait(int milliseconds);
  SizedPlan& step(int times = 1);
  SizedPlan& then(OperationKind kind) { return add(plain_operation(kind)); }

  Plan take() { return std::move(plan_); }

 private:
  std::string value(std::string_view key, std::size_t record_bytes);
  SizedPlan& add(Operation operation);

  Plan plan_;
  bool is_recorded_ = false;
  int versions_ = 0;
};

}  // namespace powercut
