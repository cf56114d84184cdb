// Findings: collects what a look at a store's files has found, for a person or, as JSON, for a
// program.
//
// At most kept_max findings are kept, so that a file that is bad in every place costs no more
// memory than that. The others are counted. Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

enum class FindingKind : std::uint8_t {
  damage,  // bytes at rest are not what was written
  note,    // worth knowing, but no harm to the store
};

struct Finding {
  FindingKind kind;
  std::string file;      // its name in the directory; empty: the store as a whole
  std::uint64_t offset;  // in bytes
  std::string what;

  friend bool operator==(const Finding&, const Finding&) = default;
};

class Findings {
 public:
  static constexpr std::size_t kept_max = 10'000;

  void damage(std::string_view file, std::uint64_t offset, std::string what);
  void note(std::string_view file, std::uint64_t offset, std::string what);

  const std::vector<Finding>& list() const { return list_; }
  std::uint64_t damages() const { return damages_; }
  std::uint64_t unlisted() const { return unlisted_; }

 private:
  void add(Finding finding);

  std::vector<Finding> list_;
  std::uint64_t damages_ = 0;
  std::uint64_t unlisted_ = 0;
};

// One line for each: "damage: 00000001.log, offset 64: ...".
std::string to_text(const Findings& findings);

}  // namespace powercut
