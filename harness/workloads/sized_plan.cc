#include "harness/workloads/sized_plan.h"

#include <fmt/format.h>

#include "engine/io/macros.h"

namespace powercut {

SizedPlan& SizedPlan::begin_recording() {
  is_recorded_ = true;
  return *this;
}

SizedPlan& SizedPlan::set(std::string_view key, std::size_t commit_bytes) {
  CHECK(commit_bytes > PlannedSizes::commit_header_bytes);
  return add(set_operation(key, value(key, commit_bytes - PlannedSizes::commit_header_bytes)));
}

SizedPlan& SizedPlan::batch(std::initializer_list<std::string_view> keys,
                            std::size_t commit_bytes) {
  CHECK(commit_bytes > PlannedSizes::commit_header_bytes);
  Batch batch;
  std::size_t bytes_left = commit_bytes - PlannedSizes::commit_header_bytes;
  std::size_t keys_left = keys.size();
  for (std::string_view key : keys) {
    const std::size_t record_bytes = bytes_left / keys_left--;
    bytes_left -= record_bytes;
    batch.set(key, value(key, record_bytes));
  }
  return add(batch_operation(std::move(batch)));
}

SizedPlan& SizedPlan::wait(int milliseconds) {
  return add(wait_operation(std::chrono::milliseconds(milliseconds)));
}

SizedPlan& SizedPlan::step(int times) {
  for (; times > 0; --times) add(plain_operation(OperationKind::step));
  return *this;
}

// Each begins with a number of its own.
std::string SizedPlan::value(std::string_view key, std::size_t record_bytes) {
  std::string value = fmt::format("v{}", ++versions_);
  CHECK(record_bytes >= PlannedSizes::record_header_bytes + key.size() + value.size());
  value.resize(record_bytes - PlannedSizes::record_header_bytes - key.size(), '.');
  return value;
}

SizedPlan& SizedPlan::add(Operation operation) {
  (is_recorded_ ? plan_.operations : plan_.setup).push_back(std::move(operation));
  return *this;
}

}  // namespace powercut
