// random_model: makes a row with random attributes and rules; for tests. The same seed gives the
// same row.
#pragma once

#include <array>
#include <random>

#include "powercut/faultfs/persistence_model.h"

namespace powercut {

inline PersistenceModel random_model(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  auto below = [&](std::uint64_t end) { return random() % end; };
  auto coin = [&] { return below(2) == 0; };
  static constexpr std::array<std::uint32_t, 4> units{0, 2, 3, 4096};
  static constexpr std::array rules{"append before append in call",
                                    "overwrite before overwrite in call",
                                    "overwrite before append in call",
                                    "append before overwrite in call",
                                    "size before size in call",
                                    "displace before link in call",
                                    "link before displace in call",
                                    "link before unlink in call",
                                    "unlink before link in call",
                                    "remove before truncate in call",
                                    "truncate before remove in call",
                                    "truncate before rename in call",
                                    "append before append in file",
                                    "append before rename in file",
                                    "truncate before append in file",
                                    "truncate before any",
                                    "directory before any",
                                    "metadata before metadata",
                                    "overwrite before metadata",
                                    "append before any",
                                    "any before any",
                                    "directory before directory in directory",
                                    "create before remove in directory",
                                    "unlink before create",
                                    "overwrite before rename in file",
                                    "size before overwrite in file",
                                    "size before replace in file",
                                    "delayed before replace in file",
                                    "directory before size",
                                    "overwrite before truncate in call"};

  PersistenceModel model{.name = "random", .summary = ""};
  model.writeback = below(5) == 0   ? Writeback::at_once
                    : below(8) == 0 ? Writeback::when_synced
                                    : Writeback::any_time;
  model.overwrite_unit = units[below(units.size())];
  model.append_unit = units[below(units.size())];
  model.tears_bytes = below(4) == 0;
  model.tears_overwrites = below(2) == 0;
  model.scatters_bytes = coin();
  model.size_before_data = coin();
  model.rename_in_parts = coin();
  model.moves_in_parts = coin();
  model.removal_empties = coin();
  model.truncate_zeroes = coin();
  model.inline_bytes = std::array{0U, 0U, 2U, 5U}[below(4)];
  model.failed_sync_forgets_size = coin();
  model.sync_scope = static_cast<SyncScope>(below(4));
  // SlowStates knows no wider scope for a model that writes at once.
  if (model.writeback == Writeback::at_once) model.sync_scope = SyncScope::file;
  if (coin()) model.tails.push_back(Tail::garbage);
  if (coin()) model.tails.push_back(Tail::stale);
  for (std::uint64_t count = below(5); count > 0; --count) {
    model.order.push_back(parse_order_rule(rules[below(rules.size())]).value());
    if (cycle_in(model.order)) model.order.pop_back();
  }
  return model;
}

}  // namespace powercut
