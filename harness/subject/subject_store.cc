#include "harness/subject/subject_store.h"

#include <algorithm>

#include "engine/io/macros.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

namespace {

// For plans that need a list: a few of those that are drawn, each once.
std::vector<std::string> drawn_operations(const SubjectUnderTest& subject) {
  constexpr std::size_t operations_max = 8;
  constexpr int draws_max = 100;
  Chooser chooser(1);
  std::vector<std::string> operations;
  for (int draw = 0; draw < draws_max && operations.size() < operations_max; ++draw) {
    std::string drawn = subject.draw(chooser);
    if (std::ranges::find(operations, drawn) == operations.end()) {
      operations.push_back(std::move(drawn));
    }
  }
  return operations;
}

}  // namespace

Result<void> SubjectStore::set(std::string_view key, std::string_view value) {
  if (key != subject_key) return Error{ErrorCode::unsupported};
  return subject_->apply(value);
}

Result<bool> SubjectStore::get(std::string_view key, std::string& value) {
  if (key != subject_key) return false;
  TRY_ASSIGN(value, subject_->observe());
  if (value.size() > subject_state_bytes_max) return Error{ErrorCode::too_large};
  return true;
}

Result<void> SubjectStore::scan(const KeyRange& range, const ScanVisitor& visit) {
  const bool is_inside = range.from <= subject_key && (!range.to || subject_key < *range.to);
  if (!is_inside || range.limit == 0) return {};
  TRY_ASSIGN(const std::string state, subject_->observe());
  visit(subject_key, state);
  return {};
}

// Damage at rest and batches are asked of maps alone.
StoreUnderTest store_of(const SubjectUnderTest& subject) {
  SubjectUnderTest with_operations = subject;
  if (with_operations.operations.empty() && subject.draw) {
    with_operations.operations = drawn_operations(subject);
  }
  auto shared = std::make_shared<const SubjectUnderTest>(std::move(with_operations));
  StoreUnderTest store;
  store.name = subject.name;
  store.summary = subject.summary;
  store.policy = subject.policy;
  if (subject.open) {
    store.open = [shared](Environment& environment) -> Result<std::unique_ptr<Store>> {
      TRY_ASSIGN(auto opened, shared->open(environment));
      return std::unique_ptr<Store>(std::make_unique<SubjectStore>(std::move(opened)));
    };
  }
  store.fails_under = subject.fails_under;
  store.also_fails_with_errors_under = subject.also_fails_with_errors_under;
  store.clauses = subject.clauses.without(Clause::reports_damage);
  store.in_sweep_default = subject.in_sweep_default;
  store.subject = std::move(shared);
  return store;
}

}  // namespace powercut
