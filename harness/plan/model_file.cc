#include "powercut/harness/model_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/plan/model_json.h"
#include "harness/plan/strict_json.h"
#include "powercut/harness/finding.h"

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t models_max = 16;  // ways along their `within` grow as the powers of two
constexpr std::size_t name_bytes_max = 40;
// Words that a report or a store's fails_under has in place of a model's name.
constexpr std::array<std::string_view, 3> reserved_names{run_itself, byte_prefix, "any"};

template <bool PersistenceModel::* Flag>
void read_flag(const JsonPlace& place, PersistenceModel& model) {
  model.*Flag = place.flag();
}

template <std::uint32_t PersistenceModel::* Unit>
void read_unit(const JsonPlace& place, PersistenceModel& model) {
  model.*Unit = static_cast<std::uint32_t>(place.count(unit_bytes_max));
}

// The one of the first so many values of an enumeration that has this name.
template <typename Value, std::size_t count>
Value named(const JsonPlace& place) {
  std::array<std::string_view, count> names;
  for (std::size_t number = 0; number < count; ++number) {
    names[number] = name_of(static_cast<Value>(number));
    if (place.text() == names[number]) return static_cast<Value>(number);
  }
  place.refuse(fmt::format("{} is none of: {}", in_quotes(place.text()), fmt::join(names, ", ")));
}

void read_summary(const JsonPlace& place, PersistenceModel& model) { model.summary = place.line(); }

void read_writeback(const JsonPlace& place, PersistenceModel& model) {
  model.writeback = named<Writeback, 3>(place);
}

void read_sync_scope(const JsonPlace& place, PersistenceModel& model) {
  model.sync_scope = named<SyncScope, 4>(place);
}

void read_tails(const JsonPlace& place, PersistenceModel& model) {
  model.tails.clear();
  for (std::size_t index = 0; index < place.size(); ++index) {
    Tail tail = named<Tail, 3>(place.at(index));
    if (std::ranges::find(model.tails, tail) != model.tails.end()) {
      place.at(index).refuse(fmt::format("'{}' is there twice", name_of(tail)));
    }
    model.tails.push_back(tail);
  }
  if (model.tails.empty()) place.refuse("is empty; what is in a block that was never written?");
}

OrderRule rule_in(const JsonPlace& place) {
  const std::string& text = place.text();
  if (auto rule = parse_order_rule(text)) return *rule;
  auto names = effect_class_names();
  std::string first = text.substr(0, text.find(' '));
  auto before = text.find(" before ");
  std::string then = before == std::string::npos ? "" : text.substr(before + 8);
  then = then.substr(0, then.find(' '));
  for (const std::string& name : {first, then}) {
    if (before != std::string::npos && std::ranges::find(names, name) == names.end()) {
      place.refuse(fmt::format("{} in {} is none of: {}", in_quotes(name), in_quotes(text),
                               fmt::join(names, ", ")));
    }
  }
  place.refuse(fmt::format(
      "{} is no rule: CLASS before CLASS, and then nothing, in call, in file or in directory",
      in_quotes(text)));
}

void read_order(const JsonPlace& place, PersistenceModel& model) {
  model.order.clear();
  for (std::size_t index = 0; index < place.size(); ++index) {
    model.order.push_back(rule_in(place.at(index)));
  }
  if (auto cycle = cycle_in(model.order)) {
    place.refuse(fmt::format("has a cycle: {}", *cycle));
  }
}

void read_within(const JsonPlace& place, PersistenceModel& model) {
  for (std::size_t index = 0; index < place.size(); ++index) {
    std::string name = row_name_of(place.at(index).text());
    if (std::ranges::find(model.within, name) != model.within.end()) {
      place.at(index).refuse(fmt::format("{} is there twice", in_quotes(name)));
    }
    model.within.push_back(std::move(name));
  }
}

struct Attribute {
  std::string_view name;
  void (*read)(const JsonPlace&, PersistenceModel&);
};

constexpr std::array attributes{
    Attribute{"summary", read_summary},
    Attribute{"power_loss", read_flag<&PersistenceModel::power_loss>},
    Attribute{"writeback", read_writeback},
    Attribute{"overwrite_unit", read_unit<&PersistenceModel::overwrite_unit>},
    Attribute{"append_unit", read_unit<&PersistenceModel::append_unit>},
    Attribute{"tears_bytes", read_flag<&PersistenceModel::tears_bytes>},
    Attribute{"tears_overwrites", read_flag<&PersistenceModel::tears_overwrites>},
    Attribute{"scatters_bytes", read_flag<&PersistenceModel::scatters_bytes>},
    Attribute{"size_before_data", read_flag<&PersistenceModel::size_before_data>},
    Attribute{"rename_in_parts", read_flag<&PersistenceModel::rename_in_parts>},
    Attribute{"moves_in_parts", read_flag<&PersistenceModel::moves_in_parts>},
    Attribute{"removal_empties", read_flag<&PersistenceModel::removal_empties>},
    Attribute{"truncate_zeroes", read_flag<&PersistenceModel::truncate_zeroes>},
    Attribute{"inline_bytes", read_unit<&PersistenceModel::inline_bytes>},
    Attribute{"failed_sync_forgets_size", read_flag<&PersistenceModel::failed_sync_forgets_size>},
    Attribute{"sync_scope", read_sync_scope},
    Attribute{"tails", read_tails},
    Attribute{"order", read_order},
    Attribute{"only_by_name", read_flag<&PersistenceModel::only_by_name>},
    Attribute{"within", read_within},
};

std::vector<std::string_view> names_of_attributes() {
  std::vector<std::string_view> names{"name", "like"};
  for (const Attribute& attribute : attributes) names.push_back(attribute.name);
  return names;
}

struct KnownModels {
  const ModelSet& before;
  std::vector<PersistenceModel> of_file = {};

  const PersistenceModel* find(std::string_view name) const {
    auto found = std::ranges::find(of_file, name, &PersistenceModel::name);
    return found != of_file.end() ? &*found : before.find(name);
  }
};

std::string read_name(const JsonPlace& place, const KnownModels& known) {
  const std::string& name = place.text();
  constexpr auto letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (name.empty() || name.size() > name_bytes_max ||
      name.find_first_not_of(letters) != std::string::npos) {
    place.refuse(fmt::format("{} is not of a-z, 0-9 and '-', 1 to {} of them", in_quotes(name),
                             name_bytes_max));
  }
  bool is_reserved = std::ranges::find(reserved_names, name) != reserved_names.end();
  if (is_reserved || known.find(name) != nullptr) {
    place.refuse(fmt::format("'{}' is taken", name));
  }
  return name;
}

PersistenceModel read_model(const JsonPlace& file_place, const Json& row,
                            const KnownModels& known) {
  std::string name = read_name(file_place.member("name"), known);
  JsonPlace place(row, fmt::format("model '{}': ", name));
  place.allow_only(names_of_attributes());
  PersistenceModel model;
  if (place.has("like")) {
    const std::string& like = place.member("like").text();
    const PersistenceModel* origin = known.find(like);
    if (origin == nullptr) {
      place.member("like").refuse(fmt::format("no model is named {}", in_quotes(like)));
    }
    model = *origin;
    model.within.clear();
    model.aliases.clear();
    model.summary = fmt::format("like {}, but for what its file says", like);
  } else {
    model.summary = "a model of the user's";
  }
  model.name = std::move(name);
  for (const Attribute& attribute : attributes) {
    if (place.has(attribute.name)) attribute.read(place.member(attribute.name), model);
  }
  return model;
}

// Models of the program cannot name those of the file, so a circle has only models of the file.
void follow_within(const KnownModels& known, std::vector<std::string>& way) {
  const PersistenceModel* model = known.find(way.back());
  std::string place = fmt::format("model '{}': within: ", way.front());
  if (model == nullptr) {
    throw BadJson{place + fmt::format("no model is named {}", in_quotes(way.back()))};
  }
  for (const std::string& next : model->within) {
    bool met = std::ranges::find(way, next) != way.end();
    way.push_back(next);
    if (met) throw BadJson{place + fmt::format("has a cycle: {}", fmt::join(way, " within "))};
    follow_within(known, way);
    way.pop_back();
  }
}

std::vector<PersistenceModel> models_in(const Json& json, const ModelSet& before) {
  JsonPlace file(json, "");
  constexpr std::array<std::string_view, 3> names{"format", "version", "models"};
  if (!json.is_object() || !file.has("format") || json["format"] != "powercut-models") {
    throw BadJson{"not a file of models: its format is not 'powercut-models'"};
  }
  if (file.member("version").count(UINT64_MAX) != 1) {
    file.member("version").refuse("this program reads version 1");
  }
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(names, name) == names.end()) {
      throw BadJson{fmt::format("the attribute {} is unknown", in_quotes(name))};
    }
  }
  JsonPlace rows = file.member("models");
  if (rows.size() == 0 || rows.size() > models_max) {
    rows.refuse(fmt::format("has {} rows, not 1 to {}", rows.size(), models_max));
  }
  KnownModels known{before};
  for (std::size_t index = 0; index < rows.size(); ++index) {
    known.of_file.push_back(read_model(rows.at(index), json["models"][index], known));
  }
  for (const PersistenceModel& model : known.of_file) {
    std::vector<std::string> way{model.name};
    follow_within(known, way);
  }
  return std::move(known.of_file);
}

}  // namespace

std::expected<std::vector<PersistenceModel>, std::string> read_models(std::string_view text,
                                                                      const ModelSet& known) {
  auto json = parse_json(text);
  if (!json) return std::unexpected(json.error());
  try {
    return models_in(*json, known);
  } catch (const BadJson& bad) {
    return std::unexpected(bad.problem);
  }
}

Json to_json(const PersistenceModel& model) {
  Json json{{"name", model.name},
            {"summary", model.summary},
            {"power_loss", model.power_loss},
            {"writeback", name_of(model.writeback)},
            {"overwrite_unit", model.overwrite_unit},
            {"append_unit", model.append_unit},
            {"tears_bytes", model.tears_bytes},
            {"tears_overwrites", model.tears_overwrites},
            {"scatters_bytes", model.scatters_bytes},
            {"size_before_data", model.size_before_data},
            {"rename_in_parts", model.rename_in_parts},
            {"moves_in_parts", model.moves_in_parts},
            {"removal_empties", model.removal_empties},
            {"truncate_zeroes", model.truncate_zeroes},
            {"inline_bytes", model.inline_bytes},
            {"failed_sync_forgets_size", model.failed_sync_forgets_size},
            {"sync_scope", name_of(model.sync_scope)},
            {"tails", Json::array()},
            {"order", Json::array()},
            {"only_by_name", model.only_by_name},
            {"within", model.within}};
  for (Tail tail : model.tails) json["tails"].push_back(name_of(tail));
  for (const OrderRule& rule : model.order) json["order"].push_back(to_text(rule));
  return json;
}

}  // namespace powercut
