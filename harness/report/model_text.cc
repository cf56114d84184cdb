#include "harness/report/model_text.h"

#include <fmt/format.h>

namespace powercut {

namespace {

std::string unit_text(std::uint32_t bytes) {
  return bytes == 0 ? "a whole write" : fmt::format("{} bytes", bytes);
}

const char* yes_or_no(bool flag) { return flag ? "yes" : "no"; }

std::string line(std::string_view name, std::string_view value) {
  return fmt::format("  {:<24} {}\n", name, value);
}

// The first beside the name, the others below it.
std::string lines(std::string_view name, const std::vector<std::string>& values,
                  std::string_view none) {
  if (values.empty()) return line(name, none);
  std::string text;
  for (const std::string& value : values) text += line(text.empty() ? name : "", value);
  return text;
}

}  // namespace

std::string model_text(const PersistenceModel& model) {
  std::vector<std::string> tails;
  for (Tail tail : model.tails) tails.emplace_back(name_of(tail));
  std::vector<std::string> rules;
  for (const OrderRule& rule : model.order) rules.push_back(to_text(rule));
  std::vector<std::string> aliases;
  for (const Alias& alias : model.aliases) aliases.push_back(alias.name + ": " + alias.why);
  return fmt::format("{}: {}\n", model.name, model.summary) +
         line("power_loss", yes_or_no(model.power_loss)) +
         line("writeback", name_of(model.writeback)) +
         line("overwrite_unit", unit_text(model.overwrite_unit)) +
         line("append_unit", unit_text(model.append_unit)) +
         line("tears_bytes", yes_or_no(model.tears_bytes)) +
         line("tears_overwrites", yes_or_no(model.tears_overwrites)) +
         line("scatters_bytes", yes_or_no(model.scatters_bytes)) +
         line("size_before_data", yes_or_no(model.size_before_data)) +
         line("rename_in_parts", yes_or_no(model.rename_in_parts)) +
         line("moves_in_parts", yes_or_no(model.moves_in_parts)) +
         line("removal_empties", yes_or_no(model.removal_empties)) +
         line("truncate_zeroes", yes_or_no(model.truncate_zeroes)) +
         line("inline_bytes", fmt::format("{}", model.inline_bytes)) +
         line("failed_sync_forgets_size", yes_or_no(model.failed_sync_forgets_size)) +
         line("sync_scope", name_of(model.sync_scope)) +
         line("tails", fmt::format("{}", fmt::join(tails, ", "))) +
         lines("order", rules, "none: any change may be there without those before it") +
         line("only_by_name", yes_or_no(model.only_by_name)) +
         lines("within", model.within, "none") + lines("aliases", aliases, "none");
}

}  // namespace powercut
