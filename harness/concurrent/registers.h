// registers_of(): divides a concurrent history into the histories of independent registers.
//
// A map is linearizable if each of its keys is (Herlihy and Wing, "Linearizability: a correctness
// condition for concurrent objects", 1990, theorem 1: locality). A free key is a register: a batch
// is a set or a clear of it, and a scan is a get. A group is one register too, since all its keys
// are written at once: a batch sets the group's stamp, and a scan, or a get of one of its keys,
// reads that stamp.
#pragma once

#include <vector>

#include "harness/concurrent/linearizability.h"

namespace powercut {

struct Register {
  std::string name;  // a key, or those of a group: "g0/0 g0/1"
  std::vector<RegisterOperation> operations = {};
};

enum class BatchView : std::uint8_t {
  whole,          // gets of two keys never show a batch in part, nor undone
  whole_in_scan,  // only scans never do; for gets each key of a group is a register of its own
  by_key          // scans may do so, too: each key is a register of its own
};

std::vector<Register> registers_of(const ConcurrentHistory& history, BatchView view);

// The scans that show a group with more than one stamp: indices into the history's operations.
std::vector<std::uint32_t> torn_scans(const ConcurrentHistory& history);

// How many operations began while another of the same register was pending.
std::uint64_t overlaps(const Register& one);

}  // namespace powercut
