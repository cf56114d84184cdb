#include "harness/report/files/row_names.h"

#include <nlohmann/json.hpp>

#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/finding.h"

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

// Calls it for the member, if there is one.
template <typename Use>
void at_member(Json& json, const char* name, const Use& use) {
  if (!json.is_object()) return;
  auto member = json.find(name);
  if (member != json.end()) use(*member);
}

template <typename Use>
void at_each(Json& report, const char* list, const Use& use) {
  at_member(report, list, [&](Json& items) {
    if (!items.is_array()) return;
    for (Json& item : items) use(item);
  });
}

void rename(Json& name) {
  if (name.is_string()) name = row_name_of(name.get_ref<const std::string&>());
}

void rename_in_id(Json& id) {
  if (!id.is_string()) return;
  auto place = parse_finding_place(id.get_ref<const std::string&>());
  if (!place || place->model == row_name_of(place->model)) return;
  place->model = row_name_of(place->model);
  id = to_text(*place);
}

}  // namespace

void use_row_names(Json& report) {
  at_each(report, "models", [](Json& model) {
    at_member(model, "name", rename);
    at_each(model, "within", rename);
  });
  for (const char* list : {"verdicts", "cells", "findings"}) {
    at_each(report, list, [](Json& item) { at_member(item, "model", rename); });
  }
  at_each(report, "findings", [](Json& finding) { at_member(finding, "id", rename_in_id); });
}

}  // namespace powercut
