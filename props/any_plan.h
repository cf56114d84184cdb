// Random plans, for RapidCheck.
#pragma once

#include <rapidcheck.h>

#include "powercut/harness/workload.h"

namespace rc {

inline Gen<std::string> swept_key() {
  return gen::elementOf(std::vector<std::string>{"", "a", std::string(1, '\0'), "\xff", "key"});
}

// Values of one run are told apart by their number, which the plan appends.
inline Gen<powercut::Operation> any_operation() {
  return gen::exec([] {
    auto kind =
        *gen::weightedElement<powercut::OperationKind>({{10, powercut::OperationKind::set},
                                                        {4, powercut::OperationKind::remove},
                                                        {4, powercut::OperationKind::batch},
                                                        {1, powercut::OperationKind::get},
                                                        {1, powercut::OperationKind::sync},
                                                        {2, powercut::OperationKind::compact},
                                                        {2, powercut::OperationKind::reopen},
                                                        {2, powercut::OperationKind::kill},
                                                        {2, powercut::OperationKind::wait},
                                                        {2, powercut::OperationKind::step}});
    powercut::Operation operation{.kind = kind};
    if (kind == powercut::OperationKind::wait) {
      operation.time = std::chrono::milliseconds(*gen::inRange(1, 2000));
    }
    int changes = operation.changes_state() || kind == powercut::OperationKind::get ? 1 : 0;
    if (kind == powercut::OperationKind::batch) changes = *gen::inRange(1, 4);
    for (; changes > 0; --changes) {
      powercut::Change change{.key = *swept_key(), .value = std::nullopt};
      bool sets = kind == powercut::OperationKind::set ||
                  (kind == powercut::OperationKind::batch && *gen::inRange(0, 3) > 0);
      if (sets) change.value = *gen::container<std::string>(gen::arbitrary<char>());
      operation.changes.push_back(std::move(change));
    }
    return operation;
  });
}

// The first of the operations are the setup.
inline Gen<powercut::Plan> plan_of(Gen<std::vector<powercut::Operation>> some_operations) {
  return gen::exec([some_operations = std::move(some_operations)] {
    auto operations = *some_operations;
    int number = 0;
    for (powercut::Operation& operation : operations) {
      for (powercut::Change& change : operation.changes) {
        if (change.value && !change.value->empty()) *change.value += std::to_string(++number);
      }
    }
    powercut::Plan plan;
    auto setup_operations = *gen::inRange<std::size_t>(0, 4);
    for (powercut::Operation& operation : operations) {
      bool in_setup = plan.setup.size() < setup_operations && operation.changes_state();
      (in_setup && plan.operations.empty() ? plan.setup : plan.operations)
          .push_back(std::move(operation));
    }
    return plan;
  });
}

inline Gen<powercut::Plan> any_plan() {
  return plan_of(gen::container<std::vector<powercut::Operation>>(any_operation()));
}

// A plan of at most so many operations.
inline Gen<powercut::Plan> plan_up_to(std::size_t operations_max) {
  return plan_of(gen::exec([operations_max] {
    auto count = *gen::inRange<std::size_t>(1, operations_max + 1);
    return *gen::container<std::vector<powercut::Operation>>(count, any_operation());
  }));
}
inline Gen<powercut::Plan> short_plan() { return plan_up_to(6); }
inline Gen<powercut::Plan> tiny_plan() { return plan_up_to(3); }

}  // namespace rc
