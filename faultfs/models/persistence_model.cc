// The rows. docs/CRASH_MODELS.md gives the evidence for them.
#include "powercut/faultfs/persistence_model.h"

#include <algorithm>
#include <deque>

#include "engine/io/macros.h"
#include "powercut/faultfs/model_set.h"

namespace powercut {

namespace {

std::vector<OrderRule> rules(std::initializer_list<const char*> texts) {
  std::vector<OrderRule> parsed;
  for (const char* text : texts) {
    auto rule = parse_order_rule(text);
    CHECK(rule.has_value());
    parsed.push_back(*rule);
  }
  return parsed;
}

constexpr std::uint32_t whole = 0;
constexpr std::uint32_t sector = 512;

// The front of a write that is cut is there, whatever its unit.
const char* const append_prefix = "append before append in call";
const char* const overwrite_prefix = "overwrite before overwrite in call";
const char* const overwrite_then_append = "overwrite before append in call";
const char* const zeros_before_size = "overwrite before truncate in call";

PersistenceModel in_order() {
  return {.name = "in-order",
          .summary =
              "everything reached the disk in the order of the calls, the last write cut at "
              "any byte",
          .writeback = Writeback::at_once,
          .overwrite_unit = whole,
          .append_unit = whole,
          .tears_bytes = true,
          .order = rules({overwrite_then_append}),
          .within = {"atomic-renames"}};
}

PersistenceModel in_order_sectors() {
  return {.name = "in-order-sectors",
          .summary =
              "everything reached the disk in the order of the calls, the last write cut at a "
              "sector's edge",
          .writeback = Writeback::at_once,
          .overwrite_unit = sector,
          .append_unit = sector,
          .order = rules({append_prefix, overwrite_prefix, overwrite_then_append}),
          .within = {"in-order"}};
}

PersistenceModel synced_only() {
  return {
      .name = "synced-only",
      .summary = "only what a sync covered is there, names by the sync of their directory alone",
      .writeback = Writeback::when_synced,
      .rename_in_parts = true,
      .within = {"posix-min"}};
}

PersistenceModel process_kill() {
  PersistenceModel model = in_order();
  model.name = "process-kill";
  model.summary =
      "the process dies, the machine lives on: all that was accepted is there, a write "
      "cut at any byte";
  model.power_loss = false;
  return model;
}

PersistenceModel sector_tear() {
  return {.name = "sector-tear",
          .summary = "in order, but of the last write any subset of its sectors is there",
          .writeback = Writeback::at_once,
          .overwrite_unit = sector,
          .append_unit = sector,
          .size_before_data = true,
          .tails = {Tail::zeros, Tail::garbage},
          .within = {"atomic-renames"}};
}

PersistenceModel posix_min() {
  return {.name = "posix-min",
          .summary =
              "no more than POSIX demands: nothing is ordered, a rename falls apart, writes "
              "are cut at any byte",
          .overwrite_unit = sector,
          .append_unit = sector,
          .tears_bytes = true,
          .size_before_data = true,
          .rename_in_parts = true,
          .removal_empties = true,
          .truncate_zeroes = true,
          .failed_sync_forgets_size = true,
          .tails = {Tail::zeros, Tail::garbage, Tail::stale},
          .within = {"byte-subsets", "ignored-flushes"}};
}

PersistenceModel atomic_renames() {
  PersistenceModel model = posix_min();
  model.name = "atomic-renames";
  model.summary = "as posix-min, but a rename is one step: nothing else is ordered";
  model.rename_in_parts = false;
  // The file that loses its name is not emptied while it still has it.
  model.order = rules({"rename before truncate in call"});
  model.within = {"posix-min"};
  return model;
}

PersistenceModel byte_subsets() {
  PersistenceModel model = posix_min();
  model.name = "byte-subsets";
  model.summary = "as posix-min, but of a sector any subset of the bytes may be there";
  model.scatters_bytes = true;
  model.only_by_name = true;
  model.within = {};
  return model;
}

PersistenceModel ignored_flushes() {
  PersistenceModel model = posix_min();
  model.name = "ignored-flushes";
  model.summary =
      "as posix-min on a disk that ignores flushes: no sync makes anything durable, so each store "
      "loses acknowledged changes";
  model.sync_scope = SyncScope::nothing;
  model.only_by_name = true;
  model.within = {};
  return model;
}

PersistenceModel ext3_ordered() {
  return {.name = "ext3-ordered",
          .summary =
              "ext3 with data=ordered: all but overwrites in order, and these before what "
              "follows",
          .overwrite_unit = sector,
          .sync_scope = SyncScope::metadata,
          .order = rules({"metadata before any", "append before any", "overwrite before metadata",
                          "overwrite before append", append_prefix, overwrite_then_append}),
          .within = {"ext4"}};
}

PersistenceModel ext4_journal() {
  return {
      .name = "ext4-journal",
      .summary = "ext3 and ext4 with data=journal: everything in order, by blocks",
      .sync_scope = SyncScope::metadata,
      .order = rules({"any before any", append_prefix, overwrite_prefix, overwrite_then_append}),
      .within = {"ext3-ordered", "btrfs"},
      .aliases = {{"ext3-journal", "the trees that it is held to are ext4's"}}};
}

PersistenceModel ext4() {
  return {.name = "ext4",
          .summary =
              "ext4 as it comes: names and truncates in order, bytes whenever, and zeros for bytes "
              "whose size came first",
          .overwrite_unit = sector,
          .append_unit = sector,
          .size_before_data = true,
          .truncate_zeroes = true,
          .sync_scope = SyncScope::names,
          .order = rules({"directory before metadata", "truncate before directory",
                          "truncate before truncate", zeros_before_size,
                          "delayed before replace in file"}),
          .within = {"xfs"},
          .aliases = {
              {"ext4-ordered", "ALICE's row of that name has orders that Linux 6.1 does not keep"},
              {"ext4-fast-commit", "Linux 6.1 leaves no more on ext4 with fast_commit"},
              {"ext4-1k", "Linux 6.1 leaves no more on ext4 with blocks of 1024 bytes"}}};
}

PersistenceModel xfs() {
  PersistenceModel model = ext4();
  model.name = "xfs";
  model.summary = "XFS: as ext4, but a rename over a name brings no size along";
  std::erase(model.order, *parse_order_rule("delayed before replace in file"));
  model.failed_sync_forgets_size = true;
  model.within = {"ext4-writeback"};
  model.aliases = {
      {"ext4-noauto-da-alloc",
       "of ext4 without auto_da_alloc Linux 6.1 leaves what it may leave of XFS"},
      {"ext4-nodelalloc",
       "of ext4 without delayed allocation Linux 6.1 leaves what it may leave of XFS"}};
  return model;
}

PersistenceModel ext4_writeback() {
  PersistenceModel model = xfs();
  model.name = "ext4-writeback";
  model.summary = "ext4 with data=writeback: names and truncates in order, bytes whenever";
  model.tails = {Tail::zeros, Tail::garbage, Tail::stale};
  std::erase(model.order, *parse_order_rule(zeros_before_size));
  model.within = {"atomic-renames"};
  model.aliases = {{"ext3-writeback", "the trees that it is held to are ext4's"}};
  return model;
}

PersistenceModel btrfs() {
  return {.name = "btrfs",
          .summary =
              "btrfs: names in any order and before bytes, appends to a file in order, whole "
              "blocks",
          .moves_in_parts = true,
          .failed_sync_forgets_size = true,
          .sync_scope = SyncScope::names,
          .order = rules({"append before append in file", "truncate before append in file",
                          append_prefix, "link before unlink in call"}),
          .within = {"btrfs-nodatacow"}};
}

PersistenceModel btrfs_nodatacow() {
  PersistenceModel model = btrfs();
  model.name = "btrfs-nodatacow";
  model.summary = "btrfs that overwrites in place: by sectors, and a cut is there in parts";
  model.overwrite_unit = sector;
  model.only_by_name = true;
  model.truncate_zeroes = true;
  std::erase(model.order, *parse_order_rule("truncate before append in file"));
  model.order.push_back(*parse_order_rule(zeros_before_size));
  model.within = {"posix-min"};
  return model;
}

PersistenceModel f2fs() {
  return {.name = "f2fs",
          .summary =
              "f2fs: names in any order, bytes whenever; a short file that outgrows its inode may "
              "lose what it held",
          .overwrite_unit = sector,
          .append_unit = sector,
          .size_before_data = true,
          .truncate_zeroes = true,
          .inline_bytes = 3488,
          .sync_scope = SyncScope::names,
          .tails = {Tail::zeros, Tail::stale},
          .only_by_name = true};
}

const std::deque<PersistenceModel>& rows() {
  static const std::deque<PersistenceModel> models{in_order(),
                                                   in_order_sectors(),
                                                   synced_only(),
                                                   process_kill(),
                                                   sector_tear(),
                                                   ext4_journal(),
                                                   ext3_ordered(),
                                                   ext4(),
                                                   xfs(),
                                                   btrfs(),
                                                   btrfs_nodatacow(),
                                                   ext4_writeback(),
                                                   f2fs(),
                                                   atomic_renames(),
                                                   posix_min(),
                                                   byte_subsets(),
                                                   ignored_flushes()};
  return models;
}

}  // namespace

std::string_view name_of(Writeback writeback) {
  switch (writeback) {
    case Writeback::at_once:
      return "at once";
    case Writeback::when_synced:
      return "when synced";
    case Writeback::any_time:
      return "any time";
  }
  return "?";
}

std::string_view name_of(SyncScope scope) {
  switch (scope) {
    case SyncScope::file:
      return "file";
    case SyncScope::names:
      return "names";
    case SyncScope::metadata:
      return "metadata";
    case SyncScope::nothing:
      return "nothing";
  }
  return "?";
}

std::string_view name_of(Tail tail) {
  switch (tail) {
    case Tail::zeros:
      return "zeros";
    case Tail::garbage:
      return "garbage";
    case Tail::stale:
      return "stale";
  }
  return "?";
}

std::vector<const PersistenceModel*> persistence_models() {
  std::vector<const PersistenceModel*> models;
  for (const PersistenceModel& model : rows()) models.push_back(&model);
  return models;
}

const PersistenceModel* find_persistence_model(std::string_view name) {
  auto found = std::ranges::find_if(rows(), [&](const PersistenceModel& model) {
    return model.name == name || find_alias(model, name) != nullptr;
  });
  return found == rows().end() ? nullptr : &*found;
}

std::string row_name_of(std::string_view name) {
  const PersistenceModel* model = find_persistence_model(name);
  return model == nullptr ? std::string(name) : model->name;
}

const Alias* find_alias(const PersistenceModel& model, std::string_view name) {
  auto found = std::ranges::find(model.aliases, name, &Alias::name);
  return found == model.aliases.end() ? nullptr : &*found;
}

PersistenceModel with_whole_sectors(PersistenceModel model) {
  if (!model.tears_bytes || !model.tears_overwrites) return model;
  model.tears_overwrites = false;
  model.scatters_bytes = false;
  if (model.overwrite_unit == whole) {
    // In pieces now, which arrive from the front as the bytes did.
    model.order.push_back(*parse_order_rule(overwrite_prefix));
  }
  if (model.overwrite_unit == whole || model.overwrite_unit > sector) model.overwrite_unit = sector;
  return model;
}

bool are_alike(const PersistenceModel& left, const PersistenceModel& right) {
  return left.power_loss == right.power_loss && left.writeback == right.writeback &&
         left.overwrite_unit == right.overwrite_unit && left.append_unit == right.append_unit &&
         left.tears_bytes == right.tears_bytes && left.tears_overwrites == right.tears_overwrites &&
         left.scatters_bytes == right.scatters_bytes &&
         left.size_before_data == right.size_before_data &&
         left.rename_in_parts == right.rename_in_parts &&
         left.moves_in_parts == right.moves_in_parts &&
         left.removal_empties == right.removal_empties &&
         left.truncate_zeroes == right.truncate_zeroes && left.inline_bytes == right.inline_bytes &&
         left.failed_sync_forgets_size == right.failed_sync_forgets_size &&
         left.sync_scope == right.sync_scope && left.tails == right.tails &&
         left.order == right.order;
}

bool is_within(const PersistenceModel& stronger, const PersistenceModel& weaker) {
  return ModelSet().is_within(stronger, weaker);
}

}  // namespace powercut
