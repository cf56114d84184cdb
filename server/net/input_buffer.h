// InputBuffer: holds the bytes that a client has sent and that are not carried out yet.
//
// Most reads bring whole requests. These are parsed where they were read, in a buffer that all
// clients share (lend), and only the rest is kept. So an idle client costs nothing. A request that
// comes in pieces grows a buffer of its own, which is never far ahead of what has come.
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
  bool empty() const { return unread().empty(); }
  std::string_view unread() const {
    return lent_.empty() ? std::string_view(bytes_.get() + begin_, end_ - begin_) : lent_;
  }

  // lend() is only for an empty buffer. The bytes must stay valid until keep(), which copies the
  // rest.
  void lend(std::string_view bytes) { lent_ = bytes; }
  void keep() {
    if (lent_.empty()) return;
    const std::string_view left = lent_;
    lent_ = {};
    std::memcpy(room(left.size()).data(), left.data(), left.size());
    received(left.size());
  }

  // Returns room for what comes next. `needed`: how long the request at the front will be, as far
  // as that is known.
  std::span<char> room(std::size_t needed) {
    if (begin_ > 0) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == capacity_) {
      const std::size_t doubled = std::max(capacity_ * 2, small_bytes);
      const std::size_t known = std::min(std::max(doubled, usual_bytes), needed);
      resize(needed > capacity_ ? std::max(known, small_bytes) : doubled);
    }
    return {bytes_.get() + end_, capacity_ - end_};
  }
  void received(std::size_t bytes) { end_ += bytes; }

  void consume(std::size_t bytes) {
    if (!lent_.empty()) {
      lent_.remove_prefix(bytes);
      return;
    }
    begin_ += bytes;
    if (begin_ < end_) return;
    bytes_.reset();
    begin_ = end_ = capacity_ = 0;
  }

  std::size_t capacity() const { return capacity_; }

 private:
  static constexpr std::size_t small_bytes = std::size_t{4} << 10U;
  static constexpr std::size_t usual_bytes = std::size_t{64} << 10U;

  void resize(std::size_t capacity) {
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (end_ > 0) std::memcpy(bytes.get(), bytes_.get(), end_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::string_view lent_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace powercut
