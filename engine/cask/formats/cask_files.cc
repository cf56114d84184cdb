#include "engine/cask/formats/cask_files.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "powercut/io/path.h"

namespace powercut {

namespace {

constexpr std::size_t digits_min = 8;

std::optional<std::uint32_t> parse_number(std::string_view digits) {
  std::uint32_t number = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<CaskFileKind> kind_of_extension(std::string_view extension) {
  if (extension == "log") return CaskFileKind::log;
  if (extension == "hint") return CaskFileKind::hint;
  if (extension == "cut") return CaskFileKind::cut;
  return std::nullopt;
}

std::string in_digits(std::uint32_t number) {
  std::array<char, 10> digits{};
  const auto [end, failed] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  std::string padded(digits_min - std::min(digits_min, text.size()), '0');
  return padded += text;
}

}  // namespace

std::string to_text(CaskFileName name) {
  switch (name.kind) {
    case CaskFileKind::lock:
      return "lock";
    case CaskFileKind::manifest:
      return "manifest-" + std::to_string(name.number);
    case CaskFileKind::index:
      return "index";
    case CaskFileKind::log:
      return in_digits(name.number) + ".log";
    case CaskFileKind::hint:
      return in_digits(name.number) + ".hint";
    case CaskFileKind::cut:
      return in_digits(name.number) + ".cut";
  }
  return "?";
}

std::optional<CaskFileName> parse_cask_file_name(std::string_view text) {
  if (text == "lock") return CaskFileName{CaskFileKind::lock};
  if (text == "index") return CaskFileName{CaskFileKind::index};
  if (text == "manifest-0") return CaskFileName{CaskFileKind::manifest, 0};
  if (text == "manifest-1") return CaskFileName{CaskFileKind::manifest, 1};
  const std::size_t dot = text.find('.');
  if (dot == text.npos || dot < digits_min) return std::nullopt;
  const auto number = parse_number(text.substr(0, dot));
  const auto kind = kind_of_extension(text.substr(dot + 1));
  if (!number || !kind) return std::nullopt;
  const CaskFileName name{*kind, *number};
  // One number is written in one way only.
  if (to_text(name) != text) return std::nullopt;
  return name;
}

std::string CaskFiles::path_of(CaskFileName name) const {
  return join_path(directory_, to_text(name));
}

Result<void> CaskFiles::remove(CaskFileName name) {
  const Result<void> removed = files_.remove(path_of(name));
  if (!removed.ok() && removed.error().code != ErrorCode::not_found) return removed.error();
  return {};
}

}  // namespace powercut
