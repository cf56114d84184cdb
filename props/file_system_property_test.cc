// FaultFileSystem without faults is PosixFileSystem on a directory of its own, call for call.
//
// Left out, since the interface does not promise it: renaming the root, and sizes between the
// limits of the two (a gigabyte here, what the disk allows there).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "engine/io/posix/temporary_directory.h"
#include "powercut/faultfs/fault_file_system.h"
#include "powercut/io/posix_file_system.h"
#include "props/falsified.h"
#include "props/file_call.h"

namespace rc {

template <>
struct Arbitrary<powercut::FileCall> {
  static Gen<powercut::FileCall> arbitrary() {
    using powercut::FileCall;
    using powercut::OpenMode;
    return gen::exec([] {
      static const std::vector<std::string> paths{"a",   "b",     "d",   "e",   "d/a", "d/b",
                                                  "d/e", "d/e/a", "e/a", "e/d", "a/x", "missing/a"};
      auto kinds = gen::weightedElement<FileCall::Kind>({{12, FileCall::Kind::open},
                                                         {2, FileCall::Kind::close},
                                                         {5, FileCall::Kind::read},
                                                         {10, FileCall::Kind::write},
                                                         {5, FileCall::Kind::truncate},
                                                         {4, FileCall::Kind::allocate},
                                                         {2, FileCall::Kind::reserve},
                                                         {6, FileCall::Kind::view},
                                                         {1, FileCall::Kind::sync},
                                                         {1, FileCall::Kind::sync_data},
                                                         {2, FileCall::Kind::size},
                                                         {3, FileCall::Kind::lock},
                                                         {2, FileCall::Kind::unlock},
                                                         {5, FileCall::Kind::remove},
                                                         {12, FileCall::Kind::rename},
                                                         {6, FileCall::Kind::link},
                                                         {4, FileCall::Kind::list},
                                                         {9, FileCall::Kind::make_dir},
                                                         {1, FileCall::Kind::sync_dir}});
      FileCall call;
      call.kind = *kinds;
      call.path = *gen::elementOf(paths);
      // The root can be named in every call but rename.
      if (call.kind != FileCall::Kind::rename && *gen::inRange(0, 12) == 11) call.path = "";
      call.target = *gen::elementOf(paths);
      call.slot = *gen::inRange<std::size_t>(0, FileCall::slot_count);
      call.mode =
          *gen::element(OpenMode::create, OpenMode::write, OpenMode::read, OpenMode::replace);
      call.offset =
          *gen::weightedOneOf<std::uint64_t>({{12, gen::inRange<std::uint64_t>(0, 12)},
                                              {2, gen::inRange<std::uint64_t>(4090, 5000)},
                                              {1, gen::just(~std::uint64_t{0})},
                                              {1, gen::just(std::uint64_t{1} << 63)}});
      call.length = *gen::inRange<std::size_t>(0, 8);
      return call;
    });
  }
};

}  // namespace rc

namespace powercut {
namespace {

// PosixFileSystem and `tested` give the same answers and end with the same files.
void same_as_posix(FileSystem& tested, const std::vector<FileCall>& calls) {
  TemporaryDirectory directory;
  PosixFileSystem posix;
  FileCallRunner expected(posix, directory.path());
  FileCallRunner actual(tested, "/");
  for (const FileCall& call : calls) {
    std::string answer = expected.run(call);
    RC_ASSERT(actual.run(call) == answer);
  }
  RC_ASSERT(actual.tree() == expected.tree());
}

// Long sequences: only in them do calls meet.
rc::Gen<std::vector<FileCall>> many_calls() {
  return rc::gen::scale(2.0, rc::gen::arbitrary<std::vector<FileCall>>());
}

// Goal: calls on a FaultFileSystem answer as those on a real one do. Method: the same random calls
// on both, every answer and the trees at the end compared.
RC_GTEST_PROP(FileSystemProperty, fault_file_system_answers_as_posix, ()) {
  auto calls = *many_calls();
  Disk disk;
  FaultFileSystem files(disk);
  same_as_posix(files, calls);
}

// Goal: the calls reach every answer that the interface names, so that the property compares them
// all. Method: the answers of two thousand random sequences, their codes collected.
TEST(FileSystemProperty, random_calls_reach_every_answer) {
  std::set<std::string> reached;
  EXPECT_FALSE(is_falsified(
      [&] {
        Disk disk;
        FaultFileSystem files(disk);
        FileCallRunner runner(files, "/");
        for (const FileCall& call : *many_calls()) reached.insert(runner.run(call));
      },
      2000));
  for (const char* answer :
       {"ok", "not_found", "already_exists", "is_directory", "not_directory", "not_empty",
        "not_writable", "invalid_argument", "too_large", "locked"}) {
    EXPECT_TRUE(reached.contains(answer)) << answer;
  }
}

// A file system with one wrong behaviour.
class WrongFileSystem : public FaultFileSystem {
 public:
  enum class Fault : std::uint8_t {
    rename_refuses_a_taken_name,
    replace_empties_nothing,
    no_locks
  };

  WrongFileSystem(Disk& disk, Fault fault) : FaultFileSystem(disk), fault_(fault) {}

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    bool wrong = fault_ == Fault::replace_empties_nothing && mode == OpenMode::replace;
    return FaultFileSystem::open(path, wrong ? OpenMode::create : mode);
  }
  Result<std::unique_ptr<FileLock>> lock(std::string_view path) override {
    auto locked = FaultFileSystem::lock(path);
    if (fault_ == Fault::no_locks && !locked.ok() && locked.error().code == ErrorCode::locked) {
      return std::make_unique<FileLock>();
    }
    return locked;
  }
  Result<void> rename(std::string_view source, std::string_view target) override {
    bool taken = FaultFileSystem::open(target, OpenMode::read).ok();
    if (fault_ == Fault::rename_refuses_a_taken_name && taken && source != target) {
      return Error{ErrorCode::already_exists};
    }
    return FaultFileSystem::rename(source, target);
  }

 private:
  Fault fault_;
};

// Canary: the property sees a file system that is wrong in one thing. Method: one twin per fault.
TEST(FileSystemProperty, canary_wrong_file_system_is_caught) {
  for (auto fault :
       {WrongFileSystem::Fault::rename_refuses_a_taken_name,
        WrongFileSystem::Fault::replace_empties_nothing, WrongFileSystem::Fault::no_locks}) {
    EXPECT_TRUE(is_falsified([=] {
      auto calls = *many_calls();
      Disk disk;
      WrongFileSystem files(disk, fault);
      same_as_posix(files, calls);
    })) << static_cast<int>(fault);
  }
}

}  // namespace
}  // namespace powercut
