#include "harness/program/inputs/option_values.h"

#include <fmt/format.h>

#include <charconv>

namespace powercut {

namespace {

constexpr std::uint64_t budget_max = 1'000'000'000'000;
constexpr std::uint64_t shards_max = 1'000'000;

template <typename Number>
std::optional<Number> parse(std::string_view text) {
  Number number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  return parse<std::uint64_t>(text);
}

std::optional<std::uint32_t> parse_depth(std::string_view text) {
  if (text == "fixpoint") return ExplorationOptions::depth_max;
  auto depth = parse<std::uint32_t>(text);
  if (!depth || *depth >= ExplorationOptions::depth_max) return std::nullopt;
  return depth;
}

std::optional<double> parse_share(std::string_view text) {
  auto share = parse<double>(text);
  if (!share || !(*share >= 0 && *share <= 1)) return std::nullopt;
  return *share + 0.0;  // -0 is 0
}

std::optional<Shard> parse_shard(std::string_view text) {
  auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto index = parse_number(text.substr(0, slash));
  auto count = parse_number(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count || *count > shards_max) {
    return std::nullopt;
  }
  return Shard{.index = *index, .count = *count};
}

std::string problem_of_number(const std::string& text) {
  if (parse_number(text)) return "";
  return fmt::format("'{}' is not a whole number below 2^64", text);
}

// An unset shell variable must not turn a sweep of a log into something else.
std::string problem_of_path(const std::string& text) {
  return text.empty() ? "the name of the file is empty" : "";
}

std::string problem_of_budget(const std::string& text) {
  auto budget = parse_number(text);
  if (budget && *budget >= 1 && *budget <= budget_max) return "";
  return fmt::format("'{}' is not a whole number from 1 to {}", text, budget_max);
}

std::string problem_of_worlds(const std::string& text) {
  auto worlds = parse_number(text);
  if (worlds && *worlds <= worlds_max) return "";
  return fmt::format("'{}' is not a whole number up to {}", text, worlds_max);
}

std::string problem_of_depth(const std::string& text) {
  if (parse_depth(text)) return "";
  return fmt::format("'{}' is neither 'fixpoint' nor a whole number from 0 to {}", text,
                     ExplorationOptions::depth_max - 1);
}

std::string problem_of_share(const std::string& text) {
  if (parse_share(text)) return "";
  return fmt::format("'{}' is not a number from 0 to 1", text);
}

std::string problem_of_shard(const std::string& text) {
  if (parse_shard(text)) return "";
  return fmt::format("'{}' is not I/N with 1 <= I <= N, as 2/3", text);
}

}  // namespace powercut
