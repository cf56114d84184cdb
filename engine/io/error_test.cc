#include "powercut/io/error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>

namespace powercut {
namespace {

TEST(error, describes_itself_with_the_name_of_the_errno) {
  EXPECT_EQ(describe({ErrorCode::no_space, ENOSPC}), "no space left (ENOSPC)");
  EXPECT_EQ(describe({ErrorCode::no_space}), "no space left");
  EXPECT_EQ(describe({ErrorCode::io_failed, 9999}), "input or output failed (errno 9999)");
}

TEST(error, gives_every_code_a_name_and_a_phrase_of_its_own) {
  std::set<std::string> names;
  std::set<std::string> phrases;
  const auto last = static_cast<std::uint32_t>(ErrorCode::unsupported);
  for (std::uint32_t number = 0; number <= last; ++number) {
    const auto code = static_cast<ErrorCode>(number);
    names.emplace(name_of(code));
    phrases.insert(describe({code}));
  }
  EXPECT_EQ(names.size(), last + 1);
  EXPECT_EQ(phrases.size(), last + 1);
  EXPECT_FALSE(names.contains("?"));
  EXPECT_EQ(name_of(ErrorCode::no_space), "no_space");
}

TEST(error, maps_each_errno_to_what_the_caller_can_decide_upon) {
  const std::pair<int, ErrorCode> expected[] = {
      {ENOENT, ErrorCode::not_found},        {EEXIST, ErrorCode::already_exists},
      {EISDIR, ErrorCode::is_directory},     {ENOTDIR, ErrorCode::not_directory},
      {ENOTEMPTY, ErrorCode::not_empty},     {EACCES, ErrorCode::permission_denied},
      {EPERM, ErrorCode::permission_denied}, {EROFS, ErrorCode::permission_denied},
      {EBADF, ErrorCode::not_writable},      {EINVAL, ErrorCode::invalid_argument},
      {EFBIG, ErrorCode::too_large},         {ENAMETOOLONG, ErrorCode::too_large},
      {ENOSPC, ErrorCode::no_space},         {EDQUOT, ErrorCode::no_space},
      {EMFILE, ErrorCode::too_many_files},   {ENFILE, ErrorCode::too_many_files},
      {EIO, ErrorCode::io_failed},           {EWOULDBLOCK, ErrorCode::locked},
  };
  for (const auto& [os_errno, code] : expected) {
    EXPECT_EQ(error_from_errno(os_errno), (Error{code, os_errno})) << describe({code, os_errno});
  }
}

TEST(error, takes_an_unknown_errno_for_a_failed_device) {
  EXPECT_EQ(error_from_errno(9999), (Error{ErrorCode::io_failed, 9999}));
}

}  // namespace
}  // namespace powercut
