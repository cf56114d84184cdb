// RandomCalls: makes a short trace of random calls on a few names, on a disk that is not empty; for
// tests that visit every state. The same seed gives the same trace.
//
// A write has a few bytes, near the begin of a file or around the edges of sectors and pages. Files
// are also written after they were removed or replaced, by handles that are still open. With
// failed_syncs, some syncs fail.
#pragma once

#include <array>
#include <memory>
#include <random>

#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

class RandomCalls {
 public:
  struct Kind {
    int calls = 8;
    bool at_edges = false;
    bool failed_syncs = false;
    bool one_file = false;  // one file is written, cut and synced, and no other
  };

  RandomCalls(std::uint64_t seed, Kind kind) : kind_(kind), random_(seed) {
    run(8);
    base = live;
    trace = Trace();
    if (kind.failed_syncs) {
      std::string first = "sync#" + std::to_string(1 + below(2)) + "=io_failed";
      std::string then = first;
      switch (below(3)) {  // two fail, without or with old bytes, or only the second with
        case 0:
          first += "+old*2";
          break;
        case 1:
          then = "sync#3=io_failed+old";
          break;
        default:
          first += "*2";
      }
      injector = Injector({parse_fault_rule(first).value(), parse_fault_rule(then).value()});
    }
    run(kind.calls);
  }

  Disk base;
  Disk live;
  Trace trace;
  Injector injector;

 private:
  static constexpr std::array names{"a", "b", "a", "d/a", "d/b"};

  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  std::uint64_t place() {
    static constexpr std::array<std::uint64_t, 4> edges{510, 511, 4094, 4095};
    return kind_.at_edges && below(3) > 0 ? edges[below(edges.size())] : below(6);
  }

  void run(int calls) {
    FaultFileSystem files(live, {.trace = &trace, .injector = &injector, .base = &base});
    if (live.inode_count() == 1) ignore(files.make_dir("d"));
    std::vector<std::unique_ptr<File>> held;
    while (calls-- > 0) call(files, held);
  }

  void call(FaultFileSystem& files, std::vector<std::unique_ptr<File>>& held) {
    std::string name = kind_.one_file ? "a" : names[below(names.size())];
    switch (kind_.one_file ? 11 : below(14)) {
      case 0:
      case 1:
        return ignore(files.rename(name, names[below(names.size())]));
      case 2:
        return ignore(files.remove(name));
      case 3:
        return ignore(files.sync_dir(below(2) == 0 ? "/" : "d"));
      case 4:
        if (below(2) == 0) return ignore(files.make_dir("d/e"));
        return ignore(below(2) == 0 ? files.rename("d/e", "e") : files.rename("d", "e"));
      case 5:
        if (!held.empty()) return change(*held[below(held.size())]);
        break;
      case 12:
      case 13:
        return link_one(files);
      default:
        break;
    }
    auto file =
        files.open(name, !kind_.one_file && below(9) == 0 ? OpenMode::replace : OpenMode::create);
    if (!file.ok()) return;
    change(**file);
    if (below(3) == 0) held.push_back(std::move(*file));
  }

  // Most draws are of files that are missing or of names that are taken.
  void link_one(FaultFileSystem& files) {
    for (int tries = 0; tries < 8; ++tries) {
      if (files.link(names[below(names.size())], names[below(names.size())]).ok()) return;
    }
  }

  void change(File& file) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    switch (below(9)) {
      case 0:
        return ignore(file.truncate(place()));
      case 1:
      case 2:
        return ignore(file.sync());
      case 3:
        return ignore(file.reserve(9));
      default:
        return ignore(file.write(place(), as_bytes(letters.substr(below(22), 1 + below(4)))));
    }
  }

  template <typename T>
  static void ignore(const Result<T>&) {}

  Kind kind_;
  std::mt19937_64 random_;
};

}  // namespace powercut
