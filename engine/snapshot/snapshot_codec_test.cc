#include "engine/snapshot/snapshot_codec.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "engine/store_test.h"

namespace powercut {
namespace {

std::string utf8_of(unsigned char code) {
  if (code < 0x80) return {static_cast<char>(code)};
  return {static_cast<char>(0xc0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3f))};
}

// nullopt: a character above U+00FF.
std::optional<std::string> bytes_of(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    unsigned char code = 0;
    while (code < 255 && !text.starts_with(utf8_of(code))) ++code;
    const std::string character = utf8_of(code);
    if (!text.starts_with(character)) return std::nullopt;
    bytes += static_cast<char>(code);
    text.remove_prefix(character.size());
  }
  return bytes;
}

// The map that the library reads from the text; nullopt: it is no snapshot.
std::optional<OrderedMap> read_by_library(std::string_view json) {
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  OrderedMap map;
  for (const auto& [name, member] : object.items()) {
    if (!member.is_string()) return std::nullopt;
    const auto key = bytes_of(name);
    const auto value = bytes_of(member.get<std::string>());
    if (!key || !value) return std::nullopt;
    map.emplace(*key, *value);
  }
  return map;
}

TEST(snapshot_codec, writes_readable_json_in_key_order) {
  EXPECT_EQ(encode_snapshot({}), "{}");
  EXPECT_EQ(encode_snapshot({{"name", "Ada"}, {"language", "C++"}}),
            R"({"language":"C++","name":"Ada"})");
  EXPECT_EQ(encode_snapshot({{"k\n", "\"\\"}}), R"({"k\n":"\"\\"})");
  EXPECT_EQ(encode_snapshot({{"\x80\xff", "\xe9"}}), "{\"\u0080\u00ff\":\"\u00e9\"}");
}

TEST(snapshot_codec, brings_back_every_byte) {
  OrderedMap map = {{"", ""}};
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; second += 15) {
      const std::string key = {static_cast<char>(first), static_cast<char>(second)};
      map[key] = key + key;
    }
  }
  EXPECT_THAT(decode_snapshot(encode_snapshot(map)), has_value_of(map));
}

TEST(snapshot_codec, writes_what_the_json_library_writes) {
  OrderedMap map;
  nlohmann::json object = nlohmann::json::object();
  for (int code = 0; code < 256; ++code) {
    std::string text = utf8_of(static_cast<unsigned char>(code)) + "x";
    object[text] = text + text;
    const std::string key = {static_cast<char>(code), 'x'};
    map[key] = key + key;
  }
  EXPECT_EQ(encode_snapshot(map), object.dump());
}

// Each byte changed to each other one, left out, or doubled.
TEST(snapshot_codec, takes_a_changed_text_as_the_json_library_does) {
  const std::string good = encode_snapshot({{"a\n", "\x01"}, {"b", ""}, {"\xe9", "z\""}});
  const auto expect_the_same = [](const std::string& changed) {
    const std::optional<OrderedMap> expected = read_by_library(changed);
    const Result<OrderedMap> decoded = decode_snapshot(changed);
    EXPECT_EQ(decoded.ok(), expected.has_value()) << changed;
    if (decoded.ok() && expected) {
      EXPECT_EQ(*decoded, *expected) << changed;
    }
  };
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 1; byte < 256; ++byte) {
      std::string changed = good;
      changed[at] = static_cast<char>(byte);
      expect_the_same(changed);
    }
    expect_the_same(std::string(good).erase(at, 1));
    expect_the_same(std::string(good).insert(at, 1, good[at]));
  }
}

TEST(snapshot_codec, takes_json_that_others_wrote) {
  EXPECT_THAT(decode_snapshot(" {\"a\": \"\\u00e9\\u0000\",\n \"b\":\"\"} "),
              has_value_of(OrderedMap{{"a", std::string("\xe9\0", 2)}, {"b", ""}}));
}

TEST(snapshot_codec, calls_everything_else_corrupt) {
  const std::string good = encode_snapshot({{"name", "Ada"}, {"language", "C++"}});
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_THAT(decode_snapshot(good.substr(0, size)), fails_with(ErrorCode::corrupt)) << size;
  }
  for (const auto* json :
       {"[]", "null", "1", "\"a\"", "{\"a\":1}", "{\"a\":null}", "{\"a\":{}}",
        "{\"a\":\"\\u0100\"}", "{\"\\u20ac\":\"\"}", "{\"a\":\"\\ud83d\\ude00\"}",
        "{\"a\":\"\xff\"}", "{\"a\":\"\"}}", "{\"a\":\"\"} x", "{'a':''}"}) {
    EXPECT_THAT(decode_snapshot(json), fails_with(ErrorCode::corrupt)) << json;
  }
  EXPECT_THAT(decode_snapshot(good + '\0'), fails_with(ErrorCode::corrupt));
  EXPECT_THAT(decode_snapshot(std::string(good.size(), '\0')), fails_with(ErrorCode::corrupt));
}

}  // namespace
}  // namespace powercut
