#include "bench/engines/child.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "bench/engines/fail.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

volatile std::sig_atomic_t interrupted = 0;

void handle_interrupts(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;  // no SA_RESTART: a read that waits for the child must return
  for (int number : {SIGINT, SIGTERM}) CHECK(::sigaction(number, &action, nullptr) == 0);
}

[[noreturn]] void run_child(const std::function<Figures()>& work, int write_end, pid_t parent) {
  handle_interrupts(SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) std::_Exit(1);  // it died before it could be told
  Figures figures = work();
  std::size_t bytes = figures.size() * sizeof(double);
  if (::write(write_end, figures.data(), bytes) != static_cast<ssize_t>(bytes)) {
    fail("a child's figures", "cannot be handed over");
  }
  std::_Exit(0);
}

// The figures of a child that failed are worth nothing, and the status of waitpid tells it apart.
Figures read_figures(int read_end, pid_t child) {
  Figures figures;
  double figure = 0;
  while (true) {
    ssize_t got = ::read(read_end, &figure, sizeof figure);
    if (got == sizeof figure) {
      figures.push_back(figure);
    } else if (got < 0 && errno == EINTR) {
      if (interrupted) ::kill(child, SIGKILL);
    } else {
      return figures;
    }
  }
}

}  // namespace

Result<Figures> in_child(const std::function<Figures()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) return error_from_errno(errno);
  std::fflush(nullptr);  // or the child has it, too
  pid_t parent = ::getpid();
  pid_t child = ::fork();
  if (child < 0) return error_from_errno(errno);
  if (child == 0) {
    ::close(ends[0]);
    run_child(work, ends[1], parent);
  }
  ::close(ends[1]);
  Figures figures = read_figures(ends[0], child);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) CHECK(errno == EINTR);
  if (status == 0 && !interrupted) return figures;
  if (WIFSIGNALED(status) && !interrupted) {
    fmt::print(stderr, "powercut_compare: a child was ended by signal {}\n", WTERMSIG(status));
  }
  return Error{ErrorCode::io_failed};
}

void remember_interrupts() {
  handle_interrupts([](int) { interrupted = 1; });
}

bool is_interrupted() { return interrupted != 0; }

}  // namespace powercut
