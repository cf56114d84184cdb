// UserCorpus: reads the corpus of --corpus before the work, and writes it anew after the work.
#pragma once

#include <string>

#include "harness/lifetimes/corpus.h"
#include "powercut/harness/registry.h"

namespace powercut {

class UserCorpus {
 public:
  // A missing file is an empty corpus, and an empty path means no corpus. json: the path of the
  // report. Reports the error and returns false if the file is no corpus, cannot be written, or is
  // the report.
  bool load(const std::string& path, const std::string& json);

  // nullptr if there is no corpus.
  Corpus* corpus() { return path_.empty() ? nullptr : &corpus_; }

  // Replaces the file, and says on standard error what is in it. If it cannot, it reports the error
  // and returns false.
  bool save(const Registry& registry) const;

 private:
  std::string path_;
  Corpus before_;
  Corpus corpus_;
};

}  // namespace powercut
