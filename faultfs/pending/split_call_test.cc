// Goal: what a recycled block may hold is the bytes of a write of an earlier life, and stays.
// Method: a life whose writes are recycled, a write in the next one, and where its stale bytes lie.
#include <gtest/gtest.h>

#include <algorithm>

#include "powercut/faultfs/fault_file_system.h"
#include "powercut/faultfs/pending_effect.h"

namespace powercut {
namespace {

PersistenceModel recycles_blocks() {
  return {.name = "row",
          .summary = "",
          .overwrite_unit = 0,
          .append_unit = 4,
          .size_before_data = true,
          .tails = {Tail::stale}};
}

// The effects of a write of 10 bytes to a new file, in the life after one that wrote these.
std::vector<PendingEffect> effects_after(const std::vector<std::string>& earlier, Trace& trace) {
  Disk disk;
  FaultFileSystem files(disk, {.trace = &trace});
  for (const std::string& text : earlier) {
    auto file = files.open("old", OpenMode::create);
    EXPECT_TRUE(file.ok() && (*file)->write(0, as_bytes(text)).ok());
  }
  trace.recycle();
  const Disk before = disk;
  auto file = files.open("new", OpenMode::create);
  EXPECT_TRUE(file.ok() && (*file)->write(0, as_bytes("0123456789")).ok());
  const PersistenceModel model = recycles_blocks();
  return split_call(model, trace, static_cast<std::uint32_t>(trace.size() - 1), before, 0);
}

TEST(SplitCall, takes_stale_bytes_from_a_write_of_an_earlier_life) {
  Trace trace;
  const std::string old(5000, 'o');
  const auto effects = effects_after({old}, trace);
  ASSERT_EQ(trace.recycled().size(), 1U);
  int data_effects = 0;
  for (const PendingEffect& effect : effects) {
    if (effect.kind != PendingEffect::Kind::data) continue;
    ++data_effects;
    EXPECT_EQ(effect.stale.data(), trace.recycled().front().data()) << "a copy does not last";
    EXPECT_EQ(effect.stale.size(), old.size());
  }
  EXPECT_EQ(data_effects, 3) << "4, 4 and 2 bytes";
}

TEST(SplitCall, has_no_stale_bytes_where_nothing_was_written_before) {
  Trace trace;
  for (const PendingEffect& effect : effects_after({}, trace)) EXPECT_TRUE(effect.stale.empty());
}

}  // namespace
}  // namespace powercut
