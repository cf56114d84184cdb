// PersistenceModel: describes, as data, what a power cut may leave of the calls made so far.
//
// Each model is a row of attributes that describes a file system. The row says into which changes
// (effects) a call is split, when they reach the disk, which must be there before which others,
// what a sync covers, and what a block holds that was given to a file and never written. A new file
// system is a new row, in persistence_model.cc or in a file of the user's (harness/model_file.h).
//
// A crash may leave each legal choice of the pending effects: each effect is lost, torn or kept,
// and if it is not lost, all that the order puts before it is kept. crash_states.h walks over these
// choices.
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
  at_once,      // in the order of the calls; only the call under way may be torn
  when_synced,  // when a sync demands them, and all of these at once
  any_time,     // at any time, as far as the order allows
};

// The changes that a sync of a file makes durable, besides the file's bytes and size.
enum class SyncScope : std::uint8_t {
  file,      // nothing else
  names,     // the names that lead to the file
  metadata,  // every earlier change of names and sizes, of any file
  nothing,   // not even these: no sync makes anything durable, of a file or of a directory
};

// The content of a part of a file if its size is on the disk and its bytes are not.
enum class Tail : std::uint8_t {
  zeros,
  garbage,  // bytes that depend on the place alone
  stale,    // bytes of an earlier write of the same store
};

// Another name of a row: a name that it had before, or the name of a file system that it stands
// for.
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
  std::uint32_t append_unit = 4096;       // the same, for bytes beyond the end of a file
  bool tears_bytes = false;               // a unit may be cut at any byte
  bool tears_overwrites = true;           // also a unit of bytes that were there before
  bool scatters_bytes = false;            // of a torn unit any subset of the bytes may be there
  bool size_before_data = false;          // a file may have its new size and not the bytes
  bool rename_in_parts = false;           // its old target, its target and its source change apart
  bool moves_in_parts = false;            // the same, only for a rename to another directory
  bool removal_empties = false;           // a file's last name and its content go apart
  bool truncate_zeroes = false;           // a truncate also zeroes, in place, its last block's rest
  std::uint32_t inline_bytes = 0;         // a file of this many bytes or less is kept with its
                                          // size. If it grows beyond, its bytes may be zeros
  bool failed_sync_forgets_size = false;  // no later sync makes the size durable, either
  SyncScope sync_scope = SyncScope::file;
  std::vector<Tail> tails = {Tail::zeros};  // at least one; the first is what a hole holds
  std::vector<OrderRule> order = {};

  bool only_by_name = false;  // a command uses it only if it is named

  // Models that are one step weaker: their states include all states of this one.
  std::vector<std::string> within = {};

  // The aliases of this row. A row that is made from this one does not inherit them.
  std::vector<Alias> aliases = {};
};

std::string_view name_of(Writeback writeback);
std::string_view name_of(SyncScope scope);
std::string_view name_of(Tail tail);

// The rows of persistence_model.cc. Pointers to them stay valid.
std::vector<const PersistenceModel*> persistence_models();

// Finds a row by its name or an alias. nullptr: there is none of that name.
const PersistenceModel* find_persistence_model(std::string_view name);

// Returns the row's name for an alias, and any other text unchanged. Reports use only the names of
// rows.
std::string row_name_of(std::string_view name);

// The alias of the row with this name. nullptr: there is none.
const Alias* find_alias(const PersistenceModel& model, std::string_view name);

// The row for a disk that writes each sector wholly or not at all: bytes that were there before
// change in whole sectors. Bytes beyond the end of a file are torn as before. The row keeps its
// name.
PersistenceModel with_whole_sectors(PersistenceModel model);

// Whether the two rows have the same states: all attributes are compared, except names, texts and
// `within`.
bool are_alike(const PersistenceModel& left, const PersistenceModel& right);

// Whether every state of the stronger model is also a state of the weaker, by the rows' `within`.
bool is_within(const PersistenceModel& stronger, const PersistenceModel& weaker);

}  // namespace powercut
