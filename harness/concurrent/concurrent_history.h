// ConcurrentHistory: what several threads asked of one store, what it answered, and when.
//
//   ticks     1    2     3     4     5     6
//   thread 0  [ set k=7  ]     [ get k     ]    finds 7
//   thread 1       [ get k     ]                finds 7, or nothing
//
// A tick is a step of one counter that all threads share (TickCounter). An operation took effect at
// one moment between its two ticks: one that returned before another was invoked came before it,
// any others may have come in either order.
//
// Every write has a stamp of its own, and its value tells the stamp (stamped_value.h). A key is
// free or belongs to a group. The keys of a group are only ever changed by batches that give all of
// them one stamp, or remove all: so a reader that sees two stamps in a group has seen a batch in
// part.
//
// Threads: a history is put together when all threads are done.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace powercut {

using Tick = std::uint64_t;
using Stamp = std::uint64_t;
inline constexpr Stamp absent = 0;  // the key is not there
inline constexpr Stamp invented = std::numeric_limits<std::uint64_t>::max();  // no value of ours

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
  std::vector<KeyStamp> keys = {};  // what was written, absent: removed; of reads, what was found
  bool was_there = false;           // what a remove said
  bool reverse = false;             // the order in which a scan goes
  bool well_formed = true;          // a scan has shown known keys only, each once, in order
  Answer answer = Answer::ok;
  Tick invoked = 0;
  Tick returned = 0;  // of no meaning if the answer is unknown
};

inline constexpr std::uint32_t no_group = std::numeric_limits<std::uint32_t>::max();

// The keys of a run, in key order; those of a group are neighbours.
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
