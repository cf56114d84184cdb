// FailedSyncConformance: checks whether a row allows the answers and trees of a kernel whose syncs
// failed.
//
// The program is run in memory; each sync that failed in the kernel fails there, too. Then
//   reads   each read before the first drop_caches must see the bytes of the cache in memory;
//   trees   each tree that a power cut has left must be a state of the row (conformance.h).
//
// Each failed sync of a file may have kept the new bytes in the cache, or have brought the old ones
// back; one way must explain all reads and trees. So a page that was dropped later counts as one
// that the sync itself brought back.
//
// The program is followed up to the first failed read, or failed call that is no sync: the file
// system has then shut down or become read-only, and later calls count as not made.
#pragma once

#include "faultfs/fidelity/files/answer_file.h"
#include "powercut/faultfs/persistence_model.h"

namespace powercut {

struct Disagreement {
  std::string name;  // of the program
  std::string what;  // "read f: 8192A" or "tree f=4096A"
  std::string text;  // for people, in one line
};

// The error: the program cannot be run in memory, or the row does not write at any time.
std::expected<std::vector<Disagreement>, std::string> disagreements(
    const PersistenceModel& model, const AnsweredProgram& answered);

}  // namespace powercut
