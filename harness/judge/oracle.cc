#include "powercut/harness/oracle.h"

#include "harness/judge/key_oracle.h"
#include "harness/judge/state_oracle.h"

namespace powercut {

Oracle::Oracle(const History& history, bool believes_readers) {
  if (history.has_states()) {
    rules_ = std::make_unique<StateOracle>(history, believes_readers);
  } else {
    rules_ = std::make_unique<KeyOracle>(history, believes_readers);
  }
}

Oracle::Oracle(Oracle&&) noexcept = default;
Oracle& Oracle::operator=(Oracle&&) noexcept = default;
Oracle::~Oracle() = default;

void Oracle::expect(const Promise& promise) { rules_->expect(promise); }

std::optional<Violation> Oracle::judge(std::span<const FoundValue> found) const {
  return rules_->judge(found);
}

std::optional<std::vector<Oracle::Presence>> Oracle::explain(
    std::span<const FoundValue> found) const {
  return rules_->explain(found);
}

std::optional<Violation> Oracle::judge_key(std::uint32_t key, const FoundValue& found) const {
  return rules_->judge_key(key, found);
}

std::optional<bool> Oracle::reveals(std::uint32_t step, std::span<const FoundValue> found) const {
  return rules_->reveals(step, found);
}

bool Oracle::shows(std::uint32_t step, std::uint32_t key, const FoundValue& found) const {
  return rules_->shows(step, key, found);
}

const std::optional<std::string>& Oracle::expected(std::uint32_t key) const {
  return rules_->expected(key);
}

Standing standing_of(const Step& step, const Promise& promise, bool believes_readers) {
  if (step.outcome == Outcome::acknowledged) return Standing::included;
  bool seen = believes_readers && step.seen_calls <= promise.calls;
  if (!seen) return Standing::optional;
  return step.seen_there ? Standing::included : Standing::excluded;
}

}  // namespace powercut
