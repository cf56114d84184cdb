// Which names are those of a store's files, and which are not.
#include "engine/cask/formats/cask_files.h"

#include "engine/store_test.h"

namespace powercut {
namespace {

using namespace std::string_view_literals;

TEST(CaskFiles, names_are_read_as_they_are_written) {
  const std::pair<CaskFileName, std::string> names[] = {
      {{CaskFileKind::lock}, "lock"},
      {{CaskFileKind::manifest, 0}, "manifest-0"},
      {{CaskFileKind::manifest, 1}, "manifest-1"},
      {{CaskFileKind::index}, "index"},
      {{CaskFileKind::log, 17}, "00000017.log"},
      {{CaskFileKind::hint, 17}, "00000017.hint"},
      {{CaskFileKind::cut, 17}, "00000017.cut"},
      {{CaskFileKind::log, 99'999'999}, "99999999.log"},
      {{CaskFileKind::log, 100'000'000}, "100000000.log"},
      {{CaskFileKind::log, 4'294'967'295}, "4294967295.log"},
  };
  for (const auto& [name, text] : names) {
    EXPECT_EQ(to_text(name), text);
    EXPECT_EQ(parse_cask_file_name(text), name) << text;
  }
}

TEST(CaskFiles, other_names_are_none_of_a_store) {
  for (const std::string_view text : {""sv,
                                      "1.log"sv,
                                      "0000017.log"sv,
                                      "000000017.log"sv,
                                      "00000017"sv,
                                      "00000017."sv,
                                      ".log"sv,
                                      "00000017.log.bak"sv,
                                      "00000017.logs"sv,
                                      "00000017.LOG"sv,
                                      "00000017.log "sv,
                                      " 0000017.log"sv,
                                      "+0000017.log"sv,
                                      "-0000017.log"sv,
                                      "0000001x.log"sv,
                                      "4294967296.log"sv,
                                      "18446744073709551617.log"sv,
                                      "00000017.lock"sv,
                                      "00000017.index"sv,
                                      "manifest"sv,
                                      "manifest-"sv,
                                      "manifest-2"sv,
                                      "manifest-00"sv,
                                      "manifest-0.bak"sv,
                                      "index.bak"sv,
                                      "indexes"sv,
                                      "Lock"sv,
                                      "lock\0"sv}) {
    EXPECT_EQ(parse_cask_file_name(text), std::nullopt) << text;
  }
}

TEST(CaskFiles, only_logs_hints_and_cuts_are_of_a_segment) {
  EXPECT_TRUE(is_of_segment(CaskFileKind::log));
  EXPECT_TRUE(is_of_segment(CaskFileKind::hint));
  EXPECT_TRUE(is_of_segment(CaskFileKind::cut));
  EXPECT_FALSE(is_of_segment(CaskFileKind::lock));
  EXPECT_FALSE(is_of_segment(CaskFileKind::manifest));
  EXPECT_FALSE(is_of_segment(CaskFileKind::index));
}

using CaskFilesOnDisk = StoreTest;

TEST_F(CaskFilesOnDisk, removes_what_is_there_and_lets_be_what_is_not) {
  CaskFiles files(files_, directory_.path());
  write_file(directory_.at("00000001.log"), "x");
  EXPECT_THAT(files.remove({CaskFileKind::log, 1}), is_ok());
  EXPECT_FALSE(std::filesystem::exists(directory_.at("00000001.log")));
  EXPECT_THAT(files.remove({CaskFileKind::log, 1}), is_ok());
  files_.fail("remove 00000001.log", ErrorCode::permission_denied);
  EXPECT_THAT(files.remove({CaskFileKind::log, 1}), fails_with(ErrorCode::permission_denied));
}

}  // namespace
}  // namespace powercut
