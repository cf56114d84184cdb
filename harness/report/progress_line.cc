#include "harness/report/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "harness/report/table.h"

namespace powercut {

namespace {

constexpr auto redraw_interval = std::chrono::milliseconds(200);
constexpr auto plain_interval = std::chrono::seconds(5);
constexpr std::uint64_t bar_width = 24;

}  // namespace

std::string progress_text(const Progress& progress, std::string_view unit, Duration elapsed,
                          bool with_bar, std::uint64_t done_before) {
  std::uint64_t total = progress.total;
  std::uint64_t done_now = progress.done;
  std::uint64_t done = std::min(total, done_before + done_now);
  double seconds = std::chrono::duration<double>(elapsed).count();
  std::string text;
  if (total > 0) {
    std::uint64_t filled = std::min(bar_width, bar_width * done / total);
    if (with_bar) {
      text += fmt::format("[{:#<{}}{:.<{}}] ", "", filled, "", bar_width - filled);
    }
    text +=
        fmt::format("{} %, {} of {} {}, ", 100 * done / total, grouped(done), grouped(total), unit);
  }
  double rate = seconds > 0 ? static_cast<double>(progress.states) / seconds : 0;
  text += fmt::format("{} images/s", grouped(static_cast<std::uint64_t>(rate)));
  if (total > 0 && done_now > 0) {
    double left = seconds * static_cast<double>(total - done) / static_cast<double>(done_now);
    text += fmt::format(", {:.0f} s left", left);
  }
  return text;
}

ProgressLine::ProgressLine(const Progress& progress, std::string unit, std::uint64_t done_before)
    : progress_(progress),
      unit_(std::move(unit)),
      done_before_(done_before),
      terminal_(isatty(STDERR_FILENO) == 1),
      start_(clock_.now()),
      thread_([this] { run(); }) {}

ProgressLine::~ProgressLine() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
  if (terminal_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::run() {
  Duration interval = terminal_ ? Duration(redraw_interval) : Duration(plain_interval);
  MutexLock lock(mutex_);
  while (!changed_.wait_for(lock, interval, [&] { return stopping_; })) draw();
}

void ProgressLine::draw() const {
  std::string text =
      progress_text(progress_, unit_, clock_.now() - start_, terminal_, done_before_);
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\x1b[K" : "", text, terminal_ ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace powercut
