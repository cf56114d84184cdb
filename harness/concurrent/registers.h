// registers_of: a concurrent history as histories of registers that have nothing to do with each
// other.
//
// A map is linearizable if each of its keys is (Herlihy and Wing, "Linearizability: a correctness
// condition for concurrent objects", 1990, theorem 1: locality). A free key is a register: a batch
// is a set or a clear of it, a scan a get. A group is one register too, since all its keys are
// written at once: a batch is a set of the group's stamp, and a scan of it, or a get of one of its
// keys, reads that stamp.
#pragma once

#include <vector>

#include "harness/concurrent/linearizability.h"

namespace powercut {

struct Register {
  std::string name;  // a key, or those of a group: "g0/0 g0/1"
  std::vector<RegisterOperation> operations = {};
};

enum class BatchView : std::uint8_t {
  whole,          // gets of two keys never show a batch in half, nor undone
  whole_in_scan,  // only scans are promised that; to gets each key of a group is a register alone
  by_key          // neither are scans: a register alone is each key to them, too
};

std::vector<Register> registers_of(const ConcurrentHistory& history, BatchView view);

// The scans that show a group with more than one stamp: indices into the history's operations.
std::vector<std::uint32_t> torn_scans(const ConcurrentHistory& history);

// How many operations began while another of the same register was pending.
std::uint64_t overlaps(const Register& one);

}  // namespace powercut
