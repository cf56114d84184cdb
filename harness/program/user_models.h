// UserModels: the file of --model-file, as far as a command has to do with it.
//
// Before any thread is started: the models are added to the registry.
#pragma once

#include <string>
#include <vector>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

class UserModels {
 public:
  // Makes the file's models known; an empty path names none. Reports the error, and returns false,
  // if it cannot.
  bool load(const std::string& path, Registry& registry);

  // Says in the findings under one of these models where it came from, so that they can be
  // replayed.
  void mark(SweepResult& result) const;
  void mark(Finding& finding) const;

 private:
  std::string path_;
  std::vector<std::string> names_;
};

}  // namespace powercut
