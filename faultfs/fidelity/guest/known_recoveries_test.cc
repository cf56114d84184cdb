// Goal: an image that differs from a recovered one only in blocks that were not read has its tree,
// and no other has. Method: images of three blocks, and reads as a kernel would do them.
#include "faultfs/fidelity/guest/known_recoveries.h"

#include <fcntl.h>
#include <gmock/gmock.h>

namespace powercut {
namespace {

class KnownRecoveriesTest : public testing::Test {
 protected:
  // A letter for each block; '.' leaves the file's.
  BlockImage image(const std::string& letters) const {
    BlockImage image(base_);
    for (std::size_t index = 0; index < letters.size(); ++index) {
      const std::string bytes(BlockImage::block_bytes, letters[index]);
      if (letters[index] != '.') image.write(index * BlockImage::block_bytes, bytes);
    }
    return image;
  }
  std::string found(const std::string& letters) const {
    return known_.find(image(letters)).value_or("none");
  }
  ~KnownRecoveriesTest() override { close(base_); }

  const int base_ = open("/dev/null", O_RDONLY);
  KnownRecoveries known_;
};

TEST_F(KnownRecoveriesTest, nothing_is_known_at_first) { EXPECT_EQ(found("abc"), "none"); }

TEST_F(KnownRecoveriesTest, what_was_not_read_does_not_matter) {
  known_.add(image("abc"), {0, 2}, "tree");
  EXPECT_EQ(found("abc"), "tree");
  EXPECT_EQ(found("axc"), "tree");
  EXPECT_EQ(found("a.c"), "tree");
}

TEST_F(KnownRecoveriesTest, what_was_read_must_be_the_same) {
  known_.add(image("a.c"), {0, 1, 2}, "tree");
  EXPECT_EQ(found("axc"), "none");
  EXPECT_EQ(found("a.x"), "none");
  EXPECT_EQ(found(".ac"), "none");
}

TEST_F(KnownRecoveriesTest, what_a_block_holds_decides_what_is_read_next) {
  known_.add(image("abc"), {0, 1}, "by the second");
  known_.add(image("xbc"), {0, 2}, "by the third");
  EXPECT_EQ(found("ab."), "by the second");
  EXPECT_EQ(found("x.c"), "by the third");
  EXPECT_EQ(found("xb."), "none");
}

TEST_F(KnownRecoveriesTest, reads_in_another_order_are_held_to_all_of_their_blocks) {
  known_.add(image("abc"), {0, 1}, "one");
  known_.add(image("axc"), {2, 0}, "two");
  EXPECT_EQ(found("axc"), "two");
  EXPECT_EQ(found("ax."), "none");
}

TEST_F(KnownRecoveriesTest, a_recovery_that_reads_nothing_is_that_of_every_image) {
  known_.add(image("abc"), {}, "tree");
  EXPECT_EQ(found("xyz"), "tree");
}

}  // namespace
}  // namespace powercut
