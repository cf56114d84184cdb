// A shrunk finding as a test that others can keep.
#include <fmt/format.h>

#include <cctype>

#include <nlohmann/json.hpp>

#include "harness/plan/model_json.h"
#include "harness/tell/shrink.h"
#include "powercut/harness/model_file.h"

namespace powercut {

namespace {

// As a C++ string literal; bytes that are not text in octal, which ends by itself.
std::string literal(std::string_view bytes) {
  std::string text = "\"";
  for (char byte : bytes) {
    // Two question marks may begin a trigraph.
    if (byte == '"' || byte == '\\' || byte == '?') {
      text += fmt::format("\\{}", byte);
    } else if (byte >= ' ' && byte <= '~') {
      text += byte;
    } else {
      text += fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
    }
  }
  text += '"';
  // A NUL would end it.
  if (bytes.find('\0') == std::string_view::npos) return text;
  return fmt::format("std::string_view({}, {})", text, bytes.size());
}

std::string identifier(std::string_view name) {
  std::string text;
  for (char byte : name) {
    text += std::isalnum(static_cast<unsigned char>(byte)) != 0 ? byte : '_';
  }
  return text;
}

std::string code_of(const Operation& operation) {
  const auto& changes = operation.changes;
  switch (operation.kind) {
    case OperationKind::set:
      return fmt::format("set_operation({}, {})", literal(changes[0].key),
                         literal(*changes[0].value));
    case OperationKind::remove:
      return fmt::format("remove_operation({})", literal(changes[0].key));
    case OperationKind::get:
      return fmt::format("get_operation({})", literal(changes[0].key));
    case OperationKind::apply:
      return fmt::format("apply_operation({})", literal(*changes[0].value));
    case OperationKind::wait:
      return fmt::format(
          "wait_operation(std::chrono::milliseconds({}))",
          std::chrono::duration_cast<std::chrono::milliseconds>(operation.time).count());
    case OperationKind::batch:
      break;
    case OperationKind::kill:
    case OperationKind::power:
    case OperationKind::damage:
      return fmt::format("{}_operation({})", name_of(operation.kind), operation.lot);
    default:
      return fmt::format("plain_operation(OperationKind::{})", name_of(operation.kind));
  }
  std::string text = "batch_operation([] {\n                         Batch batch;\n";
  for (const Change& change : changes) {
    std::string arguments = literal(change.key);
    if (change.value) arguments += ", " + literal(*change.value);
    text += fmt::format("                         batch.{}({});\n", change.value ? "set" : "remove",
                        arguments);
  }
  return text + "                         return batch;\n                       }())";
}

std::string list_of(std::string_view name, const std::vector<Operation>& operations) {
  std::string text;
  for (const Operation& operation : operations) {
    text += fmt::format("  plan.{}.push_back({});\n", name, code_of(operation));
  }
  return text;
}

// Leaves out only those parts of the row that a single state has no use for.
std::string code_of_model(PersistenceModel model) {
  model.summary = "of a model file";
  model.within.clear();  // may be of the same file
  nlohmann::ordered_json file{{"format", "powercut-models"}, {"version", 1}};
  file["models"] = nlohmann::ordered_json::array({to_json(model)});
  return fmt::format(
      "  const PersistenceModel model = read_models(R\"json({})json\").value().front();\n",
      file.dump(2));
}

std::string code_of_store(const Finding& finding) {
  std::string store = fmt::format("*find_store({})", literal(finding.place.store));
  if (finding.without == Clauses::none()) return store;
  std::string clauses;
  for (std::string_view name : finding.without.names()) {
    clauses += fmt::format(".with(*parse_clause({}))", literal(name));
  }
  return fmt::format("held_to_less({}, Clauses::none(){})", store, clauses);
}

}  // namespace

std::string test_of(const Shrunk& shrunk, const PersistenceModel* users_model,
                    std::string_view header) {
  const FindingPlace& place = shrunk.finding.place;
  const Plan& plan = shrunk.plan;
  std::string kind(name_of(shrunk.finding.violation.kind));
  std::string text = fmt::format(
      "// {}: expected {}, found {}.\n#include <gtest/gtest.h>\n\n{}"
      "#include \"powercut/harness/check_store.h\"\n{}\nnamespace powercut {{\nnamespace {{\n\n"
      "TEST(Shrunk, {}_{}_under_{}) {{\n  Plan plan;\n",
      kind, shrunk.finding.violation.expected, shrunk.finding.violation.found,
      header.empty() ? std::string("// Include here what finds your store: find_store(name).\n")
                     : fmt::format("#include \"{}\"\n", header),
      users_model != nullptr ? "#include \"powercut/harness/model_file.h\"\n" : "",
      identifier(place.store), identifier(kind), identifier(place.model));
  if (users_model != nullptr) text += code_of_model(*users_model);
  text += list_of("setup", plan.setup);
  if (plan.interrupted)
    text += fmt::format("  plan.interrupted = {};\n", code_of(*plan.interrupted));
  for (const FaultRule& rule : plan.faults) {
    text += fmt::format("  plan.faults.push_back(parse_fault_rule({}).value());\n",
                        literal(to_text(rule)));
  }
  text += list_of("operations", plan.operations);
  text += fmt::format(
      "  StateCheck check = check_state({}, plan, {}, {});\n"
      "  EXPECT_TRUE(check.holds) << check.text;\n}}\n\n}}  // namespace\n}}  // namespace "
      "powercut\n",
      code_of_store(shrunk.finding),
      users_model != nullptr ? std::string("model") : literal(place.model),
      literal(place.crash ? to_text(*place.crash) : std::string(run_itself)));
  return text;
}

}  // namespace powercut
