#include "server/commands/keyspace/keyspace.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

// A batch that was larger gives its memory back when it is done.
constexpr std::size_t kept_batch_bytes_max = std::size_t{1} << 20U;

}  // namespace

void Keyspace::begin_command() {
  needed_ = 0;
  unit_batch_ = nullptr;
  unit_bytes_ = 0;
}

void Keyspace::end_command() { unit_batch_ = nullptr; }

std::span<const Change> Keyspace::changes() const {
  if (unit_batch_ == nullptr) return {};
  return std::span(unit_batch_->changes()).subspan(unit_first_);
}

std::optional<Keyspace::Pending> Keyspace::find_pending(std::string_view key) const {
  for (auto batch = pending_.rbegin(); batch != pending_.rend(); ++batch) {
    if (const Change* change = (*batch)->find(key)) return Pending{change, (*batch)->sequence()};
  }
  return std::nullopt;
}

Result<bool> Keyspace::get(std::string_view key, std::string& value) {
  if (const std::optional<Pending> pending = find_pending(key)) {
    needed_ = std::max(needed_, pending->sequence);
    if (!pending->change->value) return false;
    value = *pending->change->value;
    return true;
  }
  return store_.get(key, value);
}

Result<bool> Keyspace::contains(std::string_view key) {
  if (const std::optional<Pending> pending = find_pending(key)) {
    needed_ = std::max(needed_, pending->sequence);
    return pending->change->value.has_value();
  }
  return store_.contains(key);
}

// A change is in the batch of its unit, and no batch that is on its way to the store grows.
PendingBatch& Keyspace::batch_for_changes() {
  if (unit_batch_ != nullptr) return *unit_batch_;
  const bool has_room = !pending_.empty() && !(pending_.size() == 1 && front_is_taken_) &&
                        pending_.back()->bytes() <= limits_.batch_bytes_max;
  if (!has_room) {
    ++last_sequence_;
    if (spare_ != nullptr) {
      spare_->reuse(last_sequence_);
      pending_.push_back(std::move(spare_));
    } else {
      pending_.push_back(std::make_unique<PendingBatch>(last_sequence_));
    }
  }
  unit_batch_ = pending_.back().get();
  unit_first_ = unit_batch_->changes().size();
  return *unit_batch_;
}

Result<void> Keyspace::check_room(std::size_t changes, std::size_t bytes) const {
  const bool is_alone = this->changes().empty() && changes <= 1;
  const std::size_t all = unit_bytes_ + bytes + changes * PendingBatch::change_overhead;
  if (!is_alone && all > limits_.unit_bytes_max) return Error{ErrorCode::too_large};
  return {};
}

Result<void> Keyspace::add(std::string_view key, std::optional<std::string_view> value,
                           Written written) {
  if (key.size() > limits_.key_bytes_max) return Error{ErrorCode::too_large};
  if (value && value->size() > limits_.value_bytes_max) return Error{ErrorCode::too_large};
  const std::size_t bytes = key.size() + (value ? value->size() : 0);
  TRY(check_room(1, bytes));
  // One that is alone in its batch may be larger than a batch.
  if (unit_batch_ == nullptr && bytes > limits_.unit_bytes_max && !pending_.empty() &&
      !(pending_.size() == 1 && front_is_taken_)) {
    pending_.push_back(std::make_unique<PendingBatch>(++last_sequence_));
  }
  PendingBatch& batch = batch_for_changes();
  batch.add(key, value);
  unit_bytes_ += bytes + PendingBatch::change_overhead;
  needed_ = batch.sequence();
  if (written != Written::anew) {
    encodings_.note(key, *value, written);
  } else if (!encodings_.empty()) {
    encodings_.forget(key);
  }
  return {};
}

Result<void> Keyspace::set(std::string_view key, std::string_view value, Written written) {
  return add(key, value, written);
}

Result<void> Keyspace::remove(std::string_view key) {
  return add(key, std::nullopt, Written::anew);
}

void Keyspace::split_command() {
  unit_batch_ = nullptr;
  unit_bytes_ = 0;
}

void Keyspace::need_all_pending() {
  if (!pending_.empty()) needed_ = std::max(needed_, pending_.back()->sequence());
}

std::size_t Keyspace::pending_bytes() const {
  std::size_t bytes = 0;
  for (const auto& batch : pending_) bytes += batch->bytes();
  return bytes;
}

const PendingBatch* Keyspace::take_batch() {
  CHECK(unit_batch_ == nullptr);
  if (front_is_taken_ || pending_.empty()) return nullptr;
  front_is_taken_ = true;
  return pending_.front().get();
}

std::uint64_t Keyspace::finish(bool is_committed) {
  CHECK(front_is_taken_);
  front_is_taken_ = false;
  if (is_committed) {
    decided_ = pending_.front()->sequence();
    const bool is_kept = spare_ == nullptr && pending_.front()->bytes() <= kept_batch_bytes_max;
    if (is_kept) spare_ = std::move(pending_.front());
    pending_.pop_front();
  } else {
    decided_ = last_sequence_;
    pending_.clear();
    // Forgets values that may never have been; those that the store has may have been written anew.
    encodings_.forget_all();
  }
  return decided_;
}

}  // namespace powercut
