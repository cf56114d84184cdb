#include "harness/plan/subject_plan.h"

#include <algorithm>
#include <array>

namespace powercut {

namespace {

// Some operations are drawn more often than others, and of many some not at all: other ones in each
// plan.
class OperationsOfSubject {
 public:
  OperationsOfSubject(const SubjectUnderTest& subject, std::uint64_t first_number, Chooser& chooser)
      : subject_(subject), chooser_(chooser), next_number_(first_number) {
    constexpr std::size_t few = 4;
    constexpr std::array<std::uint64_t, 5> weights{0, 1, 1, 3, 9};
    const std::uint64_t least = subject.operations.size() <= few ? 1 : 0;
    for (std::size_t place = 0; place < subject.operations.size(); ++place) {
      sum_ += weights_.emplace_back(std::max(least, weights[chooser.below(weights.size())]));
    }
    if (sum_ > 0) return;
    weights_.assign(weights_.size(), 1);
    sum_ = weights_.size();
  }

  Operation draw() {
    const bool draws = subject_.draw && chooser_.chance(70);
    std::string operation = draws ? subject_.draw(chooser_) : listed();
    operation.resize(std::min(operation.size(), subject_operation_bytes_max));
    return apply_operation(numbered(operation, next_number_));
  }

 private:
  const std::string& listed() {
    std::uint64_t dice = chooser_.below(sum_);
    std::size_t place = 0;
    while (dice >= weights_[place]) dice -= weights_[place++];
    return subject_.operations[place];
  }

  const SubjectUnderTest& subject_;
  Chooser& chooser_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t sum_ = 0;
  std::uint64_t next_number_;
};

// Greater than every number that an operation of the plan has.
std::uint64_t number_behind(const Plan& plan) {
  constexpr std::size_t digits_max = 18;
  std::uint64_t greatest = 0;
  for (const Operation& operation : plan.operations) {
    if (operation.kind != OperationKind::apply) continue;
    std::uint64_t number = 0;
    std::size_t digits = 0;
    for (char byte : *operation.changes[0].value) {
      const bool is_digit = byte >= '0' && byte <= '9';
      digits = is_digit ? digits + 1 : 0;
      number = is_digit ? number * 10 + static_cast<std::uint64_t>(byte - '0') : 0;
      if (digits > 0 && digits <= digits_max) greatest = std::max(greatest, number);
    }
  }
  return greatest + 1;
}

}  // namespace

std::string numbered(std::string_view operation, std::uint64_t& first) {
  std::string text;
  for (char byte : operation) {
    if (byte == '#') {
      text += std::to_string(first++);
    } else {
      text += byte;
    }
  }
  return text;
}

Plan plan_for(const StoreUnderTest& store, Plan plan, Chooser chooser) {
  if (!store.subject) return plan;
  OperationsOfSubject operations(*store.subject, number_behind(plan), chooser);
  for (auto* part : {&plan.setup, &plan.operations}) {
    for (Operation& operation : *part) {
      const bool is_of_map = operation.changes_state() && operation.kind != OperationKind::apply;
      if (is_of_map) operation = operations.draw();
      if (operation.kind == OperationKind::get) operation = get_operation(subject_key);
    }
  }
  // No operation is known that changes nothing.
  if (plan.interrupted) plan.interrupted = plain_operation(OperationKind::compact);
  return plan;
}

Plan plan_for(const StoreUnderTest& store, const Workload& workload, std::uint64_t seed) {
  return plan_for(store, workload.plan(seed), Chooser(seed));
}

}  // namespace powercut
