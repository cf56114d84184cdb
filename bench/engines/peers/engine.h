// Engine: what the comparison asks of an embedded engine, so that it can ask it of all alike.
//
// Each adapter is one source, with the settings of its engine in it; bench/README.md says in a line
// each which were chosen and why. An engine that fails ends the process (fail.h): there is nothing
// to measure then.
//
// The destructor closes in good order, as far as the engine knows such a thing; all readers must be
// gone before. A caller that wants to be killed leaks the object.
//
// Threads: set, reader and the readers made from any, at the same time; all else from one, alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "powercut/engine/store.h"
#include "powercut/engine/sync_policy.h"

namespace powercut {

struct EngineOptions {
  std::string directory;  // exists; the engine's own
  SyncPolicy policy = SyncPolicy::never;
  std::uint64_t live_bytes = 0;  // of keys and values that it will hold, at most
};

// A reader for one thread.
class Reader {
 public:
  virtual ~Reader() = default;

  // As Store::get: copies the value of the newest set that has returned. False: there is none.
  virtual bool get(std::string_view key, std::string& value) = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  // Under SyncPolicy::always it survives every crash once this returns; under never, the death of
  // the process.
  virtual void set(std::string_view key, std::string_view value) = 0;

  virtual std::unique_ptr<Reader> reader() = 0;

  // Everything, in key order.
  virtual void scan(const ScanVisitor& visit) = 0;

  // Starts what the engine would only do later by itself, or at close: writes tables out of memory,
  // brings a write-ahead log home.
  virtual void flush() {}

  // Makes the files as small, or as orderly, as the engine can. False: it knows no such thing.
  virtual bool compact() { return false; }
};

}  // namespace powercut
