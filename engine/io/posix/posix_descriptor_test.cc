#include "engine/io/posix/posix_descriptor.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

TEST(posix_descriptor, makes_an_interrupted_call_again) {
  int calls = 0;
  const int returned = retry_interrupted([&] {
    errno = EINTR;
    return ++calls < 3 ? -1 : 7;
  });
  EXPECT_EQ(returned, 7);
  EXPECT_EQ(calls, 3);
}

// Goal: a second fsync after EIO would return ok over lost bytes, so there must be none.
TEST(posix_descriptor, never_makes_a_failed_call_again) {
  int calls = 0;
  const int returned = retry_interrupted([&] {
    ++calls;
    errno = EIO;
    return -1;
  });
  EXPECT_EQ(returned, -1);
  EXPECT_EQ(errno, EIO);
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace powercut
