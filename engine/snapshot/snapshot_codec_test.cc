#include "engine/snapshot/snapshot_codec.h"

#include "engine/store_test.h"

namespace powercut {
namespace {

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
