// Several threads that do the same at the same time, and how long it took them.
#pragma once

#include <barrier>
#include <chrono>
#include <thread>
#include <vector>

namespace powercut {

// work(index, start) gets ready, calls start() and then does what is to be timed: from the moment
// when all have called it to that when the last one is done.
template <typename Work>
double seconds_of_threads(unsigned count, const Work& work) {
  using Time = std::chrono::steady_clock;
  Time::time_point begin;
  // By the last of them, before any goes on: a thread that waits to be told wakes too late.
  auto all_ready = [&]() noexcept { begin = Time::now(); };
  std::barrier ready(static_cast<std::ptrdiff_t>(count), all_ready);
  std::vector<std::jthread> threads;
  for (unsigned index = 0; index < count; ++index) {
    threads.emplace_back([&, index] { work(index, [&] { ready.arrive_and_wait(); }); });
  }
  threads.clear();
  return std::chrono::duration<double>(Time::now() - begin).count();
}

}  // namespace powercut
