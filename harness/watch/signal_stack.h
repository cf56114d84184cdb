// SignalStack: gives this thread a second stack, on which signal handlers run when its own stack is
// full.
//
// If the thread has one already, as with sanitizers, that one stays in use.
//
// Threads: it serves the thread that makes it, as long as it lives.
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
