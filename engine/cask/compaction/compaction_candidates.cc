#include "engine/cask/compaction/compaction_candidates.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <deque>

#include "engine/io/macros.h"
#include "engine/mutants.h"

namespace powercut {

namespace {

// Candidates that are taken from the index at a time.
constexpr std::size_t candidates_at_once = 4096;

// Calls visit(change) for each in the input, whose bytes may come to be in the buffer.
template <typename Visit>
Result<void> read_input(const CompactionSource& source, Segment& input, std::string& buffer,
                        Visit&& visit) {
  TRY_ASSIGN(const Bytes whole, input.view(0, input.end(), buffer));
  const std::uint64_t good = walk_changes(input, whole, whole.size(), visit);
  if (good == input.end()) return {};
  input.is_damaged = true;
  return source.health.found_damage(source.files.path_of({CaskFileKind::log, input.number()}), good,
                                    "a record that was durable is damaged");
}

class InputReader : public CompactionCandidates {
 public:
  InputReader(const CompactionSource& source, const SegmentList& inputs, InputRange range)
      : source_(source),
        inputs_(inputs),
        keeps_removes_(range == InputRange::inner && !mutated(Mutant::tombstone_dropped)) {}

 protected:
  bool has_inputs() const { return next_ < inputs_.size(); }

  // By key; records of one key in the order in which they were written, since the last one counts.
  bool is_before(const PlacedChange& one, const PlacedChange& other) const {
    if (const int order = one.key.compare(other.key); order != 0) return order < 0;
    if (one.place.segment == other.place.segment) return one.place.offset < other.place.offset;
    return age_of(one.place.segment) < age_of(other.place.segment);
  }

  Result<void> read_next(std::string& buffer, std::vector<CompactionCandidate>& candidates) {
    return read_input(source_, *inputs_[next_++], buffer, [&](const PlacedChange& change) {
      if (change.kind == RecordKind::remove && !keeps_removes_) return;
      candidates.push_back({change, source_.index.hash_of(change.key)});
    });
  }

 private:
  // Numbers do not tell: a merged segment has a higher one than later segments of the log.
  SegmentList::const_iterator age_of(std::uint32_t number) const {
    return std::ranges::find(inputs_, number, [](const auto& input) { return input->number(); });
  }

  CompactionSource source_;
  const SegmentList& inputs_;
  bool keeps_removes_;
  std::size_t next_ = 0;
};

class UnsortedCandidates : public InputReader {
 public:
  using InputReader::InputReader;

  Result<bool> next(std::vector<CompactionCandidate>& candidates) override {
    candidates.clear();
    if (!has_inputs()) return false;
    TRY(read_next(buffer_, candidates));
    return true;
  }

 private:
  std::string buffer_;
};

class SortedCandidates : public InputReader {
 public:
  using InputReader::InputReader;

  Result<bool> next(std::vector<CompactionCandidate>& candidates) override {
    candidates.clear();
    if (!has_inputs()) return false;
    TRY(read_next(buffers_.emplace_back(), all_));
    if (has_inputs()) return true;
    std::ranges::sort(all_, [this](const auto& one, const auto& other) {
      return is_before(one.change, other.change);
    });
    candidates.swap(all_);
    return true;
  }

 private:
  std::deque<std::string> buffers_;  // that the keys lie in
  std::vector<CompactionCandidate> all_;
};

// Removes are not wanted, since nothing is older.
class IndexCandidates : public CompactionCandidates {
 public:
  IndexCandidates(const CompactionSource& source, const SegmentList& inputs)
      : source_(source), inputs_(inputs) {
    for (const std::shared_ptr<Segment>& input : inputs) numbers_.insert(input->number());
  }

  Result<bool> next(std::vector<CompactionCandidate>& candidates) override {
    candidates.clear();
    if (next_ < inputs_.size()) {
      std::string buffer;
      TRY(read_input(source_, *inputs_[next_++], buffer, [](const PlacedChange&) {}));
      return true;
    }
    if (!snapshot_) look_at_index();
    for (std::size_t left = candidates_at_once; left > 0 && cursor_->valid(); --left) {
      take(candidates);
      cursor_->next();
    }
    return !candidates.empty() || cursor_->valid();
  }

 private:
  void look_at_index() {
    const MutexLock lock(source_.index.mutex());
    snapshot_.emplace(source_.index.ordered()->snapshot());
    cursor_.emplace(snapshot_->cursor());
    cursor_->first();
  }

  // A record that was written meanwhile stands elsewhere.
  void take(std::vector<CompactionCandidate>& candidates) const {
    const RecordPlace place = cursor_->place();
    if (!numbers_.contains(place.segment)) return;
    const std::string_view key = cursor_->key();
    candidates.push_back({{RecordKind::set, key, place}, source_.index.hash_of(key)});
  }

  CompactionSource source_;
  const SegmentList& inputs_;
  absl::flat_hash_set<std::uint32_t> numbers_;
  std::size_t next_ = 0;
  std::optional<OrderedIndex::Snapshot> snapshot_;
  std::optional<OrderedIndex::Cursor> cursor_;
};

}  // namespace

std::unique_ptr<CompactionCandidates> candidates_of(const CompactionSource& source,
                                                    const SegmentList& inputs, InputRange range) {
  if (source.index.ordered() == nullptr) {
    return std::make_unique<UnsortedCandidates>(source, inputs, range);
  }
  if (range != InputRange::all) return std::make_unique<SortedCandidates>(source, inputs, range);
  return std::make_unique<IndexCandidates>(source, inputs);
}

}  // namespace powercut
