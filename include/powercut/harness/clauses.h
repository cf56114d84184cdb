// Clauses: which parts of the contract a store is held to.
//
// D1 to D4 and D6 (what was acknowledged survives; nothing is invented) are the purpose of a crash
// tester, and always asked. The others are clauses that a store may give or not; each has a name by
// which it is switched off. The usual clauses are those that every store gives whose acknowledged
// writes are safe on a disk that writes whole sectors. D12 and the last four go further: the stores
// of this project give them, and others need not. D8 is given by the stores of segments alone.
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
  reports_damage,             // D8: bytes that change at rest are told, never served or dropped
  whole_batches,              // D9: a batch, or a failed change, is there wholly or not at all
  goes_on_after_recovery,     // D10: after a recovery writes succeed, and nothing changes by itself
  room_costs_one_write,       // D12: a full disk fails only the change that met it
  same_answers,               // all ways to ask an open store give the same answer
  seen_after_kill,            // D5: what a process killed before showed, no power cut takes back
  forgotten_pages,            // pages that a failed sync has forgotten are written again at an open
  short_transfers,            // a read or write that stops short is gone on with, and no error
  torn_sectors,               // bytes may be torn anywhere inside a sector that is overwritten
  durable_close,              // after a close that says ok everything is durable, by every policy
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

  // Whether findings of the kind are any.
  bool asks(FindingKind kind) const;

  // By name, in the order of the enumeration: the clauses that are in here, and those that are not.
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
