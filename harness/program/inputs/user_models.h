// UserModels: reads the file of --model-file for a command.
//
// Threads: load() adds models to the registry, so it must be called before any thread is started.
#pragma once

#include <string>
#include <vector>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

class UserModels {
 public:
  // Adds the file's models to the registry; an empty path names no file. If it cannot, it reports
  // the error and returns false.
  bool load(const std::string& path, Registry& registry);

  // Notes the file in each finding under one of these models, so that it can be replayed.
  void mark(SweepResult& result) const;
  void mark(Finding& finding) const;

 private:
  std::string path_;
  std::vector<std::string> names_;
};

}  // namespace powercut
