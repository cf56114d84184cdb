#include "powercut/harness/clauses.h"

#include <array>

namespace powercut {

namespace {

struct Description {
  std::string_view name;
  std::string_view summary;
};

constexpr std::array<Description, clause_count> descriptions{{
    {"D7", "after a failed sync no change is accepted until the next open"},
    {"D8", "bytes that have changed at rest are told, and neither served nor taken for a torn end"},
    {"D9", "a batch, or a change that failed, is there wholly or not at all"},
    {"D10", "after a recovery writes succeed, and nothing changes by itself"},
    {"D12", "a full disk fails only the change that met it; others may refuse until the next open"},
    {"same-answers", "all ways to ask an open store give the same answer"},
    {"seen-after-kill", "what was shown after a restart on the cache, no power cut takes back"},
    {"forgotten-pages", "pages that a failed sync has forgotten are written again at an open"},
    {"short-transfers", "a read or write that stops short is gone on with, and is no error"},
    {"torn-sectors", "a sector that is overwritten may be torn at any byte"},
    {"durable-close", "after a close that says ok everything is durable, whatever the policy"},
}};

}  // namespace

std::string_view name_of(Clause clause) {
  return descriptions[static_cast<std::size_t>(clause)].name;
}

std::string_view summary_of(Clause clause) {
  return descriptions[static_cast<std::size_t>(clause)].summary;
}

std::optional<Clause> parse_clause(std::string_view name) {
  for (int number = 0; number < clause_count; ++number) {
    auto clause = static_cast<Clause>(number);
    if (name_of(clause) == name) return clause;
  }
  return std::nullopt;
}

bool Clauses::asks(FindingKind kind) const {
  switch (kind) {
    case FindingKind::accepted:
      return has(Clause::refuses_after_failed_sync);
    case FindingKind::torn:
      return has(Clause::whole_batches);
    case FindingKind::unstable:
      return has(Clause::goes_on_after_recovery);
    case FindingKind::inconsistent:
      return has(Clause::same_answers);
    case FindingKind::unreported:
      return has(Clause::reports_damage);
    default:
      return true;
  }
}

std::vector<std::string_view> Clauses::names() const {
  std::vector<std::string_view> names;
  for (int number = 0; number < clause_count; ++number) {
    auto clause = static_cast<Clause>(number);
    if (has(clause)) names.push_back(name_of(clause));
  }
  return names;
}

}  // namespace powercut
