#include "engine/cask/writing/segment_set.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <limits>
#include <ranges>
#include <utility>

#include "engine/cask/recovery/open_log.h"
#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "powercut/io/transfer.h"

namespace powercut {

namespace {

std::uint64_t salt_of(std::uint64_t store, std::uint64_t epoch, std::uint64_t number) {
  const std::array<std::uint64_t, 2> bytes = {epoch, number};
  return XXH3_64bits_withSeed(bytes.data(), sizeof bytes, store);
}

// Segments are sealed the oldest first, perhaps now: so they are asked the newest first. No sealed
// one stands behind one that is open, then.
Manifest with_segments(Manifest manifest, const SegmentList& segments) {
  manifest.segments.clear();
  for (const std::shared_ptr<Segment>& segment : std::views::reverse(segments)) {
    const bool sealed = segment->is_sealed();
    manifest.segments.push_back({.number = segment->number(),
                                 .sealed = sealed,
                                 .end = sealed ? segment->end() : segment->durable_end.load(),
                                 .salt = segment->header().salt});
  }
  std::ranges::reverse(manifest.segments);
  return manifest;
}

// No commit, and nothing that a recovery did not take.
bool is_worth_nothing(Segment& segment) {
  if (segment.end() != segment_header_bytes) return false;
  if (segment.cut_bytes) return *segment.cut_bytes == 0;
  const Result<std::uint64_t> found = cut_bytes_of(segment);
  return found.ok() && *found == 0;
}

}  // namespace

Result<void> SegmentSet::use(Recovered recovered) {
  const MutexLock lock(changes_);
  next_number_ = recovered.next_number;
  doomed_ = std::move(recovered.strays);
  publish(recovered.segments);
  {
    const MutexLock list_lock(list_mutex_);
    all_ = std::move(recovered.segments);
  }
  if (mutated(Mutant::strays_removed_at_open)) {
    for (const CaskFileName& name : std::exchange(doomed_, {})) remove(name);
  }
  return manifests_.use(std::move(recovered.manifest), recovered.manifest_file,
                        recovered.other_manifest_is_torn);
}

SegmentList SegmentSet::list() const {
  const MutexLock lock(list_mutex_);
  return segments_;
}

SegmentList SegmentSet::all() const {
  const MutexLock lock(list_mutex_);
  return all_;
}

void SegmentSet::publish(SegmentList segments) {
  const MutexLock lock(list_mutex_);
  segments_ = std::move(segments);
}

Result<std::shared_ptr<Segment>> SegmentSet::add_log_segment(SegmentHeader header) {
  const MutexLock lock(changes_);
  TRY(claim());
  header.kind = SegmentKind::log;
  TRY_ASSIGN(std::shared_ptr<Segment> segment, create(header));
  SegmentList segments = list();
  segments.push_back(segment);
  const Result<void> written = write_manifest(manifests_.current(), segments);
  if (!written.ok()) {
    doom({segment});
    if (mutated(Mutant::segment_of_failed_manifest_removed)) remove(doomed_.back());
    return written.error();
  }
  publish(std::move(segments));
  const MutexLock list_lock(list_mutex_);
  all_.push_back(segment);
  index_.directory().add(*segment);
  return segment;
}

Result<std::shared_ptr<Segment>> SegmentSet::create_merged_segment() {
  const MutexLock lock(changes_);
  TRY(claim());
  return create({.kind = SegmentKind::merged});
}

// The first change of a process: S1 and S2. Recovery sealed the segments that it found, and they
// are so on disk from now on.
Result<void> SegmentSet::claim() {
  TRY(health_.check_writable());
  if (claimed_) return {};
  TRY(manifests_.prepare());
  // From now on the checkpoint is outdated.
  doomed_.push_back({CaskFileKind::index});
  SegmentList segments = list();
  std::erase_if(segments, [&](const std::shared_ptr<Segment>& segment) {
    const bool goes = is_worth_nothing(*segment);
    if (goes) doom({segment});
    return goes;
  });
  const Manifest before = manifests_.current();
  Manifest next = before;
  if (manifests_.is_new()) next.store = new_store_;
  ++next.epoch;
  TRY(write_manifest(std::move(next), segments));
  give_back_room(before, segments);
  publish(std::move(segments));
  claimed_ = true;
  return {};
}

// Gives back the room that a killed process had made behind the ends of segments which are sealed
// now. If it stays, it harms nobody.
void SegmentSet::give_back_room(const Manifest& before, const SegmentList& segments) {
  for (const ManifestEntry& entry : before.segments) {
    if (entry.sealed) continue;
    const auto segment = std::ranges::find(segments, entry.number, &Segment::number);
    if (segment == segments.end() || (*segment)->cut_bytes != 0) continue;
    File& file = (*segment)->file();
    const Result<std::uint64_t> size = file.size();
    if (size.ok() && *size > (*segment)->end()) {
      static_cast<void>(file.truncate((*segment)->end()));
    }
  }
}

Result<std::shared_ptr<Segment>> SegmentSet::create(SegmentHeader header) {
  if (next_number_ == std::numeric_limits<std::uint32_t>::max()) return Error{ErrorCode::too_large};
  header.number = next_number_++;
  const Manifest& manifest = manifests_.current();
  header.salt = salt_of(manifest.store, manifest.epoch, header.number);
  const CaskFileName name{CaskFileKind::log, header.number};
  const auto created = [&]() -> Result<std::unique_ptr<File>> {
    TRY_ASSIGN(std::unique_ptr<File> file, files_.open(name, OpenMode::replace));
    TRY(write_header(header, *file));
    return file;
  };
  Result<std::unique_ptr<File>> file = created();
  if (!file.ok()) {
    remove(name);
    return file.error();
  }
  return std::make_shared<Segment>(header, std::move(*file), options_.maps_files);
}

// No part of a merged segment is durable before all of it is.
Result<void> SegmentSet::write_header(const SegmentHeader& header, File& file) {
  const SegmentHeaderBytes bytes = encode(header);
  TRY(write_full(file, 0, bytes));
  if (header.kind == SegmentKind::merged) return {};
  TRY(health_.sync(file, 0, bytes.size()));
  if (mutated(Mutant::segment_name_unsynced)) return {};
  return health_.sync_names(files_.file_system(), files_.directory());
}

// S4: then doomed files may go.
Result<void> SegmentSet::write_manifest(Manifest next, const SegmentList& segments) {
  TRY(health_.check_writable());
  next = with_segments(std::move(next), segments);
  next.next_number = next_number_;
  TRY(manifests_.write(std::move(next)));
  for (const CaskFileName& name : std::exchange(doomed_, {})) remove(name);
  return {};
}

Result<void> SegmentSet::write_down() {
  const MutexLock lock(changes_);
  const Manifest& current = manifests_.current();
  if (claimed_) return write_manifest(current, list());
  const bool is_written_down = doomed_.empty() && with_segments(current, list()) == current;
  return is_written_down ? Result<void>() : claim();
}

Manifest SegmentSet::manifest() {
  const MutexLock lock(changes_);
  return manifests_.current();
}

Result<void> SegmentSet::replace(const SegmentList& inputs, const SegmentList& outputs) {
  const MutexLock lock(changes_);
  if (!mutated(Mutant::merged_names_unsynced)) {
    TRY(health_.sync_names(files_.file_system(), files_.directory()));
  }
  if (mutated(Mutant::inputs_removed_before_manifest)) {
    for (const auto& input : inputs) remove({CaskFileKind::log, input->number()});
  }
  SegmentList segments = list();
  // Some may have gone in the meantime: claim() drops those that are empty.
  const auto is_input = [&](const std::shared_ptr<Segment>& segment) {
    return std::ranges::find(inputs, segment) != inputs.end();
  };
  const auto place = std::ranges::find_if(segments, is_input) - segments.begin();
  std::erase_if(segments, is_input);
  segments.insert(segments.begin() + place, outputs.begin(), outputs.end());
  const Result<void> written = write_manifest(manifests_.current(), segments);
  if (!written.ok()) {
    doom(outputs);
    return written.error();
  }
  const MutexLock list_lock(list_mutex_);
  all_.insert(all_.end(), outputs.begin(), outputs.end());
  for (const std::shared_ptr<Segment>& output : outputs) index_.directory().add(*output);
  segments_ = std::move(segments);
  return {};
}

void SegmentSet::condemn(const SegmentList& segments) {
  const MutexLock lock(list_mutex_);
  for (const std::shared_ptr<Segment>& segment : segments) {
    std::erase(all_, segment);
    index_.directory().drop(segment->number());
    condemned_.push_back(segment);
    index_.epochs().retire(segment);
  }
}

void SegmentSet::abandon(const SegmentList& segments) {
  const MutexLock lock(changes_);
  for (const std::shared_ptr<Segment>& segment : segments) {
    const CaskFileName name{CaskFileKind::log, segment->number()};
    if (std::ranges::find(doomed_, name) != doomed_.end()) continue;
    remove({CaskFileKind::hint, segment->number()});
    remove(name);
  }
}

void SegmentSet::doom(const SegmentList& segments) {
  for (const std::shared_ptr<Segment>& segment : segments) {
    doomed_.push_back({CaskFileKind::hint, segment->number()});
    doomed_.push_back({CaskFileKind::log, segment->number()});
  }
}

// If a file cannot be removed, the next process removes it: it is named nowhere. After a failed
// sync nothing is removed any more, since nobody knows what is durable.
void SegmentSet::remove(CaskFileName name) {
  if (health_.is_poisoned()) return;
  static_cast<void>(files_.remove(name));
}

void SegmentSet::collect() {
  SegmentList gone;
  {
    const MutexLock list_lock(list_mutex_);
    index_.epochs().collect();
    const auto unheld = std::ranges::partition(
        condemned_,
        [](const std::shared_ptr<Segment>& segment) { return segment.use_count() > 1; });
    gone.assign(unheld.begin(), unheld.end());
    condemned_.erase(unheld.begin(), unheld.end());
  }
  for (const std::shared_ptr<Segment>& segment : gone) {
    remove({CaskFileKind::hint, segment->number()});
    remove({CaskFileKind::log, segment->number()});
  }
}

}  // namespace powercut
