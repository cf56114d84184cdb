#include "harness/plan/strict_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t depth_max = 32;

// A file may hold codes that a terminal obeys, and a cut may leave half a letter.
std::string printable(std::string_view bytes) {
  std::string text;
  for (char byte : bytes) {
    bool stays = byte >= ' ' && byte <= '~';
    text +=
        stays ? std::string(1, byte) : fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  }
  return text;
}

// "[json.exception.parse_error.101] parse error at line 1, column 2: ..." without the front.
std::string shortened(std::string_view message) {
  constexpr std::string_view front = "parse error at ";
  constexpr std::size_t shown_bytes_max = 160;
  if (auto at = message.find(front); at != std::string_view::npos) {
    message.remove_prefix(at + front.size());
  } else if (auto bracket = message.find("] "); bracket != std::string_view::npos) {
    message.remove_prefix(bracket + 2);
  }
  return printable(message.substr(0, shown_bytes_max));
}

// Control codes, which a terminal obeys: of ASCII, and of Unicode from U+0080 to U+009F.
bool has_control_codes(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto byte = static_cast<unsigned char>(text[at]);
    auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    if (byte < ' ' || byte == 0x7f || (byte == 0xc2 && next < 0xa0)) return true;
  }
  return false;
}

// Makes the value while the text is parsed. The library's own parsers let the second of two equal
// names win, and take a time that grows as the square of an array's elements or an object's names
// where a caller is asked about each.
class Builder : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const std::string&) override { return put(value); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(binary_t& value) override { return put(std::move(value)); }

  bool start_object(std::size_t) override {
    names_.emplace_back();
    return open(Json::object());
  }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override {
    names_.pop_back();
    return end_array();
  }
  bool end_array() override {
    open_.pop_back();
    return true;
  }

  bool key(std::string& name) override {
    check_depth();
    if (!names_.back().insert(name).second) {
      throw BadJson{fmt::format("the name {} is there twice", in_quotes(name))};
    }
    open_.back()->get_ref<Json::object_t&>().emplace_back(std::move(name), nullptr);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    throw BadJson{"not JSON: " + shortened(error.what())};
  }

  Json take() { return std::move(root_); }

 private:
  void check_depth() const {
    if (open_.size() > depth_max) throw BadJson{"nested too deep"};
  }

  bool put(Json value) {
    add(std::move(value));
    return true;
  }

  bool open(Json container) {
    open_.push_back(&add(std::move(container)));
    return true;
  }

  // Where the value stands from now on; until the container around it ends nothing is moved.
  Json& add(Json value) {
    check_depth();
    if (open_.empty()) return root_ = std::move(value);
    if (open_.back()->is_array()) {
      return open_.back()->get_ref<Json::array_t&>().emplace_back(std::move(value));
    }
    return open_.back()->get_ref<Json::object_t&>().back().second = std::move(value);
  }

  Json root_;
  std::vector<Json*> open_;
  std::vector<std::unordered_set<std::string>> names_;  // of the objects that are open
};

std::string_view kind_of(const Json& value) {
  if (value.is_string()) return "a text";
  if (value.is_number()) return "a number";
  if (value.is_boolean()) return "true or false";
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  return "null";
}

}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::size_t shown_bytes_max = 80;
  if (text.size() <= shown_bytes_max) return fmt::format("'{}'", printable(text));
  return fmt::format("'{}' ... ({} bytes)", printable(text.substr(0, shown_bytes_max)),
                     text.size());
}

std::expected<nlohmann::ordered_json, std::string> parse_json(std::string_view text) {
  Builder builder;
  try {
    Json::sax_parse(text, &builder);
  } catch (const BadJson& bad) {
    return std::unexpected(bad.problem);
  }
  return builder.take();
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
      refuse(fmt::format("the attribute {} is unknown; there are {}", in_quotes(name),
                         fmt::join(names, ", ")));
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
  // A zero may have a sign.
  if (!value_.is_number_unsigned() && value_.get<std::int64_t>() < 0) {
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

const std::string& JsonPlace::line() const {
  if (has_control_codes(text())) {
    refuse(fmt::format("{} has a control code in it", in_quotes(text())));
  }
  return text();
}

}  // namespace powercut
