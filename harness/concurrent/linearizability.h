// judge_register: whether one register could have given these answers, one operation at a time.
//
// Method: Wing and Gong, "Testing and verifying concurrent objects" (1993), with an addition of
// Lowe, "Testing for linearizability" (2017): operations are placed just in time, when one returns
// that needs them, and each pair of (operations placed, state) is looked at once. The pairs are
// kept as a set that moves along the ticks. Four shortcuts make it fast and lose nothing:
//   L1 A read is placed as soon as the state is what it found. That hinders no other operation.
//   L2 Written values are unique. So a value that will still be found by a read which is not yet
//      invoked must not be overwritten; one that was found by all is like any other such value.
//   L3 Among pending writes whose reads have all been invoked, the one that must be placed first
//      goes first: two of them can change places in whatever follows. The same holds of removes.
//   L4 A failed change that nobody needs so far is not placed: it can still be, or be left out.
//
// Time: about linear in the operations while few overlap; `work_max` bounds it where many do.
// Threads: none of its own, nothing shared.
#pragma once

#include <cstdint>
#include <span>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

enum class RegisterKind : std::uint8_t {
  set,
  get,
  remove,  // and says whether something was there
  clear,   // a remove that says nothing: one within a batch
};

struct RegisterOperation {
  RegisterKind kind;
  Stamp stamp = absent;    // set: no other set has it; get: what was found
  bool was_there = false;  // remove: its answer
  Answer answer = Answer::ok;
  Tick invoked = 0;
  Tick returned = 0;
  std::uint32_t source = 0;  // index into the history's operations
};

enum class Verdict : std::uint8_t { linearizable, violated, undecided };

struct RegisterVerdict {
  Verdict verdict;
  std::uint64_t work = 0;  // pairs looked at
};

// In any order. The register is empty at first. Undecided: more than work_max pairs, or more than
// 64 operations at once.
RegisterVerdict judge_register(std::span<const RegisterOperation> operations,
                               std::uint64_t work_max);

// Reads of an absent value: a get that found nothing, a remove that said so.
bool sees_absence(const RegisterOperation& operation);

// Reads without an answer say nothing.
bool says_nothing(const RegisterOperation& operation);

}  // namespace powercut
