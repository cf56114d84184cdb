// InputBuffer: what a client has sent and what is not answered yet.
//
// It starts small, grows as bytes come, never far ahead of them, and is small again when it is
// empty: thousands of idle clients cost little.
//
// Threads: one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace powercut {

class InputBuffer {
 public:
  static constexpr std::size_t small_bytes = std::size_t{2} << 10U;
  static constexpr std::size_t usual_bytes = std::size_t{64} << 10U;

  // Room for the next read. `needed`: how long the request at the front will be, if that is known.
  std::span<char> room(std::size_t needed) {
    if (begin_ > 0 && (begin_ == end_ || capacity_ - end_ < capacity_ / 4)) move_to_front();
    std::size_t wanted = capacity_ == 0 ? small_bytes : capacity_;
    const bool is_full = capacity_ - end_ < capacity_ / 4;
    if (was_filled_ && capacity_ < usual_bytes) wanted = std::min(capacity_ * 4, usual_bytes);
    if (is_full && begin_ == 0) {
      const std::size_t doubled = capacity_ * 2;
      wanted = needed > capacity_ ? std::min(std::max(doubled, usual_bytes), needed) : doubled;
    }
    if (wanted != capacity_) resize(std::max(wanted, end_ - begin_));
    return {bytes_.get() + end_, capacity_ - end_};
  }

  void received(std::size_t bytes) {
    end_ += bytes;
    was_filled_ = end_ == capacity_;
  }

  std::string_view unread() const { return {bytes_.get() + begin_, end_ - begin_}; }

  void consume(std::size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) {
      begin_ = 0;
      end_ = 0;
      if (capacity_ > usual_bytes) release();
    }
  }

  // Only while nobody reads into its room.
  void release() {
    if (begin_ != end_) return;
    bytes_.reset();
    begin_ = end_ = capacity_ = 0;
    was_filled_ = false;
  }

  std::size_t capacity() const { return capacity_; }

 private:
  void move_to_front() {
    std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }

  void resize(std::size_t capacity) {
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (begin_ != end_) std::memcpy(bytes.get(), bytes_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool was_filled_ = false;
};

}  // namespace powercut
