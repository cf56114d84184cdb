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

// A thread that is awake takes more between two looks, which themselves take some microseconds.
constexpr Duration cpu_of_sleeper_max = std::chrono::milliseconds(1);

std::atomic<Duration::rep> cpu_max = store_call_cpu_max.count();
std::atomic<Duration::rep> sleep_max = store_call_sleep_max.count();

// A child process has none of its parent's timers.
std::atomic<std::uint64_t> process_number = 1;

void count_child() { ++process_number; }

// The calls of this thread, as a timer of it has seen them.
struct Seen {
  std::uint64_t call = 0;
  int looks = 0;  // of which the first found it there
  Duration cpu = {};
};
constinit thread_local Seen seen_at_work;
constinit thread_local Seen seen_asleep;

// The number of the timer comes with its signal.
enum TimerNumber : int { timer_of_work = 1, timer_of_sleep = 2 };

// A timer of a thread; deleted when the thread ends.
class ThreadTimer {
 public:
  ThreadTimer(clockid_t clock, TimerNumber number) : clock_(clock), number_(number) {}
  ~ThreadTimer() {
    if (process_ == process_number) timer_delete(timer_);
  }
  ThreadTimer(const ThreadTimer&) = delete;
  ThreadTimer& operator=(const ThreadTimer&) = delete;

  bool is_set() const { return is_set_ && process_ == process_number; }

  void set(int signal, Duration period) {
    if (process_ != process_number && !make(signal)) return;
    is_set_ = true;
    timespec time = {};
    time.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(period).count();
    time.tv_nsec = (period % std::chrono::seconds(1)).count();
    const itimerspec times = {.it_interval = time, .it_value = time};
    timer_settime(timer_, 0, &times, nullptr);
  }

  // Handlers of signals may call it.
  void stop() {
    is_set_ = false;
    const itimerspec never = {};
    timer_settime(timer_, 0, &never, nullptr);
  }

 private:
  bool make(int signal) {
    sigevent event = {};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = signal;
    event.sigev_value.sival_int = number_;
    event._sigev_un._tid = gettid();
    if (timer_create(clock_, &event, &timer_) != 0) return false;
    process_ = process_number;
    return true;
  }

  clockid_t clock_;
  TimerNumber number_;
  std::uint64_t process_ = 0;  // the process that made it; 0: none
  volatile bool is_set_ = false;
  timer_t timer_ = {};
};

thread_local ThreadTimer work_timer(CLOCK_THREAD_CPUTIME_ID, timer_of_work);
thread_local ThreadTimer sleep_timer(CLOCK_MONOTONIC, timer_of_sleep);

Duration cpu_of_this_thread() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// One that nobody uses. A signal that has a handler stays with that.
int signal_of_timers() { return SIGRTMAX - 7; }

bool set_handler(void (*look)(int, siginfo_t*, void*)) {
  struct sigaction before = {};
  sigaction(signal_of_timers(), nullptr, &before);
  if (before.sa_handler != SIG_DFL) return false;
  struct sigaction looking = {};
  looking.sa_sigaction = look;
  sigemptyset(&looking.sa_mask);
  looking.sa_flags = SA_ONSTACK | SA_RESTART | SA_SIGINFO;
  sigaction(signal_of_timers(), &looking, nullptr);
  pthread_atfork(nullptr, nullptr, count_child);
  return true;
}

}  // namespace

constinit thread_local volatile std::sig_atomic_t StoreCall::depth = 0;
constinit thread_local volatile std::uint64_t StoreCall::begun = 0;
constinit thread_local bool StoreCall::lets_pass = false;

void limit_store_calls(Duration limit) { cpu_max = limit.count(); }
void limit_sleep_in_store_calls(Duration limit) { sleep_max = limit.count(); }

void StoreCall::begin() {
  begun = begun + 1;
  if (!sleep_timer.is_set()) watch_this_thread();
}

void StoreCall::watch_this_thread() {
  static const bool has_signal = set_handler(look);
  if (!has_signal) return;
  if (!work_timer.is_set()) work_timer.set(signal_of_timers(), Duration(cpu_max.load()) / looks);
  sleep_timer.set(signal_of_timers(), Duration(sleep_max.load()) / looks);
}

void StoreCall::look(int, siginfo_t* info, void*) {
  if (info->si_value.sival_int == timer_of_work) look_for_work();
  if (info->si_value.sival_int == timer_of_sleep) look_for_sleep();
}

void StoreCall::look_for_work() {
  const bool is_the_same = depth > 0 && begun == seen_at_work.call;
  seen_at_work = {.call = begun, .looks = is_the_same ? seen_at_work.looks + 1 : 0};
  if (seen_at_work.looks < looks) return;
  tell_death("a call of the store under test does not return", true);
}

void StoreCall::look_for_sleep() {
  const bool is_the_same = begun == seen_asleep.call;
  const Duration cpu = cpu_of_this_thread();
  const bool has_slept = is_the_same && cpu - seen_asleep.cpu < cpu_of_sleeper_max;
  if (is_the_same && depth == 0) sleep_timer.stop();
  seen_asleep = {.call = begun, .looks = has_slept ? seen_asleep.looks + 1 : 0, .cpu = cpu};
  if (depth == 0 || seen_asleep.looks < looks) return;
  tell_death("a call of the store under test sleeps and does not return", true);
}

}  // namespace powercut
