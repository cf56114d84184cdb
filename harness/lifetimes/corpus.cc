#include "harness/lifetimes/corpus.h"

#include <fmt/format.h>

#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

std::optional<std::string> problem_of_length(std::string_view text) {
  if (text.size() <= Corpus::line_bytes_max) return std::nullopt;
  return fmt::format("the plan is longer than {} KiB", Corpus::line_bytes_max >> 10);
}

}  // namespace

const std::vector<std::string>& Corpus::worlds_of(std::string_view store) const {
  static const std::vector<std::string> none;
  auto of_store = worlds.find(store);
  return of_store == worlds.end() ? none : of_store->second;
}

std::size_t Corpus::size() const {
  std::size_t sum = 0;
  for (const auto& [store, of_store] : worlds) sum += of_store.size();
  return sum;
}

std::optional<std::string> make_world_of_corpus(std::string& text) {
  if (auto problem = problem_of_length(text)) return problem;
  PlanRoom room(Corpus::world_bytes_max);
  auto plan = parse_plan(text, room);
  if (!plan) {
    // With room enough another thing may be wrong with it, or nothing.
    auto larger = parse_plan(text);
    if (!larger) return larger.error();
    return fmt::format("keys, values and operations take more than {} KiB",
                       Corpus::world_bytes_max >> 10);
  }
  text = to_text(*plan);
  return problem_of_length(text);
}

}  // namespace powercut
