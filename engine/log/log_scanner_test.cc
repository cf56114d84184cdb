#include "engine/log/log_scanner.h"

#include <gtest/gtest.h>

#include "engine/io/faulty_file.h"
#include "engine/log/record_vectors_test.h"

namespace powercut {
namespace {

struct Scanned {
  RecordKind kind;
  std::string key;
  std::string value;  // read from where the scanner says it stands

  friend bool operator==(const Scanned&, const Scanned&) = default;
};

struct Scan {
  std::vector<Scanned> changes;
  std::uint64_t end;
};

Scan scan(FaultyFile& file) {
  LogScanner scanner(file, file.contents.size());
  std::vector<Scanned> changes;
  EXPECT_TRUE(scanner
                  .for_each([&](const LogScanner::Entry& entry) {
                    changes.push_back(
                        {entry.kind, std::string(entry.key),
                         file.contents.substr(entry.value.offset, entry.value.length)});
                  })
                  .ok());
  return {changes, scanner.end()};
}

Scan scan(const std::string& bytes) {
  FaultyFile file;
  file.contents = bytes;
  return scan(file);
}

std::string set_record(std::string_view key, std::string_view value) {
  std::string record;
  EXPECT_TRUE(encode_set(key, value, record).ok());
  return record;
}

std::string batch_record(const Batch& batch) {
  std::string record;
  EXPECT_TRUE(encode_batch(batch, record).ok());
  return record;
}

TEST(log_scanner, finds_the_changes_of_the_demo_log) {
  const Scan demo = scan(demo_log());
  EXPECT_EQ(demo.changes, (std::vector<Scanned>{{RecordKind::set, "name", "Ada"},
                                                {RecordKind::set, "language", "python"},
                                                {RecordKind::set, "name", "Grace"},
                                                {RecordKind::remove, "language", ""}}));
  EXPECT_EQ(demo.end, 86U);
}

TEST(log_scanner, ends_at_the_last_whole_record_wherever_the_log_is_cut) {
  const std::string log = demo_log();
  const std::vector<std::size_t> ends = {0, 19, 45, 66, 86};
  for (std::size_t size = 0; size <= log.size(); ++size) {
    const Scan cut = scan(log.substr(0, size));
    EXPECT_EQ(cut.end, *std::prev(std::ranges::upper_bound(ends, size))) << size;
    EXPECT_EQ(ends[cut.changes.size()], cut.end) << size;
  }
}

TEST(log_scanner, ends_at_any_flipped_bit) {
  const std::string log = demo_log();
  for (std::size_t bit = 0; bit < 8 * log.size(); ++bit) {
    std::string damaged = log;
    damaged[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_LE(scan(damaged).end, bit / 8) << bit;
  }
}

TEST(log_scanner, finds_nothing_in_zeros_and_reads_no_more_than_a_window_of_them) {
  FaultyFile file;
  file.contents.resize(8 * ReadWindow::window_bytes_max);
  EXPECT_EQ(scan(file).end, 0U);
  EXPECT_EQ(file.calls, 1);
}

TEST(log_scanner, reads_a_log_of_many_windows_whatever_the_transfers) {
  std::string log;
  for (int i = 0; i < 20'000; ++i) {
    log += set_record("key " + std::to_string(i), std::string(static_cast<unsigned>(i % 100), 'v'));
  }
  ASSERT_GT(log.size(), 3 * ReadWindow::window_bytes_max);
  FaultyFile file;
  file.contents = log;
  file.transfer_bytes_max = 10'007;
  const Scan all = scan(file);
  EXPECT_EQ(all.end, log.size());
  ASSERT_EQ(all.changes.size(), 20'000U);
  EXPECT_EQ(all.changes[19'999], (Scanned{RecordKind::set, "key 19999", std::string(99, 'v')}));
}

TEST(log_scanner, reads_records_around_the_size_of_its_window) {
  for (const std::size_t length : {-20, -13, -1, 0, 1, 500'000}) {
    const std::string value(ReadWindow::window_bytes_max + length, 'v');
    const std::string log =
        set_record("before", "1") + set_record("k", value) + set_record("after", "2");
    const Scan all = scan(log);
    EXPECT_EQ(all.end, log.size());
    ASSERT_EQ(all.changes.size(), 3U);
    EXPECT_EQ(all.changes[1], (Scanned{RecordKind::set, "k", value}));
    EXPECT_EQ(all.changes[2], (Scanned{RecordKind::set, "after", "2"}));
    EXPECT_EQ(scan(log.substr(0, log.size() - 16)).end, scan(log).end - 18) << "cut in `after`";
  }
}

TEST(log_scanner, verifies_records_larger_than_its_window) {
  const std::string first = set_record("before", "1");
  const std::string value(600'000, 'v');
  for (const std::string& large :
       {set_record("k", value), set_record(value, value), set_record(value, "")}) {
    const std::string log = first + large;
    EXPECT_EQ(scan(log).end, log.size());
    for (const std::size_t at : {0UL, 4UL, 12UL, 13UL, 300'000UL, large.size() - 1}) {
      std::string damaged = log;
      damaged[first.size() + at] ^= 1;
      EXPECT_EQ(scan(damaged).end, first.size()) << at;
    }
  }
}

TEST(log_scanner, takes_a_promise_beyond_the_file_for_the_end) {
  // Lengths of 2^31-1 each, in a file that has a few bytes, then in one of a megabyte.
  const std::string header = from_hex("00000000ffffff7fffffff7f");
  EXPECT_EQ(scan(demo_log() + header).end, 86U);
  EXPECT_EQ(scan(demo_log() + header + std::string(1'000'000, 'x')).end, 86U);
}

TEST(log_scanner, gives_the_changes_of_a_batch_one_by_one) {
  Batch batch;
  batch.set("a", "1");
  batch.remove("b");
  batch.set("c", std::string(400'000, 'v'));
  const std::string log = set_record("before", "0") + batch_record(batch) + batch_record(Batch{}) +
                          set_record("after", "2");
  const Scan all = scan(log);
  EXPECT_EQ(all.changes, (std::vector<Scanned>{{RecordKind::set, "before", "0"},
                                               {RecordKind::set, "a", "1"},
                                               {RecordKind::remove, "b", ""},
                                               {RecordKind::set, "c", std::string(400'000, 'v')},
                                               {RecordKind::set, "after", "2"}}));
  EXPECT_EQ(all.end, log.size());
}

TEST(log_scanner, takes_a_batch_whole_or_not_at_all) {
  Batch batch;
  batch.set("a", "1");
  batch.set("b", "2");
  const std::string log = demo_log() + batch_record(batch);
  for (std::size_t size = 86; size < log.size(); ++size) {
    const Scan cut = scan(log.substr(0, size));
    EXPECT_EQ(cut.end, 86U) << size;
    EXPECT_EQ(cut.changes.size(), 4U) << size;
  }
  EXPECT_EQ(scan(log).changes.size(), 6U);
}

TEST(log_scanner, says_that_a_read_failed_and_does_not_take_it_for_the_end) {
  FaultyFile file;
  file.contents = demo_log();
  file.reads_fail = true;
  LogScanner scanner(file, file.contents.size());
  EXPECT_EQ(scanner.for_each([](const auto&) { FAIL(); }).error().code, ErrorCode::io_failed);
}

}  // namespace
}  // namespace powercut
