#include "harness/subject/subject_store.h"

#include "engine/io/macros.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

Result<void> SubjectStore::set(std::string_view key, std::string_view value) {
  if (key != subject_key) return Error{ErrorCode::unsupported};
  return subject_->apply(value);
}

Result<bool> SubjectStore::get(std::string_view key, std::string& value) {
  if (key != subject_key) return false;
  TRY_ASSIGN(value, subject_->observe());
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
  auto shared = std::make_shared<const SubjectUnderTest>(subject);
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
