// ReplyQueue: holds the answers to one client, in order. An answer whose changes are not decided
// yet is held back, and so are all answers behind it.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace powercut {

class ReplyQueue {
 public:
  // The next answer is to be appended to bytes(). Then end_reply() says which batch it needs, and
  // which batches are decided already.
  std::string& bytes() { return bytes_; }
  void end_reply(std::uint64_t needed, std::uint64_t decided);

  // All batches up to `decided` reached the store.
  void succeed(std::uint64_t decided);

  // The undecided batches up to `decided` did not reach the store. write_failure() appends the text
  // that replaces each answer that needs one of them.
  void fail(std::uint64_t decided, const std::function<void(std::string&)>& write_failure);

  // The bytes that may be sent now.
  std::string_view sendable() const;
  void sent(std::size_t bytes);

  bool is_holding() const { return !held_.empty(); }
  bool empty() const { return sent_ == bytes_.size(); }
  std::size_t unsent_bytes() const { return bytes_.size() - sent_; }
  std::size_t capacity() const { return bytes_.capacity(); }

 private:
  struct Held {
    std::uint64_t begin;  // positions in all that was ever appended
    std::uint64_t end;
    std::uint64_t needed;  // 0: no batch; it waits for the answer before it
  };

  std::uint64_t position_of(std::size_t offset) const { return dropped_ + offset; }
  std::size_t offset_of(std::uint64_t position) const {
    return static_cast<std::size_t>(position - dropped_);
  }

  std::string bytes_;
  std::size_t sent_ = 0;
  std::uint64_t dropped_ = 0;      // bytes that were sent and are no longer here
  std::uint64_t reply_begin_ = 0;  // of the answer that is being appended
  std::deque<Held> held_;
};

}  // namespace powercut
