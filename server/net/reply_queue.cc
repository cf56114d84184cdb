#include "server/net/reply_queue.h"

#include "engine/release_buffer.h"

namespace powercut {

namespace {

constexpr std::size_t kept_bytes_max = std::size_t{16} << 10U;

// Sent bytes are dropped when they are so many, and more than what is left.
constexpr std::size_t dropped_bytes_min = std::size_t{64} << 10U;

}  // namespace

void ReplyQueue::end_reply(std::uint64_t needed, std::uint64_t decided) {
  const std::uint64_t end = position_of(bytes_.size());
  const bool waits = needed > decided;
  if (waits || !held_.empty()) {
    const bool joins = !waits && held_.back().needed == 0;
    if (joins) {
      held_.back().end = end;
    } else {
      held_.push_back({reply_begin_, end, waits ? needed : 0});
    }
  }
  reply_begin_ = end;
}

void ReplyQueue::succeed(std::uint64_t decided) {
  while (!held_.empty() && held_.front().needed <= decided) held_.pop_front();
}

void ReplyQueue::fail(std::uint64_t decided,
                      const std::function<void(std::string&)>& write_failure) {
  if (held_.empty()) return;
  std::string rewritten;
  std::deque<Held> still_held;
  const std::uint64_t begin = held_.front().begin;
  for (const Held& held : held_) {
    const std::uint64_t held_begin = begin + rewritten.size();
    if (held.needed != 0 && held.needed <= decided) {
      write_failure(rewritten);
    } else {
      rewritten.append(bytes_, offset_of(held.begin), held.end - held.begin);
    }
    if (held.needed > decided) {
      still_held.push_back({held_begin, begin + rewritten.size(), held.needed});
    }
  }
  bytes_.resize(offset_of(begin));
  bytes_ += rewritten;
  held_ = std::move(still_held);
  reply_begin_ = position_of(bytes_.size());
}

std::string_view ReplyQueue::sendable() const {
  const std::size_t end = held_.empty() ? bytes_.size() : offset_of(held_.front().begin);
  return std::string_view(bytes_).substr(sent_, end - sent_);
}

void ReplyQueue::sent(std::size_t bytes) {
  sent_ += bytes;
  if (sent_ == bytes_.size()) {
    dropped_ += sent_;
    sent_ = 0;
    bytes_.clear();
    release_if_over(bytes_, kept_bytes_max);
  } else if (sent_ >= dropped_bytes_min && sent_ > bytes_.size() / 2) {
    dropped_ += sent_;
    bytes_.erase(0, sent_);
    sent_ = 0;
  }
}

}  // namespace powercut
