#include "harness/report/files/piece_ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace powercut {

namespace {

std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(end - text.data());
  return number;
}

}  // namespace

std::string to_text(const PiecesDone& done) {
  std::string text;
  for (std::size_t begin = 0; begin < done.size(); ++begin) {
    if (!done[begin]) continue;
    std::size_t last = begin;
    while (last + 1 < done.size() && done[last + 1]) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", begin + 1);
    if (last > begin) text += fmt::format("-{}", last + 1);
    begin = last;
  }
  return text;
}

std::optional<PiecesDone> parse_pieces(std::string_view text, std::size_t pieces) {
  PiecesDone done(pieces, false);
  std::string_view rest = text;
  std::size_t previous = 0;
  while (!rest.empty()) {
    auto first = take_number(rest);
    if (!first) return std::nullopt;
    auto last = first;
    if (rest.starts_with('-')) {
      rest.remove_prefix(1);
      last = take_number(rest);
    }
    if (!last || *first <= previous || *first > *last || *last > pieces) return std::nullopt;
    previous = *last;
    std::fill(done.begin() + static_cast<std::ptrdiff_t>(*first - 1),
              done.begin() + static_cast<std::ptrdiff_t>(*last), true);
    if (!rest.empty() && rest.front() != ',') return std::nullopt;
    rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  }
  if (to_text(done) != text) return std::nullopt;  // "1,2" for "1-2"
  return done;
}

std::size_t count_done(const PiecesDone& done) {
  return static_cast<std::size_t>(std::ranges::count(done, true));
}

}  // namespace powercut
