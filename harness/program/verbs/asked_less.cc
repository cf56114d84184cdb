#include "harness/program/verbs/asked_less.h"

#include "harness/plan/strict_json.h"
#include "harness/program/report_error.h"

namespace powercut {

bool AskedLess::load(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    auto clause = parse_clause(name);
    if (!clause) {
      report_error("no clause is named {}; there are: {}", in_quotes(name),
                   fmt::join(Clauses::all().names(), ", "));
      return false;
    }
    without_ = without_.with(*clause);
  }
  return true;
}

const StoreUnderTest* AskedLess::store(const StoreUnderTest& known) {
  if (without_ == Clauses::none()) return &known;
  return &stores_.emplace_back(held_to_less(known, without_));
}

void AskedLess::replace(std::vector<const StoreUnderTest*>& stores) {
  for (const StoreUnderTest*& each : stores) each = store(*each);
}

void AskedLess::mark(SweepResult& result) const {
  result.without = without_;
  for_each_finding(result, [&](Finding& finding) { mark(finding); });
}

}  // namespace powercut
