// OutputFiles: the files that a command writes about its result, and the report it compares with.
//
// All are tried before the work begins: a user who has waited for an hour shall not hear then that
// a folder is missing.
#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "harness/report/told_result.h"

namespace powercut {

struct OutputArguments {
  std::string json = {};        // the report; "-": standard output; empty: none
  std::string junit = {};       // the verdicts as JUnit XML
  std::string summary = {};     // the verdicts as Markdown
  std::string baseline = {};    // an earlier report
  bool shows_rows = false;      // of all verdicts, not only those that are amiss
  bool shows_findings = false;  // likewise
};

class OutputFiles {
 public:
  explicit OutputFiles(const OutputArguments& arguments) : arguments_(arguments) {}

  // Reports the error, and returns false, if one cannot be written or read, if two are the same or
  // one is among the inputs, or if the baseline is of other work than asked: the options and the
  // names of the cells count. The report alone may go over an input: it has all that was in it.
  bool prepare(const SweepResult& asked, const Registry& registry,
               const std::vector<std::string>& inputs);

  const OutputArguments& arguments() const { return arguments_; }

  // Where texts for a person go: not to standard output, if that is one of the files.
  std::FILE* for_people() const;

  const std::optional<Baseline>& baseline() const { return baseline_; }

  // rows_of_report: without the findings of pieces that were broken off. Complains likewise.
  bool write(const ToldResult& told, const std::vector<VerdictRow>& rows_of_report) const;

 private:
  const OutputArguments& arguments_;
  std::optional<Baseline> baseline_;
};

}  // namespace powercut
