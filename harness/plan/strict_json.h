// strict_json: reads JSON from a user's file, so that one clear line says what is wrong with it.
//
//   auto json = parse_json(text);            an error if it is no JSON, has a name twice or is
//                                            nested too deep
//   JsonPlace rows(*json, "rows");
//   rows.at(2).member("size").count(100)     else throws BadJson{"rows[2].size: 101 is over 100"}
//
// The source file that uses a JsonPlace must also catch BadJson. The JSON must outlive its places.
// Threads: any.
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

// Takes a time in proportion to the text, whatever is in it.
std::expected<nlohmann::ordered_json, std::string> parse_json(std::string_view text);

// A text of the user in the form in which a message shows it: 'text', cut after 80 bytes, with \xNN
// for bytes that are not printable ASCII.
std::string in_quotes(std::string_view text);

// A JSON value, and its place in the file. A function that does not suit the value throws BadJson.
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
  const std::string& line() const;  // a text without control codes, safe to show on a terminal

  // True if it is a text. For values that may be a number or a text.
  bool is_text() const { return value_.is_string(); }

  [[noreturn]] void refuse(std::string_view problem) const;

 private:
  const nlohmann::ordered_json& value_;
  std::string place_;
};

}  // namespace powercut
