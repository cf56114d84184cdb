#include "faultfs/fidelity/conformance/tighter_rows.h"

#include <algorithm>

#include "faultfs/fidelity/conformance/conformance.h"
#include "faultfs/fidelity/conformance/model_run.h"
#include "faultfs/fidelity/files/disk_line.h"
#include "powercut/faultfs/crash_states.h"

namespace powercut {

namespace {

constexpr std::uint64_t states_max = 500;  // of a crash point, to have all its trees

using Change = void (*)(PersistenceModel&);

struct NamedChange {
  const char* name;
  Change change;
};

constexpr std::uint32_t block = 4096;

constexpr NamedChange attribute_changes[] = {
    {"renames in one step", [](PersistenceModel& row) { row.rename_in_parts = false; }},
    {"moves in one step", [](PersistenceModel& row) { row.moves_in_parts = false; }},
    {"removes in one step", [](PersistenceModel& row) { row.removal_empties = false; }},
    {"truncates in one step", [](PersistenceModel& row) { row.truncate_zeroes = false; }},
    {"bytes with their size", [](PersistenceModel& row) { row.size_before_data = false; }},
    {"no bytes torn", [](PersistenceModel& row) { row.tears_bytes = false; }},
    {"overwrites by blocks",
     [](PersistenceModel& row) { row.overwrite_unit = std::max(row.overwrite_unit, block); }},
    {"appends by blocks",
     [](PersistenceModel& row) { row.append_unit = std::max(row.append_unit, block); }},
    {"syncs cover all metadata",
     [](PersistenceModel& row) { row.sync_scope = SyncScope::metadata; }},
    {"syncs cover names",
     [](PersistenceModel& row) { row.sync_scope = std::max(row.sync_scope, SyncScope::names); }},
    {"tails without garbage", [](PersistenceModel& row) { std::erase(row.tails, Tail::garbage); }},
    {"tails without stale bytes",
     [](PersistenceModel& row) { std::erase(row.tails, Tail::stale); }},
};

constexpr const char* classes[] = {"overwrite", "append", "size",  "truncate",
                                   "create",    "remove", "rename"};
constexpr const char* scopes[] = {"", " in directory", " in file"};

}  // namespace

std::vector<TighterRow> tighter_rows(const PersistenceModel& row) {
  std::vector<TighterRow> tighter;
  for (const NamedChange& named : attribute_changes) {
    PersistenceModel changed = row;
    named.change(changed);
    if (!are_alike(row, changed)) tighter.push_back({named.name, std::move(changed)});
  }
  for (const char* first : classes) {
    for (const char* then : classes) {
      for (const char* scope : scopes) {
        const std::string text = std::string(first) + " before " + then + scope;
        PersistenceModel changed = row;
        changed.order.push_back(parse_order_rule(text).value());
        tighter.push_back({text, std::move(changed)});
      }
    }
  }
  return tighter;
}

std::expected<TighterRows::Trees, std::string> TighterRows::trees_of(const PersistenceModel& row,
                                                                     const LitmusProgram& program) {
  const auto run = run_in_memory(program);
  if (!run) return std::unexpected(run.error());
  std::set<std::string> trees;
  CrashStates states(row, run->base);
  for (std::uint32_t call = 0; call < run->trace.size(); ++call) {
    states.begin(run->trace, call);
    states.finish();
    if (states.count(CrashStates::Which::all) > states_max) return std::nullopt;
    const std::string point = std::to_string(call) + " ";
    states.visit(CrashStates::Which::all,
                 [&](const Choice&, const Disk& disk) { trees.insert(point + line_of(disk)); });
  }
  return trees;
}

std::expected<Evidence, std::string> TighterRows::evidence_for(const PersistenceModel& tighter) {
  Evidence evidence;
  for (const StateFile* file : files_) {
    for (const ObservedProgram& program : file->programs) {
      const auto outside = trees_outside(tighter, program);
      if (!outside) return std::unexpected(outside.error());
      if (outside->empty()) continue;
      const auto outside_row = trees_outside(row_, program);  // faults of the kernel
      if (outside_row && outside_row->size() == outside->size()) continue;
      evidence.refuted_by = program.program.name;
      return evidence;
    }
  }
  std::set<std::string> told;  // programs; each file has the same ones
  std::set<std::string> asking;
  for (const StateFile* file : files_) {
    for (const ObservedProgram& program : file->programs) {
      const std::string& name = program.program.name;
      if (told.insert(name).second) {
        if (!of_row_.contains(name)) {
          auto trees = trees_of(row_, program.program);
          if (!trees) return std::unexpected(trees.error());
          of_row_[name] = std::move(*trees);
        }
        const Trees& all = of_row_[name];
        if (!all) ++evidence.programs_left;
        if (all && trees_of(tighter, program.program) != all) asking.insert(name);
      }
      if (asking.contains(name)) evidence.images += program.images;
    }
  }
  evidence.programs = asking.size();
  return evidence;
}

}  // namespace powercut
