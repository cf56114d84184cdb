// parallel_for(): does independent pieces of work on several threads, of which the caller's is one.
//
// Results must not depend on which thread does a piece, and when. So each piece must write to a
// place of its own, and the caller joins the results in order. Then a sweep finds the same with any
// number of jobs.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "harness/watch/signal_stack.h"

namespace powercut {

template <typename Work>
void parallel_for(std::size_t pieces, unsigned jobs, const Work& work) {
  std::atomic<std::size_t> next = 0;
  auto take_pieces = [&] {
    SignalStack stack;
    for (std::size_t piece = next++; piece < pieces; piece = next++) work(piece);
  };
  std::vector<std::jthread> helpers;
  for (unsigned job = 1; job < jobs && job < pieces; ++job) helpers.emplace_back(take_pieces);
  take_pieces();
}

}  // namespace powercut
