#include "engine/tools/repair/salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "engine/io/macros.h"
#include "engine/tools/check/zeros.h"

namespace powercut {

namespace {

constexpr std::size_t batch_bytes_wanted = std::size_t{1} << 20U;

// How far the log goes in the source: to the end that a manifest says; or to where the next segment
// says that it left this one; else to the end of the file, or before.
SegmentExtent extent_of(const SalvagePlan& plan, std::size_t index, Bytes whole) {
  const SalvageSource& source = plan.sources[index];
  if (source.entry && source.entry->sealed) return {source.entry->end, false};
  // Nothing follows the output of a compaction; other segments also hold its torn parts.
  if (source.is_merged()) return {bytes_without_zeros(whole), false};
  for (std::size_t later = index + 1; later < plan.sources.size(); ++later) {
    const auto& header = plan.sources[later].header;
    if (header && header->predecessor == source.number) return {header->predecessor_end, false};
  }
  return {whole.size(), true};
}

// As the system sees it: links followed, also where the last parts do not exist yet.
bool lies_inside(std::string_view inner, std::string_view outer) {
  std::error_code failed;
  const std::filesystem::path inner_path = std::filesystem::weakly_canonical(inner, failed);
  const std::filesystem::path outer_path = std::filesystem::weakly_canonical(outer, failed);
  const auto [end, ignored] = std::ranges::mismatch(outer_path, inner_path);
  return end == outer_path.end();
}

}  // namespace

Result<SalvageReport> Salvage::run(std::string_view target) {
  failed_path_ = files_.directory();
  TRY_ASSIGN(const std::vector<CaskFileName> names, look_around());
  const bool has_lock = std::ranges::find(names, CaskFileName{CaskFileKind::lock}) != names.end();
  const StoreLock lock = lock_to_look(files_, has_lock);
  report_.use = lock.use;
  if (lock.use == StoreUse::somebody) {
    report_.findings.note("", 0,
                          "somebody has the store open: what is saved may be of several moments");
  }
  TRY_ASSIGN(const SalvagePlan plan, plan_salvage(files_, names));
  report_.assumptions = plan.assumptions;
  if (!plan.has_good_manifest && !plan.sources.empty()) {
    report_.findings.damage(to_text({CaskFileKind::manifest, 0}), 0,
                            "no manifest is good: what it named, and is gone, nobody knows");
  }
  for (const std::string& name : plan.torn_manifests) {
    report_.findings.note(name, 0, "the manifest is torn or damaged");
  }
  failed_path_ = target;
  TRY(check_target(target));
  TRY_ASSIGN(const std::unique_ptr<CaskStore> store,
             CaskStore::open(environment_, target, {.policy = SyncPolicy::never}));
  TRY(copy(plan, *store));
  failed_path_ = target;
  TRY(store->sync());
  report_.keys = store->stats().keys;
  TRY(store->close());
  for (const CaskFileName& name : names) {
    if (name.kind != CaskFileKind::cut) continue;
    report_.findings.note(to_text(name), 0,
                          "what a recovery did not take of a segment, and the store went on "
                          "without; it is not taken");
  }
  return std::move(report_);
}

Result<std::vector<CaskFileName>> Salvage::look_around() {
  TRY_ASSIGN(const std::vector<std::string> texts, files_.file_system().list(files_.directory()));
  std::vector<CaskFileName> names;
  for (const std::string& text : texts) {
    if (const auto name = parse_cask_file_name(text)) names.push_back(*name);
  }
  const bool is_store = std::ranges::any_of(
      names, [](const CaskFileName& name) { return name.kind != CaskFileKind::lock; });
  if (!is_store && (names.empty() || names.size() < texts.size())) {
    return Error{ErrorCode::not_a_store};
  }
  return names;
}

Result<void> Salvage::check_target(std::string_view target) {
  if (lies_inside(target, files_.directory())) return Error{ErrorCode::invalid_argument};
  const auto names = files_.file_system().list(target);
  if (names.ok() && !names->empty()) return Error{ErrorCode::not_empty};
  if (!names.ok() && names.error().code != ErrorCode::not_found) return names.error();
  return {};
}

Result<void> Salvage::copy(const SalvagePlan& plan, CaskStore& target) {
  for (std::size_t index = 0; index < plan.sources.size(); ++index) {
    if (progress_) progress_(index, plan.sources.size());
    const SalvageSource& source = plan.sources[index];
    const CaskFileName name{CaskFileKind::log, source.number};
    ++report_.segments;
    if (!source.is_there) {
      report_.findings.damage(to_text(name), 0, "the segment is missing");
      continue;
    }
    failed_path_ = files_.path_of(name);
    TRY_ASSIGN(const FileImage image, FileImage::open(files_.file_system(), failed_path_));
    for (const ByteRange& range : image.unreadable()) {
      report_.findings.note(to_text(name), range.offset,
                            fmt::format("{} bytes cannot be read", range.bytes));
    }
    const SegmentExtent extent = extent_of(plan, index, image.bytes());
    failed_path_ = "the target";
    const SalvageSegment::Visit visit = [&](RecordKind kind, std::string_view key,
                                            std::string_view value) {
      return add(kind, key, value, target);
    };
    TRY(SalvageSegment(source, image, report_.findings, report_.counts, visit).run(extent));
  }
  if (progress_) progress_(plan.sources.size(), plan.sources.size());
  return flush(target);
}

Result<void> Salvage::add(RecordKind kind, std::string_view key, std::string_view value,
                          CaskStore& target) {
  if (key.size() > cask_key_bytes_max || value.size() > cask_value_bytes_max) {
    report_.findings.damage("", 0, "a record is lost: longer than any that a store takes");
    return {};
  }
  const bool is_large = key.size() + value.size() > batch_bytes_wanted;
  if (is_large || batch_bytes_ > batch_bytes_wanted) TRY(flush(target));
  if (is_large) {
    if (kind == RecordKind::set) return target.set(key, value);
    const Result<bool> removed = target.remove(key);
    return removed.ok() ? Result<void>() : removed.error();
  }
  if (kind == RecordKind::set) {
    batch_.set(key, value);
  } else {
    batch_.remove(key);
  }
  batch_bytes_ += record_header_bytes + key.size() + value.size();
  return {};
}

Result<void> Salvage::flush(CaskStore& target) {
  if (!batch_.empty()) TRY(target.apply(batch_));
  batch_ = {};
  batch_bytes_ = 0;
  return {};
}

}  // namespace powercut
