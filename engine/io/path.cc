#include "powercut/io/path.h"

namespace powercut {
namespace {

std::string_view without_trailing_slashes(std::string_view path) {
  return path.substr(0, path.find_last_not_of('/') + 1);
}

}  // namespace

std::string_view parent_of(std::string_view path) {
  const std::string_view named = without_trailing_slashes(path);
  if (named.empty()) return path.empty() ? "." : "/";
  const std::size_t slash = named.rfind('/');
  if (slash == std::string_view::npos) return ".";
  const std::string_view parent = without_trailing_slashes(named.substr(0, slash));
  return parent.empty() ? "/" : parent;
}

std::string join_path(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.empty() && path.back() != '/') path += '/';
  path += name;
  return path;
}

}  // namespace powercut
