#include "harness/strict_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

constexpr int depth_max = 32;

// While text is parsed: the library itself lets the second of two equal names win.
class Watch {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (depth > depth_max) throw BadJson{"nested too deep"};
    if (event == Event::object_start) names_.emplace_back();
    if (event == Event::object_end) names_.pop_back();
    if (event == Event::key && !names_.back().insert(parsed.get<std::string>()).second) {
      throw BadJson{fmt::format("the name '{}' is there twice", parsed.get<std::string>())};
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> names_;  // of the objects that are open
};

// "[json.exception.parse_error.101] parse error at line 1, column 2: ..." without the front.
std::string shortened(std::string_view message) {
  constexpr std::string_view front = "parse error at ";
  constexpr std::size_t shown_bytes_max = 160;
  if (auto at = message.find(front); at != std::string_view::npos) {
    message.remove_prefix(at + front.size());
  } else if (auto bracket = message.find("] "); bracket != std::string_view::npos) {
    message.remove_prefix(bracket + 2);
  }
  return std::string(message.substr(0, shown_bytes_max));
}

std::string_view kind_of(const Json& value) {
  if (value.is_string()) return "a text";
  if (value.is_number()) return "a number";
  if (value.is_boolean()) return "true or false";
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  return "null";
}

}  // namespace

std::expected<nlohmann::ordered_json, std::string> parse_json(std::string_view text) {
  Watch watch;
  try {
    return Json::parse(text, [&](int depth, Json::parse_event_t event, Json& parsed) {
      return watch(depth, event, parsed);
    });
  } catch (const Json::exception& error) {
    return std::unexpected("not JSON: " + shortened(error.what()));
  } catch (const BadJson& bad) {
    return std::unexpected(bad.problem);
  }
}

void JsonPlace::refuse(std::string_view problem) const {
  throw BadJson{fmt::format("{}{}{}", place_, place_.ends_with(' ') ? "" : ": ", problem)};
}

bool JsonPlace::has(std::string_view name) const {
  if (!value_.is_object()) refuse(fmt::format("is {}, not an object", kind_of(value_)));
  return value_.contains(name);
}

JsonPlace JsonPlace::member(std::string_view name) const {
  std::string place = place_.empty() || place_.ends_with(' ') ? place_ : place_ + ".";
  place += name;
  if (!has(name)) throw BadJson{place + ": is missing"};
  return {value_[std::string(name)], std::move(place)};
}

void JsonPlace::allow_only(std::span<const std::string_view> names) const {
  for (const auto& [name, value] : value_.items()) {
    if (std::ranges::find(names, name) == names.end()) {
      refuse(
          fmt::format("the attribute '{}' is unknown; there are {}", name, fmt::join(names, ", ")));
    }
  }
}

std::size_t JsonPlace::size() const {
  if (!value_.is_array()) refuse(fmt::format("is {}, not a list", kind_of(value_)));
  return value_.size();
}

JsonPlace JsonPlace::at(std::size_t index) const {
  return {value_.at(index), fmt::format("{}[{}]", place_, index)};
}

std::uint64_t JsonPlace::count(std::uint64_t most) const {
  if (!value_.is_number()) refuse(fmt::format("is {}, not a number", kind_of(value_)));
  if (!value_.is_number_integer()) refuse("is not a whole number");
  if (!value_.is_number_unsigned()) {
    refuse(fmt::format("{} is negative", value_.get<std::int64_t>()));
  }
  auto number = value_.get<std::uint64_t>();
  if (number > most) refuse(fmt::format("{} is over {}", number, most));
  return number;
}

double JsonPlace::share() const {
  if (!value_.is_number()) refuse(fmt::format("is {}, not a number", kind_of(value_)));
  auto number = value_.get<double>();
  if (!(number >= 0 && number <= 1)) refuse(fmt::format("{} is not between 0 and 1", number));
  return number;
}

bool JsonPlace::flag() const {
  if (!value_.is_boolean()) refuse(fmt::format("is {}, not true or false", kind_of(value_)));
  return value_.get<bool>();
}

const std::string& JsonPlace::text() const {
  if (!value_.is_string()) refuse(fmt::format("is {}, not a text", kind_of(value_)));
  return value_.get_ref<const std::string&>();
}

}  // namespace powercut
