// PersistenceModel: what a power cut may leave of the calls made so far, as data.
//
// A row of attributes describes a file system. It says into what changes (effects) a call falls,
// when they reach the disk, which of them must be there before which others, what a sync covers and
// what a block holds that was given to a file and never written. A new file system is a new row: in
// persistence_model.cc, or in a file of the user's (harness/model_file.h).
//
// A crash may leave each legal choice of the effects that nothing has made durable yet: each is
// lost, torn or kept, and one that is not lost has all that the order puts before it kept. See
// crash_states.h for the walk over them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/faultfs/order_rule.h"

namespace powercut {

// When effects reach the disk.
enum class Writeback : std::uint8_t {
  at_once,      // in the order of the calls; only the call under way may be there in part
  when_synced,  // not before a sync demands it, and all at once then
  any_time,     // whenever the disk likes
};

// The changes that a sync of a file makes durable, besides the file's bytes and size.
enum class SyncScope : std::uint8_t {
  file,      // no more than these
  names,     // the names that lead to it
  metadata,  // every change of names and sizes before it, of whatever file
  nothing,   // not even these: no sync makes anything durable, be it of a file or of a directory
};

// The content of a part of a file whose size is on the disk and whose bytes are not.
enum class Tail : std::uint8_t {
  zeros,
  garbage,  // bytes drawn from the place alone
  stale,    // what a file of the same store held before: whole records of it
};

// Another name under which a row is found: one that it had, or that of a file system it stands for.
struct Alias {
  std::string name;
  std::string why;  // a sentence
};

struct PersistenceModel {
  std::string name;
  std::string summary;     // for `powercut list models`
  bool power_loss = true;  // false: only the process dies, the cache survives (contract D4)
  Writeback writeback = Writeback::any_time;
  std::uint32_t overwrite_unit = 4096;    // bytes that are written together; 0: the whole write
  std::uint32_t append_unit = 4096;       // likewise, behind the end of a file
  bool tears_bytes = false;               // a unit under way may be cut at any byte
  bool tears_overwrites = true;           // also one of bytes that were there before
  bool scatters_bytes = false;            // where bytes are torn, any subset may be there
  bool size_before_data = false;          // a file may have its new size and not the bytes
  bool rename_in_parts = false;           // its old target, its target and its source change apart
  bool moves_in_parts = false;            // likewise, of a rename to another directory alone
  bool removal_empties = false;           // the last name of a file goes apart from its content
  bool truncate_zeroes = false;           // a truncate also zeroes, in place, its last block's rest
  std::uint32_t inline_bytes = 0;         // a file of no more is kept with its size, and moves when
                                          // it grows beyond: its bytes may be zeros then
  bool failed_sync_forgets_size = false;  // no later sync brings it, either
  SyncScope sync_scope = SyncScope::file;
  std::vector<Tail> tails = {Tail::zeros};  // at least one; the first is what a hole holds
  std::vector<OrderRule> order = {};

  bool only_by_name = false;  // no command takes it unasked

  // Models whose states include all of this one's, one step weaker.
  std::vector<std::string> within = {};

  // Aliases name this row only. A row that is made from this one has its own.
  std::vector<Alias> aliases = {};
};

std::string_view name_of(Writeback writeback);
std::string_view name_of(SyncScope scope);
std::string_view name_of(Tail tail);

// The rows of persistence_model.cc. Pointers to them stay valid.
std::vector<const PersistenceModel*> persistence_models();

// By its name or an alias. nullptr: there is none of that name.
const PersistenceModel* find_persistence_model(std::string_view name);

// The row's name for an alias; any other text as it is. Reports have no other names.
std::string row_name_of(std::string_view name);

// nullptr: the name is none of the row's aliases.
const Alias* find_alias(const PersistenceModel& model, std::string_view name);

// The row for a disk that writes a sector wholly or not at all: bytes that were there before change
// by whole sectors. Bytes behind the end of a file are cut as before. The row's name stays.
PersistenceModel with_whole_sectors(PersistenceModel model);

// Whether they leave the same states, whatever their names and what is claimed of them.
bool are_alike(const PersistenceModel& left, const PersistenceModel& right);

// Whether every state of the stronger model is one of the weaker's, by the rows' `within`.
bool is_within(const PersistenceModel& stronger, const PersistenceModel& weaker);

}  // namespace powercut
