#include "bench/engines/usage.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include "bench/engines/fail.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

using namespace std::chrono_literals;

constexpr auto looks_every = 50ms;
constexpr auto quiet_time = 1s;
constexpr auto quiet_patience = 120s;

// Names, sizes and times of change: all that a background task would alter.
std::vector<std::string> state_of(const std::string& directory) {
  std::vector<std::string> state;
  std::error_code vanished;  // as files do while an engine works; the next look sees it
  for (std::filesystem::directory_iterator place(directory, vanished), end;
       !vanished && place != end; place.increment(vanished)) {
    struct stat file = {};
    if (::stat(place->path().c_str(), &file) != 0) continue;
    state.push_back(fmt::format("{} {} {} {}.{}", place->path().native(), file.st_size,
                                file.st_blocks, file.st_mtim.tv_sec, file.st_mtim.tv_nsec));
  }
  std::ranges::sort(state);
  return state;
}

}  // namespace

std::uint64_t disk_bytes(const std::string& directory) {
  constexpr std::uint64_t block_bytes = 512;  // the unit of st_blocks, whatever the file system's
  std::uint64_t blocks = 0;
  std::error_code vanished;
  for (std::filesystem::directory_iterator place(directory, vanished), end;
       !vanished && place != end; place.increment(vanished)) {
    struct stat file = {};
    if (::stat(place->path().c_str(), &file) == 0) {
      blocks += static_cast<std::uint64_t>(file.st_blocks);
    }
  }
  return blocks * block_bytes;
}

std::uint64_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "RssAnon:") continue;
    std::uint64_t kibibytes = 0;
    if (status >> kibibytes) return kibibytes << 10;
  }
  fail("memory", "/proc/self/status does not say it (RssAnon)");
}

void write_back(const std::string& directory) {
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    int descriptor = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    CHECK(descriptor >= 0);
    CHECK(::fsync(descriptor) == 0);
    ::close(descriptor);
  }
}

void wait_until_quiet(const std::string& directory) {
  auto start = std::chrono::steady_clock::now();
  auto changed = start;
  auto state = state_of(directory);
  while (true) {
    std::this_thread::sleep_for(looks_every);
    auto now = std::chrono::steady_clock::now();
    if (auto next = state_of(directory); next != state) {
      state = std::move(next);
      changed = now;
    }
    if (now - changed >= quiet_time || now - start >= quiet_patience) return;
  }
}

DiskWatch::DiskWatch(std::string directory)
    : directory_(std::move(directory)), thread_([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          look();
          std::this_thread::sleep_for(looks_every);
        }
      }) {}

std::uint64_t DiskWatch::bytes_max() {
  look();
  return bytes_max_;
}

void DiskWatch::look() {
  std::uint64_t bytes = disk_bytes(directory_);
  std::uint64_t before = bytes_max_;
  while (bytes > before && !bytes_max_.compare_exchange_weak(before, bytes)) {
  }
}

}  // namespace powercut
