// Strict JSON: files that a user gives, read so that whatever is wrong with them is one clear line.
//
//   auto json = parse_json(text);            not JSON, a name twice, nested too deep: why not
//   JsonPlace rows(*json, "rows");
//   rows.at(2).member("size").count(100)     else throws BadJson{"rows[2].size: 101 is over 100"}
//
// A file that uses a JsonPlace also catches BadJson. Threads: any. The JSON must outlive places.
#pragma once

#include <cstdint>
#include <expected>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

namespace powercut {

// One line that says what is wrong, and where.
struct BadJson {
  std::string problem;
};

// In time that grows as the text does, whatever is in it.
std::expected<nlohmann::ordered_json, std::string> parse_json(std::string_view text);

// A text of the user's as a message shows it: 'text', cut after 80 bytes, and bytes that are not
// printable ASCII as \xNN.
std::string in_quotes(std::string_view text);

// A value and where it stands.
class JsonPlace {
 public:
  JsonPlace(const nlohmann::ordered_json& value, std::string place)
      : value_(value), place_(std::move(place)) {}

  // Members of an object.
  bool has(std::string_view name) const;
  JsonPlace member(std::string_view name) const;
  void allow_only(std::span<const std::string_view> names) const;

  // Elements of an array.
  std::size_t size() const;
  JsonPlace at(std::size_t index) const;

  std::uint64_t count(std::uint64_t most) const;
  double share() const;  // 0 to 1
  bool flag() const;
  const std::string& text() const;
  const std::string& line() const;  // a text that a terminal may be shown as it is

  // A number or a text, whichever it is.
  bool is_text() const { return value_.is_string(); }

  [[noreturn]] void refuse(std::string_view problem) const;

 private:
  const nlohmann::ordered_json& value_;
  std::string place_;
};

}  // namespace powercut
