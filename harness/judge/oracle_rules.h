// OracleRules: the interface through which Oracle judges one form of state: a map of keys
// (key_oracle.h), or a state that is observed as a whole (state_oracle.h). The functions are those
// of Oracle.
#pragma once

#include "powercut/harness/oracle.h"

namespace powercut {

class OracleRules {
 public:
  using Presence = Oracle::Presence;

  OracleRules() = default;
  OracleRules(const OracleRules&) = delete;
  OracleRules& operator=(const OracleRules&) = delete;
  virtual ~OracleRules() = default;

  virtual void expect(const Promise& promise) = 0;
  virtual std::optional<Violation> judge(std::span<const FoundValue> found) const = 0;
  virtual std::optional<std::vector<Presence>> explain(std::span<const FoundValue> found) const = 0;
  virtual std::optional<Violation> judge_key(std::uint32_t key, const FoundValue& found) const = 0;
  virtual std::optional<bool> reveals(std::uint32_t step,
                                      std::span<const FoundValue> found) const = 0;
  virtual bool shows(std::uint32_t step, std::uint32_t key, const FoundValue& found) const = 0;
  virtual const std::optional<std::string>& expected(std::uint32_t key) const = 0;
};

// Whether a state must have a step, must not have it, or may have it or not.
enum class Standing : std::uint8_t { included, excluded, optional };

// The standing of a step that had finished. believes_readers: as in Oracle.
Standing standing_of(const Step& step, const Promise& promise, bool believes_readers);

}  // namespace powercut
