#include "harness/watch/store_call.h"

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <ctime>
#include <string_view>

#include "harness/watch/death_notice.h"

namespace powercut {

namespace {

// How often a call is looked at until it has come to the limit.
constexpr int looks = 20;

std::atomic<Duration::rep> cpu_max = store_call_cpu_max.count();

// A child process has none of its parent's timers.
std::atomic<std::uint64_t> process_number = 1;

void count_child() { ++process_number; }

// The calls of this thread, as its timer has seen them.
struct Seen {
  std::uint64_t call = 0;
  int looks = 0;  // of which the first found it there
};
constinit thread_local Seen seen;

// The timer of a thread; deleted when the thread ends.
class ThreadTimer {
 public:
  ~ThreadTimer() {
    if (process_ == process_number) timer_delete(timer_);
  }

  bool is_made() const { return process_ == process_number; }

  void make(int signal, Duration period) {
    process_ = process_number;
    sigevent event = {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = signal;
    event._sigev_un._tid = gettid();
    if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) != 0) {
      process_ = 0;
      return;
    }
    timespec time = {};
    time.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(period).count();
    time.tv_nsec = (period % std::chrono::seconds(1)).count();
    const itimerspec times = {.it_interval = time, .it_value = time};
    timer_settime(timer_, 0, &times, nullptr);
  }

 private:
  std::uint64_t process_ = 0;  // the process that made it; 0: none
  timer_t timer_ = {};
};

thread_local ThreadTimer timer;

// One that nobody uses. A signal that has a handler stays with that.
int signal_of_timers() { return SIGRTMAX - 7; }

bool set_handler(void (*look)(int)) {
  struct sigaction before = {};
  sigaction(signal_of_timers(), nullptr, &before);
  if (before.sa_handler != SIG_DFL) return false;
  struct sigaction looking = {};
  looking.sa_handler = look;
  sigemptyset(&looking.sa_mask);
  looking.sa_flags = SA_ONSTACK | SA_RESTART;
  sigaction(signal_of_timers(), &looking, nullptr);
  pthread_atfork(nullptr, nullptr, count_child);
  return true;
}

}  // namespace

constinit thread_local volatile std::sig_atomic_t StoreCall::depth = 0;
constinit thread_local volatile std::uint64_t StoreCall::begun = 0;
constinit thread_local bool StoreCall::lets_pass = false;

void limit_store_calls(Duration limit) { cpu_max = limit.count(); }

void StoreCall::begin() {
  begun = begun + 1;
  if (!timer.is_made()) watch_this_thread();
}

void StoreCall::watch_this_thread() {
  static const bool has_signal = set_handler(look);
  if (has_signal) timer.make(signal_of_timers(), Duration(cpu_max.load()) / looks);
}

void StoreCall::look(int) {
  const bool is_the_same = depth > 0 && begun == seen.call;
  seen = {.call = begun, .looks = is_the_same ? seen.looks + 1 : 0};
  if (seen.looks >= looks) tell_death("a call of the store under test does not return", true);
}

}  // namespace powercut
