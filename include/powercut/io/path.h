// Takes apart and joins paths of the file interface, whose parts are separated by '/'.
#pragma once

#include <string>
#include <string_view>

namespace powercut {

// The directory that holds the path's last part: "a/b" -> "a", "/b" -> "/", "b" -> ".".
std::string_view parent_of(std::string_view path);

// The directory and the name, with one '/' between them.
std::string join_path(std::string_view directory, std::string_view name);

}  // namespace powercut
