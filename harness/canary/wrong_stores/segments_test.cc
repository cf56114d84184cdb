#include "harness/canary/wrong_stores/segments_test.h"
#include "engine/io/macros.h"

#include <algorithm>

namespace powercut {

Result<std::unique_ptr<Store>> Segments::open(Environment& environment, SyncPolicy policy,
                                              SegmentFlaw flaw) {
  std::unique_ptr<Segments> store(new Segments(environment, policy, flaw));
  TRY(store->recover());
  return std::unique_ptr<Store>(std::move(store));
}

Result<void> Segments::recover() {
  TRY_ASSIGN(auto numbers, find_segments());
  std::vector<Segment> segments;
  bool header_was_torn = false;
  for (std::uint64_t number : numbers) {
    TRY_ASSIGN(auto segment, read(number));
    header_was_torn = !segment.has_value();
    if (segment) segments.push_back(std::move(*segment));
  }
  std::vector<const Segment*> chain;
  auto begins_there = [&](const Segment& segment) {
    if (has(SegmentFlaw::holes_are_passed)) {
      return chain.empty() ? segment.first == 0 : segment.number > chain.back()->number;
    }
    return segment.first == next_number_;
  };
  auto newest_first = [&](auto&& is_next) { return std::ranges::find_if(segments, is_next); };
  if (!has(SegmentFlaw::holes_are_passed)) std::ranges::reverse(segments);
  for (auto next = newest_first(begins_there); next != segments.end();
       next = newest_first(begins_there)) {
    chain.push_back(&*next);
    for (const Frame& change : next->changes) take(change);
    next_number_ = next->end;
    if (next->changes.empty() && !next->is_merged) break;
  }
  for (std::uint64_t number : numbers) {
    if (std::ranges::find(chain, number, &Segment::number) != chain.end()) continue;
    TRY(files_.remove(path_of(number)));
  }
  TRY(files_.sync_dir("/"));
  for (const Segment* segment : chain) closed_.push_back(segment->number);
  const Segment* last = chain.empty() || chain.back()->is_merged ? nullptr : chain.back();
  bool stays = header_was_torn && has(SegmentFlaw::active_counts_as_closed);
  if (last && !stays) closed_.pop_back();
  if (!last) return create_segment(numbers.empty() ? 1 : std::ranges::max(numbers) + 1);
  return go_on_in(last);
}

// A process that was killed may have left them in the cache alone; they are read from now on.
Result<std::vector<std::uint64_t>> Segments::find_segments() {
  TRY_ASSIGN(auto names, files_.list("/"));
  std::vector<std::uint64_t> numbers;
  for (const std::string& name : names) {
    if (!name.starts_with("seg-")) continue;
    numbers.push_back(std::stoull(name.substr(4)));
    TRY_ASSIGN(auto file, files_.open(name, OpenMode::write));
    TRY(sync_or_refuse(*file));
  }
  TRY(files_.sync_dir("/"));
  std::ranges::sort(numbers);
  return numbers;
}

// None: its header is torn.
Result<std::optional<Segments::Segment>> Segments::read(std::uint64_t number) {
  TRY_ASSIGN(auto file, files_.open(path_of(number), OpenMode::read));
  TRY_ASSIGN(std::uint64_t size, file->size());
  Segment segment{.number = number, .bytes = std::string(size, '\0')};
  TRY(read_full(*file, 0, as_mutable_bytes(segment.bytes)));
  auto salt = static_cast<std::uint32_t>(number);
  auto header = frame_at(segment.bytes, salt);
  if (!header || header->kind != FrameKind::header) return std::optional<Segment>();
  segment.first = segment.end = header->number;
  segment.is_merged = !header->value.empty();
  std::uint64_t at = header->bytes();
  while (auto change = frame_at(std::string_view(segment.bytes).substr(at), salt)) {
    if (!segment.is_merged && change->number != segment.end) break;
    segment.changes.push_back(*change);
    ++segment.end;
    at += change->bytes();
  }
  segment.end_byte = at;
  if (segment.is_merged) segment.end = std::stoull(std::string(header->value));
  return std::optional(std::move(segment));
}

void Segments::take(const Frame& change) {
  latest_[std::string(change.key)] = change.number;
  if (change.sets()) {
    map_.insert_or_assign(std::string(change.key), std::string(change.value));
    return;
  }
  map_.erase(std::string(change.key));
  if (has(SegmentFlaw::tombstones_not_loaded)) latest_.erase(std::string(change.key));
}

Result<void> Segments::go_on_in(const Segment* last) {
  TRY_ASSIGN(active_, files_.open(path_of(last->number), OpenMode::write));
  active_number_ = last->number;
  active_bytes_ = last->end_byte;
  active_header_bytes_ = frame_header_bytes;
  if (last->end_byte == last->bytes.size()) return {};
  TRY(active_->truncate(last->end_byte));
  return sync_or_refuse(*active_);
}

// Under `never` neither the file nor its name is durable afterwards.
Result<void> Segments::create_segment(std::uint64_t number) {
  TRY_ASSIGN(auto file, files_.open(path_of(number), OpenMode::replace));
  std::string header;
  append_frame({FrameKind::header, next_number_}, header, static_cast<std::uint32_t>(number));
  TRY(write_full(*file, 0, as_bytes(header)));
  if (policy_ == SyncPolicy::always) {
    TRY(sync_or_refuse(*file));
    TRY(sync_names());
  }
  active_ = std::move(file);
  active_number_ = number;
  active_bytes_ = active_header_bytes_ = header.size();
  unsynced_.insert(number);
  return {};
}

Result<void> Segments::roll() {
  std::uint64_t full = active_number_;
  TRY(create_segment(full + 1));
  closed_.push_back(full);
  return {};
}

Result<void> Segments::set(std::string_view key, std::string_view value) {
  TRY(append(FrameKind::set, key, value));
  map_.insert_or_assign(std::string(key), value);
  return {};
}

Result<bool> Segments::get(std::string_view key, std::string& value) {
  return get_from(map_, key, value);
}

Result<bool> Segments::remove(std::string_view key) {
  if (refuses_) return Error{ErrorCode::refused};
  auto found = map_.find(key);
  if (found == map_.end()) return false;
  TRY(append(FrameKind::remove, key, {}));
  map_.erase(found);
  return true;
}

Result<void> Segments::scan(const KeyRange& range, const ScanVisitor& visit) {
  scan_map(map_, range, visit);
  return {};
}

Result<void> Segments::append(FrameKind kind, std::string_view key, std::string_view value) {
  if (refuses_) return Error{ErrorCode::refused};
  std::uint64_t bytes = frame_header_bytes + key.size() + value.size();
  if (active_bytes_ + bytes > segment_bytes && active_bytes_ > active_header_bytes_) TRY(roll());
  std::string frame;
  append_frame({kind, next_number_, key, value}, frame, static_cast<std::uint32_t>(active_number_));
  TRY(write(frame));
  latest_[std::string(key)] = next_number_++;
  return {};
}

Result<void> Segments::write(std::string_view frame) {
  Result<void> written = write_full(*active_, active_bytes_, as_bytes(frame));
  if (!written.ok()) {
    refuses_ = !active_->truncate(active_bytes_).ok() || !sync_or_refuse(*active_).ok();
    return written;
  }
  unsynced_.insert(active_number_);
  active_bytes_ += frame.size();
  return policy_ == SyncPolicy::always ? sync_or_refuse(*active_) : Result<void>();
}

Result<void> Segments::sync_or_refuse(File& file) {
  Result<void> synced = file.sync();
  if (synced.ok()) return {};
  refuses_ = true;
  // If this fails as well, nothing is left that could be done.
  static_cast<void>(dirty_again(file, 0, std::numeric_limits<std::uint64_t>::max()));
  return synced;
}

Result<void> Segments::sync_names() {
  Result<void> synced = files_.sync_dir("/");
  if (synced.ok() || has(SegmentFlaw::name_not_made_sure)) return {};
  refuses_ = true;
  return synced;
}

Result<void> Segments::sync() {
  if (refuses_) return Error{ErrorCode::refused};
  while (has(SegmentFlaw::syncs_the_last_two) && unsynced_.size() > 2) {
    unsynced_.erase(unsynced_.begin());
  }
  for (std::uint64_t number : unsynced_) {
    TRY_ASSIGN(auto file, files_.open(path_of(number), OpenMode::write));
    TRY(sync_or_refuse(*file));
  }
  TRY(sync_names());
  unsynced_ = {active_number_};
  return {};
}

bool Segments::is_dead(const Frame& change) const {
  auto found = latest_.find(change.key);
  return found == latest_.end() || found->second != change.number;
}

// From the first closed segment on of which half is dead. Tombstones may go if nothing lies before
// what is merged. A change counts as dead because of a newer one, which must not be lost then.
Result<void> Segments::compact() {
  if (refuses_) return Error{ErrorCode::refused};
  if (!has(SegmentFlaw::newer_may_be_lost)) TRY(sync());
  std::vector<Segment> inputs;
  std::size_t first = 0;
  for (std::uint64_t number : closed_) {
    TRY_ASSIGN(auto segment, read(number));
    if (!segment) return Error{ErrorCode::corrupt};
    auto dead = std::ranges::count_if(segment->changes,
                                      [this](const Frame& change) { return is_dead(change); });
    bool is_worth_it = 2 * static_cast<std::size_t>(dead) >= segment->changes.size();
    if (inputs.empty() && !is_worth_it) {
      ++first;
      continue;
    }
    inputs.push_back(std::move(*segment));
  }
  if (inputs.empty()) return {};
  return merge(inputs, first <= (has(SegmentFlaw::second_taken_for_first) ? 1U : 0U));
}

Result<void> Segments::merge(const std::vector<Segment>& inputs, bool drops_tombstones) {
  std::uint64_t last = inputs.back().number;
  auto salt = static_cast<std::uint32_t>(last);
  std::string merged;
  std::string end = std::to_string(inputs.back().end);
  append_frame({FrameKind::header, inputs.front().first, {}, end}, merged, salt);
  for (const Segment& input : inputs) {
    for (const Frame& change : input.changes) {
      if (!is_dead(change) && (change.sets() || !drops_tombstones)) {
        append_frame(change, merged, salt);
      }
    }
  }
  TRY_ASSIGN(auto file, files_.open("merge.tmp", OpenMode::replace));
  TRY(write_full(*file, 0, as_bytes(merged)));
  TRY(sync_or_refuse(*file));
  TRY(files_.rename("merge.tmp", path_of(last)));
  TRY(sync_names());
  for (const Segment& input : inputs) {
    std::erase(closed_, input.number);
    unsynced_.erase(input.number);
  }
  closed_.push_back(last);
  for (const Segment& input : inputs) {
    if (input.number != last) TRY(files_.remove(path_of(input.number)));
  }
  return sync_names();
}

}  // namespace powercut
