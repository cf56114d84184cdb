#include "server/net/threads/turn_pacer.h"

namespace powercut {

namespace {

constexpr Duration span_time = std::chrono::milliseconds(10);

// In a span. At a lower rate a rest would hardly find more than one request.
constexpr std::uint64_t many_clients = 8;
constexpr std::uint64_t many_requests = 100;

// In a turn. Where turns find more, they come in company without a rest.
constexpr std::uint64_t few_requests = 16;

}  // namespace

bool TurnPacer::Counts::are_many() const {
  return clients >= many_clients && requests >= many_requests;
}

void TurnPacer::count(Mark& client, Duration turn_time) {
  if (turn_time - span_begin_ >= span_time) {
    before_ = turn_time - span_begin_ < 2 * span_time ? span_ : Counts{};
    span_ = {};
    span_begin_ = turn_time;
  }
  if (client.span_begin == span_begin_) return;
  client.span_begin = span_begin_;
  ++span_.clients;
}

void TurnPacer::note_turn(std::uint64_t requests) {
  if (requests == 0) return;
  last_requests_ = requests;
  span_.requests += requests;
}

bool TurnPacer::wants_rest(Duration now) const {
  return last_requests_ < few_requests && now - span_begin_ < 2 * span_time &&
         (span_.are_many() || before_.are_many());
}

void TurnPacer::rest() {
  MutexLock lock(mutex_);
  changed_.wait_for(lock, rest_time_, [this] { return is_woken_; });
  is_woken_ = false;
}

void TurnPacer::wake() {
  {
    const MutexLock lock(mutex_);
    is_woken_ = true;
  }
  changed_.notify_one();
}

}  // namespace powercut
