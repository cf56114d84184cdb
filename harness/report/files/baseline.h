// Baseline: holds an earlier report of the same work, so that a run can tell what is new.
//
// Rows are compared by the kinds of their broken promises: "log, xfs: lost". Counts are not
// compared, since they change with every operation that a store does in another way. A row that is
// as expected has nothing to compare.
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
  std::set<std::string> kinds;  // of its broken promises; "holds" if it should fail and does not
};

struct Baseline {
  std::string path;
  SweepResult head;  // only the options of the report, without its cells
  std::vector<BaselineRow> rows;
  std::vector<std::string> without;                        // clauses, by name
  std::map<std::string, std::set<std::string>> workloads;  // by store; without groups of workloads
  std::map<std::string, std::string> models;               // by name, each as JSON
};

// Reads a report as a baseline. An error is one line. The report may have stores and models that
// this program does not know.
std::expected<Baseline, std::string> read_baseline(std::string_view text);

// Says why the findings of the two cannot be compared: "its seed is 2, not 1". nullopt if they can.
// Only the stores and models that both have must have been tested in the same way.
std::optional<std::string> difference_of_options(const SweepResult& asked, const Baseline& there,
                                                 const Registry& registry);

struct BaselineChange {
  enum class What : std::uint8_t {
    is_new,
    fixed,  // the row was visited, and does not have it any more
    unchanged,
  } what;
  std::string store;
  std::string model;
  std::string kind;
};

// is_complete: all of the work was done. If not, nothing counts as fixed.
std::vector<BaselineChange> compare(const Baseline& baseline, const std::vector<VerdictRow>& rows,
                                    bool is_complete);

// One line with the counts, and one line for each change that is new or fixed.
std::string baseline_summary(const Baseline& baseline, const std::vector<BaselineChange>& changes);

// True if something about the row is new.
bool has_news(const std::vector<BaselineChange>& changes, const VerdictRow& row);

}  // namespace powercut
