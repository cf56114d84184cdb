// FailedSyncProgram: describes a few file calls on a disk that refuses some writes, and the
// questions to the kernel in between.
//
// One line of text is one program, as for LitmusProgram (litmus_program.h), with more kinds of
// steps:
//
//   NAME: SETUP | STEP; ...
//
//   overwrite: write f 0 8192 | write f 0 4096; refuse a; sync f; read f; drop_caches; read f
//
//   refuse LETTER [TIMES]   from here on the disk refuses to write a block that holds the bytes of
//                           the call with this letter: TIMES writes, or all if there is no number
//   refuse_place PATH [..]  the same, for the blocks in which the file lies now
//   refuse_others [TIMES]   the same, for blocks that hold no call's bytes: metadata and journal
//   refuse_nothing          from here on the disk refuses nothing
//   read PATH               reads the whole file, through the cache
//   drop_caches             the kernel drops what it has in its cache and need not write
//   write_back              the kernel writes what is dirty, and no call waits for it
//
// In a step `f@2` is the file f by another handle, which the first step that names it opens. `f@s`
// is a handle opened with O_SYNC; a write by it counts as two calls, the second one a sync.
#pragma once

#include "faultfs/fidelity/litmus/litmus_program.h"

namespace powercut {

struct FailedSyncStep {
  enum class Kind : std::uint8_t {
    call,
    refuse,
    refuse_place,
    refuse_others,
    refuse_nothing,
    read,
    drop_caches,
    write_back,
  };
  static constexpr std::uint64_t for_ever = ~std::uint64_t{0};
  static constexpr char synced_handle = 's';

  Kind kind = Kind::call;
  LitmusCall call = {};  // or only its path
  char handle = '1';
  std::size_t number = 0;  // of the call among those of the program
  char letter = 0;         // the letter that is refused
  std::uint64_t times = for_ever;
  std::string text = {};

  bool is_synced_write() const {
    return kind == Kind::call && call.kind == LitmusCall::Kind::write && handle == synced_handle;
  }
  // The number of calls that the step stands for.
  std::size_t calls() const { return kind != Kind::call ? 0 : is_synced_write() ? 2 : 1; }
};

struct FailedSyncProgram {
  LitmusProgram program;  // all calls of the steps, by any handle
  std::vector<FailedSyncStep> steps;
};

// The error says what is wrong in the line.
std::expected<FailedSyncProgram, std::string> parse_failed_sync_program(std::string_view line);

}  // namespace powercut
