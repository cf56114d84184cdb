// FailedSyncProgram: a few file calls on a disk that refuses some of the writes below them, and
// what is asked of the kernel in between.
//
// One line of text is one program, as of LitmusProgram (litmus_program.h), with more kinds of
// steps:
//
//   NAME: SETUP | STEP; ...
//
//   overwrite: write f 0 8192 | write f 0 4096; refuse a; sync f; read f; drop_caches; read f
//
//   refuse LETTER [TIMES]   from here on the disk refuses to write a block that holds the bytes of
//                           the call with this letter; so often, or without a number for ever
//   refuse_place PATH [..]  likewise the blocks in which the file lies now
//   refuse_others [TIMES]   likewise blocks that hold no call's bytes: metadata and the journal
//   refuse_nothing
//   read PATH               the whole file, through the cache
//   drop_caches             the kernel forgets what it has in its cache and need not write
//   write_back              the kernel writes what is dirty, and nobody waits for it
//
// In a step `f@2` is the file f by another handle, which the first step that names it opens; `f@s`
// is one opened with O_SYNC. A write through that counts as two calls, the second one a sync.
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
  LitmusCall call = {};  // or its path alone
  char handle = '1';
  std::size_t number = 0;  // of the call among those of the program
  char letter = 0;         // that is refused
  std::uint64_t times = for_ever;
  std::string text = {};

  bool is_synced_write() const {
    return kind == Kind::call && call.kind == LitmusCall::Kind::write && handle == synced_handle;
  }
  // How many calls it stands for.
  std::size_t calls() const { return kind != Kind::call ? 0 : is_synced_write() ? 2 : 1; }
};

struct FailedSyncProgram {
  LitmusProgram program;  // all calls of the steps, by whatever handle
  std::vector<FailedSyncStep> steps;
};

// The error says what is wrong in the line.
std::expected<FailedSyncProgram, std::string> parse_failed_sync_program(std::string_view line);

}  // namespace powercut
