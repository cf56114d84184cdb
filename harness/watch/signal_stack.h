// SignalStack: where a handler of signals runs while the stack of this thread is full.
//
// Where there is one already, as sanitizers make it, that stays.
//
// Threads: for the one that makes it, as long as it lives.
#pragma once

#include <csignal>
#include <cstddef>
#include <memory>

namespace powercut {

class SignalStack {
 public:
  SignalStack() {
    sigaltstack(nullptr, &before_);
    if ((before_.ss_flags & SS_DISABLE) == 0) return;
    bytes_ = std::make_unique<std::byte[]>(size);
    stack_t own = {};
    own.ss_sp = bytes_.get();
    own.ss_size = size;
    sigaltstack(&own, nullptr);
  }
  ~SignalStack() {
    if (bytes_) sigaltstack(&before_, nullptr);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  static constexpr std::size_t size = std::size_t{64} * 1024;

  std::unique_ptr<std::byte[]> bytes_;
  stack_t before_ = {};
};

}  // namespace powercut
