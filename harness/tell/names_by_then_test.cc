#include "harness/tell/names_by_then.h"

#include <gmock/gmock.h>

#include "powercut/faultfs/fault_file_system.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

using testing::ElementsAre;

// Goal: a write is told by the name that its file has then. Method: one file under every name that
// a handle outlives: its own, that after a rename, none; and another file that has the first name.
TEST(NamesByThen, says_where_a_file_has_another_name_than_its_handle) {
  Disk disk;
  Trace trace;
  FaultFileSystem files(disk, {.trace = &trace});
  ASSERT_TRUE(files.make_dir("dir").ok());
  Disk base = disk;
  trace.clear();
  auto file = files.open("./new", OpenMode::replace);
  ASSERT_TRUE(file.ok());
  auto write = [&] { ASSERT_TRUE(write_full(**file, 0, as_bytes("x")).ok()); };
  write();
  ASSERT_TRUE(files.rename("new", "dir/old").ok());
  write();
  ASSERT_TRUE((*file)->sync().ok());
  ASSERT_TRUE(files.open("new", OpenMode::replace).ok());
  write();
  ASSERT_TRUE(files.remove("dir/old").ok());
  write();
  NamesByThen names(trace, base);
  std::vector<std::string> lines;
  for (std::uint32_t call = 0; call < trace.size(); ++call) {
    lines.push_back(describe(trace, trace.calls()[call]) + names.note(call));
  }
  EXPECT_THAT(lines, ElementsAre("mount /", "open ./new, created", "write ./new at 0, 1 bytes",
                                 "rename new to old", "write ./new at 0, 1 bytes (dir/old by then)",
                                 "sync ./new (dir/old by then)", "open new, created",
                                 "write ./new at 0, 1 bytes (dir/old by then)", "remove dir/old",
                                 "write ./new at 0, 1 bytes (without a name by then)"));
}

}  // namespace
}  // namespace powercut
