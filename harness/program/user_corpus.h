// The corpus of --corpus: read before the work, written anew after it.
#pragma once

#include <string>

#include "harness/lifetimes/corpus.h"
#include "powercut/harness/registry.h"

namespace powercut {

class UserCorpus {
 public:
  // A file that is not there is an empty corpus; an empty path is none at all. Reports the error,
  // and returns false, if it is no corpus, or could not be written, or is where the report goes.
  bool load(const std::string& path, const std::string& json);

  // nullptr: there is none.
  Corpus* corpus() { return path_.empty() ? nullptr : &corpus_; }

  // Replaces the file, and says on standard error what is in it. Reports the error, and returns
  // false, if it cannot.
  bool save(const Registry& registry) const;

 private:
  std::string path_;
  Corpus before_;
  Corpus corpus_;
};

}  // namespace powercut
