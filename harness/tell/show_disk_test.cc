#include "harness/tell/show_disk.h"

#include <gmock/gmock.h>

#include <array>

namespace powercut {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

InodeId add_file(Disk& disk, InodeId directory, const char* name, std::string_view bytes) {
  InodeId file = disk.create_inode(InodeKind::file);
  disk.set_entry(directory, name, file);
  disk.write(file, 0, as_bytes(bytes));
  return file;
}

TEST(show_disk, shows_text_as_text_and_the_rest_in_hex) {
  Disk disk;
  EXPECT_EQ(show_disk(disk), "  nothing\n");
  InodeId directory = disk.create_inode(InodeKind::directory);
  disk.set_entry(root_inode, "dir", directory);
  add_file(disk, directory, "inside", "deep");
  add_file(disk, root_inode, "a.json", "{\"name\": \"Ad");
  add_file(disk, root_inode, "b.log", std::string_view("\x01\xffname\0", 7));
  add_file(disk, root_inode, "c.empty", "");
  add_file(disk, root_inode, "d.long", std::string(600, 'x'));
  EXPECT_EQ(show_disk(disk),
            "  a.json, 12 bytes\n"
            "      {\"name\": \"Ad\n"
            "  b.log, 7 bytes\n"
            "           0 01 ff 6e 61 6d 65 00                             ..name.\n"
            "  c.empty, 0 bytes\n"
            "  d.long, 600 bytes\n"
            "      " +
                std::string(512, 'x') +
                "\n      ... and 88 bytes more\n"
                "  dir/\n"
                "  dir/inside, 4 bytes\n"
                "      deep\n");
}

// Goal: the place that matters is seen in a large file. Method: a part near the end; the room that
// it leaves goes to the front.
TEST(show_disk, shows_the_parts_that_it_is_asked_for) {
  Disk disk;
  InodeId file = add_file(disk, root_inode, "a.log", std::string(1000, 'x'));
  disk.write(file, 963, as_bytes("here"));
  EXPECT_THAT(show_disk(disk), Not(HasSubstr("here")));
  EXPECT_EQ(show_disk(disk, std::array{FilePart{file, 963, 967}}),
            "  a.log, 1000 bytes\n      " + std::string(432, 'x') +
                "\n      ... 496 bytes, then from byte 928 on\n      " + std::string(35, 'x') +
                "here" + std::string(33, 'x') + "\n");
  disk.write(file, 500, as_bytes(std::string_view("\0", 1)));
  std::array two{FilePart{file, 500, 501}, FilePart{file, 963, 967}};
  EXPECT_THAT(show_disk(disk, two), HasSubstr("  464 78 78"));
  EXPECT_THAT(show_disk(disk, two), HasSubstr("xxxhere"));
}

// A part behind the end, of which nothing is there, means the end; a large one is cut short.
TEST(show_disk, shows_the_end_for_what_is_missing_there) {
  Disk disk;
  std::string bytes = std::string(1000, 'x') + "end";
  InodeId file = add_file(disk, root_inode, "a.log", bytes);
  EXPECT_THAT(show_disk(disk, std::array{FilePart{file, 5000, 6000}}), EndsWith("xxend\n"));
  EXPECT_THAT(show_disk(disk, std::array{FilePart{file, 320, 9000}}),
              EndsWith("... 288 bytes, then from byte 288 on\n      " + std::string(512, 'x') +
                       "\n      ... and 203 bytes more\n"));
}

}  // namespace
}  // namespace powercut
