// OutputFiles: writes the files of a command about its result, and reads the baseline, the report
// to compare with.
//
// It tries all files before the work begins, so that a user does not hear only after an hour that a
// folder is missing.
#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "harness/report/files/told_result.h"

namespace powercut {

struct OutputArguments {
  std::string json = {};        // the report; "-": standard output; empty: none
  std::string junit = {};       // the verdicts as JUnit XML
  std::string summary = {};     // the verdicts as Markdown
  std::string baseline = {};    // an earlier report
  bool shows_rows = false;      // show the rows of all verdicts, not only of those that are amiss
  bool shows_findings = false;  // likewise for findings
};

class OutputFiles {
 public:
  explicit OutputFiles(const OutputArguments& arguments) : arguments_(arguments) {}

  // Reports the error and returns false if a file cannot be written or read, if two are the same or
  // one is among the inputs, or if the baseline is of other work than `asked`, by its options and
  // the names of its cells. Only the report may replace an input, since it has all that was in it.
  bool prepare(const SweepResult& asked, const Registry& registry,
               const std::vector<std::string>& inputs);

  const OutputArguments& arguments() const { return arguments_; }

  // The stream for texts to a person. It is not standard output if that is one of the files.
  std::FILE* for_people() const;

  const std::optional<Baseline>& baseline() const { return baseline_; }

  // Writes the files. rows_of_report: the rows without the findings of broken-off pieces. Errors:
  // likewise.
  bool write(const ToldResult& told, const std::vector<VerdictRow>& rows_of_report) const;

 private:
  const OutputArguments& arguments_;
  std::optional<Baseline> baseline_;
};

}  // namespace powercut
