// Baseline: an earlier report of the same work, so that a run can tell what is new.
//
// Broken promises are compared, by store, model and kind: "log, xfs: lost". Counts are not: they
// change with every operation that a store does otherwise. A row that is as expected has nothing to
// compare.
#pragma once

#include <expected>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/verdict.h"

namespace powercut {

struct BaselineRow {
  std::string store;
  std::string model;
  std::set<std::string> kinds;  // by which it is not as expected; "holds": though it should fail
};

struct Baseline {
  std::string path;
  SweepResult head;  // its options; no cells
  std::vector<BaselineRow> rows;
  std::vector<std::string> without;                        // clauses, by name
  std::map<std::string, std::set<std::string>> workloads;  // by store; no groups of them
  std::map<std::string, std::string> models;               // each as JSON
};

// The error: one line. Stores and models that this program does not know are taken, too.
std::expected<Baseline, std::string> read_baseline(std::string_view text);

// Why the findings of the two cannot be compared: "its seed is 2, not 1". nullopt: it can. Only
// stores and models that both have must have been put through the same.
std::optional<std::string> difference_of_options(const SweepResult& asked, const Baseline& there,
                                                 const Registry& registry);

struct BaselineChange {
  enum class What : std::uint8_t {
    is_new,
    fixed,  // the row has been visited, and has it no more
    unchanged,
  } what;
  std::string store;
  std::string model;
  std::string kind;
};

// is_complete: a finding that is not there has been looked for. Else nothing counts as fixed.
std::vector<BaselineChange> compare(const Baseline& baseline, const std::vector<VerdictRow>& rows,
                                    bool is_complete);

// A line with the counts, and one for each change but those that are unchanged.
std::string baseline_summary(const Baseline& baseline, const std::vector<BaselineChange>& changes);

// Whether something about the row is new.
bool has_news(const std::vector<BaselineChange>& changes, const VerdictRow& row);

}  // namespace powercut
