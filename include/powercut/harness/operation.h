// Operation: describes one operation of a workload on a store, as data.
#pragma once

#include <string>
#include <vector>

#include "powercut/engine/batch.h"
#include "powercut/io/clock.h"

namespace powercut {

enum class OperationKind : std::uint8_t {
  set,      // changes[0]
  remove,   // changes[0], without a value
  batch,    // all changes, as one
  apply,    // changes[0].value is an operation of a subject (subject.h)
  get,      // changes[0].key
  sync,     //
  compact,  //
  reopen,   // a close, then an open
  kill,     // the process dies during the operation before, and a new one opens the store
  power,    // a power cut during the operation before; a new process opens the store
  damage,   // a copy of the disk is damaged, and the store judged on it; then as reopen
  wait,     // the time passes
  step,     // the next background task runs, whenever it is due; nothing happens if none waits
};

std::string_view name_of(OperationKind kind);

struct Operation {
  OperationKind kind = OperationKind::sync;
  std::vector<Change> changes = {};
  Duration time{0};  // of a wait

  // For a kill or a power cut, the lot draws the call of the operation before at which it comes,
  // and the legal state that it leaves. 0: that operation has returned, and pending effects are
  // lost. For a damage, the lot draws the way in which the process ends, the bytes, and their new
  // content (damage/drawn_damage.h).
  std::uint64_t lot = 0;

  // Whether the operation changes the contents of the store.
  bool changes_state() const {
    return kind == OperationKind::set || kind == OperationKind::remove ||
           kind == OperationKind::batch || kind == OperationKind::apply;
  }
};

Operation set_operation(std::string_view key, std::string_view value);
Operation remove_operation(std::string_view key);
Operation batch_operation(Batch batch);
Operation apply_operation(std::string_view text);  // of a subject
Operation get_operation(std::string_view key);
Operation plain_operation(OperationKind kind);
Operation wait_operation(Duration time);
Operation kill_operation(std::uint64_t lot);
Operation power_operation(std::uint64_t lot);
Operation damage_operation(std::uint64_t lot);

// Bytes as text for people: printable ASCII in quotes, the rest as \xNN. It cuts the text after 48
// bytes, and then says so.
std::string quote(std::string_view bytes);

// Text for people: `set "name" = "Ada"`.
std::string describe(const Operation& operation);

}  // namespace powercut
