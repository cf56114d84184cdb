#include "server/net/process_facts.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <memory>
#include <random>

namespace powercut {

namespace {

std::uint64_t resident_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "r"),
                                                             std::fclose);
  unsigned long long pages = 0;
  unsigned long long resident_pages = 0;
  if (file == nullptr || std::fscanf(file.get(), "%llu %llu", &pages, &resident_pages) != 2) {
    return 0;
  }
  return resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

Duration duration_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32U | device();
}

ProcessFacts::ProcessFacts() {
  std::random_device device;
  while (run_id_.size() < 40) run_id_ += fmt::format("{:08x}", device());
  char path[PATH_MAX];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof(path));
  if (length > 0) executable_.assign(path, static_cast<std::size_t>(length));
}

void ProcessFacts::add_to(HostFacts& facts) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  facts.process_id = static_cast<std::uint64_t>(::getpid());
  facts.run_id = run_id_;
  facts.executable = executable_;
  facts.memory_bytes = resident_bytes();
  facts.memory_peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  facts.system_memory_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                              static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  facts.user_time = duration_of(usage.ru_utime);
  facts.system_time = duration_of(usage.ru_stime);
}

}  // namespace powercut
