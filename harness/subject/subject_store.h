// SubjectStore: makes a subject (subject.h) look like a store of one key. A set applies its value
// as an operation, and a get observes the state. It has no other key, and no remove.
#pragma once

#include <memory>

#include "powercut/engine/store.h"
#include "powercut/harness/subject.h"

namespace powercut {

class SubjectStore : public Store {
 public:
  explicit SubjectStore(std::unique_ptr<Subject> subject) : subject_(std::move(subject)) {}

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view) override { return Error{ErrorCode::unsupported}; }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<void> sync() override { return subject_->sync(); }
  Result<void> compact() override { return subject_->compact(); }
  Result<void> close() override { return subject_->close(); }

 private:
  std::unique_ptr<Subject> subject_;
};

}  // namespace powercut
