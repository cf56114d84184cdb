// judge_register(): decides whether one register could have given these answers, one operation at a
// time.
//
// Method: Wing and Gong, "Testing and verifying concurrent objects" (1993), with an addition of
// Lowe, "Testing for linearizability" (2017). To place an operation is to give it the next place in
// the order. An operation is placed just in time, when one that needs it returns, and each pair of
// (operations placed, state) is looked at once. The pairs form a set that moves along the ticks.
// Four shortcuts make it fast and lose nothing:
//   L1 A read is placed as soon as the state is what it found. That hinders no other operation.
//   L2 Written values are unique. So a value must not be overwritten if a read that finds it is not
//      invoked yet. All values without such a read are alike.
//   L3 Among pending writes whose reads have all been invoked, the one with the earliest deadline
//      is placed first, since two of them can change places in any order. So it is with removes.
//   L4 A failed change is not placed until another operation needs it. It may never be placed.
//
// Time: about linear in the operations while few overlap; `work_max` bounds it if many do. Threads:
// none of its own, and nothing is shared.
#pragma once

#include <cstdint>
#include <span>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

enum class RegisterKind : std::uint8_t {
  set,
  get,
  remove,  // its answer says whether something was there
  clear,   // a remove without an answer, as in a batch
};

struct RegisterOperation {
  RegisterKind kind;
  Stamp stamp = absent;    // set: its own stamp; get: the stamp that it found
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

// The operations may come in any order. The register is empty at first. The verdict is undecided
// after more than work_max pairs, or if more than 64 operations are pending at once.
RegisterVerdict judge_register(std::span<const RegisterOperation> operations,
                               std::uint64_t work_max);

// True for a get that found nothing, and for a remove that said that nothing was there.
bool sees_absence(const RegisterOperation& operation);

// True for a read without an answer.
bool says_nothing(const RegisterOperation& operation);

}  // namespace powercut
