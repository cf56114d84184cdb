// ConcurrentHistory: records what several threads asked of one store, what it answered, and when.
//
//   ticks     1    2     3     4     5     6
//   thread 0  [ set k=7  ]     [ get k     ]    finds 7
//   thread 1       [ get k     ]                finds 7, or nothing
//
// A tick is a step of one counter that all threads share (TickCounter). An operation took effect at
// one moment between its two ticks. If it returned before another was invoked, it took effect
// before that one. Otherwise either may have been first.
//
// Every write has a stamp of its own, and its value contains the stamp (stamped_value.h). A key is
// free or belongs to a group. Only batches change the keys of a group, and each gives all of them
// one stamp or removes all. So a reader that sees two stamps in a group has seen a batch in part.
//
// Threads: one, which puts the history together when all others are done.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace powercut {

using Tick = std::uint64_t;
using Stamp = std::uint64_t;
inline constexpr Stamp absent = 0;  // the key is not there
inline constexpr Stamp invented = std::numeric_limits<std::uint64_t>::max();  // nobody wrote it

enum class ConcurrentKind : std::uint8_t { set, remove, get, batch, scan, sync, compact };

enum class Answer : std::uint8_t {
  ok,
  failed,   // an error: a change took effect before it returned, or never will; a read says nothing
  unknown,  // no answer: a change takes effect at any time after it was invoked, or never
};

struct KeyStamp {
  std::uint32_t key;  // index into ConcurrentKeys::names
  Stamp stamp = absent;
};

struct ConcurrentOperation {
  ConcurrentKind kind;
  std::uint32_t thread = 0;
  std::vector<KeyStamp> keys = {};  // written, or found by a read; absent: removed, or not found
  bool was_there = false;           // a remove: its answer
  bool reverse = false;             // a scan: whether it goes backwards
  bool well_formed = true;          // a scan: it showed known keys only, each once, in order
  Answer answer = Answer::ok;
  Tick invoked = 0;
  Tick returned = 0;  // has no meaning if the answer is unknown
};

inline constexpr std::uint32_t no_group = std::numeric_limits<std::uint32_t>::max();

// The keys of a run, in key order. The keys of a group are neighbours.
struct ConcurrentKeys {
  std::vector<std::string> names;
  std::vector<std::uint32_t> group_of;  // by key; no_group: free
  std::uint32_t groups = 0;

  void add(std::string name, std::uint32_t group) {
    names.push_back(std::move(name));
    group_of.push_back(group);
    if (group != no_group && group >= groups) groups = group + 1;
  }
};

struct ConcurrentHistory {
  ConcurrentKeys keys;
  std::vector<ConcurrentOperation> operations = {};
};

}  // namespace powercut
