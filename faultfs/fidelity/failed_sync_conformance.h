// FailedSyncConformance: does a row allow what a kernel has done when syncs failed?
//
// The program is run in memory, and each sync that the kernel has failed fails there, too. Then
//   reads   each read that no drop_caches came before sees what the cache in memory holds;
//   trees   each tree that a power cut has left is a state of the row (conformance.h).
//
// Each failed sync of a file may have kept the new bytes in the cache or have brought the old ones
// back; one way must explain all reads and trees. So a page that was dropped later counts as one
// that the sync itself brought back.
//
// It is followed up to the first call that fails and is no sync, or read that fails: there the file
// system has shut down or is read-only now, and later calls are as if they had not been made.
#pragma once

#include "faultfs/fidelity/answer_file.h"
#include "powercut/faultfs/persistence_model.h"

namespace powercut {

struct Disagreement {
  std::string name;  // of the program
  std::string what;  // "read f: 8192A" or "tree f=4096A"
  std::string text;  // for a person, in one line
};

// The error: a program that cannot be run in memory, or a row that does not write at any time.
std::expected<std::vector<Disagreement>, std::string> disagreements(
    const PersistenceModel& model, const AnsweredProgram& answered);

}  // namespace powercut
