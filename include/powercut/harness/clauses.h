// Clauses: names the parts of the contract to which a store is held.
//
// A store is always held to D1 to D4 and D6 (what was acknowledged survives; nothing is invented):
// they are the purpose of a crash tester. Each other part is a clause that a store may give or not,
// with a name by which it is switched off. Every store gives the usual clauses if its acknowledged
// changes are safe on a disk that writes whole sectors. D12 and the last four go further: the
// stores of this project give them, and others need not. Only the stores of segments give D8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/harness/finding_kind.h"

namespace powercut {

enum class Clause : std::uint8_t {
  refuses_after_failed_sync,  // D7: no change is accepted after a failed sync until the next open
  reports_damage,             // D8: the store reports changed bytes, and serves or drops none
  whole_batches,              // D9: a batch, or a failed change, is there wholly or not at all
  goes_on_after_recovery,     // D10: after a recovery writes succeed, and nothing changes by itself
  room_costs_one_write,       // D12: a full disk fails only the change that met it
  same_answers,               // all ways to ask an open store give the same answer
  seen_after_kill,            // D5: a change read before a process kill survives a power cut, too
  forgotten_pages,            // an open writes again the pages that a failed sync has forgotten
  short_transfers,            // the store goes on with a read or write that stops short
  torn_sectors,               // the promise holds even if an overwritten sector is torn anywhere
  durable_close,              // after a close that returns ok all is durable, by every policy
};
inline constexpr int clause_count = 11;

// "D7", "D8", "D9", "D10", "D12", "same-answers", "seen-after-kill", "forgotten-pages",
// "short-transfers", "torn-sectors", "durable-close".
std::string_view name_of(Clause clause);
std::string_view summary_of(Clause clause);
std::optional<Clause> parse_clause(std::string_view name);

class Clauses {
 public:
  static constexpr Clauses none() { return Clauses(0); }
  static constexpr Clauses all() { return Clauses((1U << clause_count) - 1); }
  static constexpr Clauses usual() {
    return all()
        .without(Clause::room_costs_one_write)
        .without(Clause::seen_after_kill)
        .without(Clause::forgotten_pages)
        .without(Clause::short_transfers)
        .without(Clause::torn_sectors)
        .without(Clause::durable_close)
        .without(Clause::reports_damage);
  }

  constexpr bool has(Clause clause) const { return (bits_ & bit(clause)) != 0; }
  constexpr Clauses without(Clause clause) const { return Clauses(bits_ & ~bit(clause)); }
  constexpr Clauses with(Clause clause) const { return Clauses(bits_ | bit(clause)); }
  constexpr Clauses without(Clauses others) const { return Clauses(bits_ & ~others.bits_); }

  // Whether a broken promise of this kind counts as a finding.
  bool asks(FindingKind kind) const;

  // The names of the clauses that are in here, and of those that are not, in the order of the
  // enumeration.
  std::vector<std::string_view> names() const;
  std::vector<std::string_view> missing() const { return all().without(*this).names(); }

  friend constexpr bool operator==(const Clauses&, const Clauses&) = default;

 private:
  explicit constexpr Clauses(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t bit(Clause clause) {
    return 1U << static_cast<std::uint32_t>(clause);
  }

  std::uint32_t bits_;
};

}  // namespace powercut
