// Goal: whatever stands in a file is told, and nothing in a file breaks the program that tells it.
// Method: a good store's files; then each of them with random flips, cuts and noise, and noise
// alone. Under the sanitizers this also sees every read out of bounds.
#include "engine/tools/dump/dump.h"

#include <nlohmann/json.hpp>
#include <random>

#include "engine/io/macros.h"
#include "engine/log/record.h"
#include "engine/tools/store_files_test.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Not;

class DumpTest : public StoreFilesTest {
 protected:
  std::string dump(const std::string& name, std::string_view bytes,
                   const DumpOptions& options = {}) {
    const std::string path = directory_.at(name);
    write_file(path, bytes);
    char* text = nullptr;
    std::size_t length = 0;
    std::FILE* stream = ::open_memstream(&text, &length);
    CHECK(dump_file(files_, path, options, stream).ok());
    std::fclose(stream);
    const std::string copy(text, length);
    std::free(text);
    return copy;
  }

  static void expect_json_lines(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, false);
      ASSERT_FALSE(json.is_discarded()) << line;
      ASSERT_TRUE(json.contains("offset") && json.contains("kind") && json.contains("good"));
    }
  }
};

TEST_F(DumpTest, shows_every_file_of_a_good_store_as_good) {
  const StoreFiles files = closed_store();
  for (const auto& [name, bytes] : files) {
    EXPECT_THAT(dump(name, bytes), Not(HasSubstr("BAD"))) << name;
    expect_json_lines(dump(name, bytes, {.as_json = true}));
  }
  for (const PlacedWord& word : words_of(files)) {
    const std::string text = dump(word.file, files.at(word.file));
    const std::string value = word.value ? " = \"" + *word.value + "\"" : "";
    EXPECT_THAT(text, HasSubstr("\"" + word.key + "\"" + value));
  }
}

TEST_F(DumpTest, goes_on_behind_a_commit_that_is_damaged) {
  StoreFiles files = closed_store();
  std::string& log = files["00000015.log"];
  log[92] ^= 1;  // in the first of a batch of three
  const std::string text = dump("00000015.log", log);
  EXPECT_THAT(text,
              HasSubstr("        64  gap     bytes=115: no good commit; the next one is at 179"));
  EXPECT_THAT(text, HasSubstr("remove  \"key3\": good by itself"));
  EXPECT_THAT(text, HasSubstr("       179  commit"));
}

TEST_F(DumpTest, shows_a_log_with_its_batches_and_what_is_torn) {
  std::string log;
  ASSERT_TRUE(encode_set("na\nme", std::string(100, '"'), log).ok());
  Batch batch;
  batch.set("inner", "value");
  batch.remove("na\nme");
  ASSERT_TRUE(encode_batch(batch, log).ok());
  log += "torn";
  const std::string text = dump("log", log + std::string(100, '\0'));
  EXPECT_THAT(text, HasSubstr("taken for the log of a LogStore"));
  EXPECT_THAT(text, HasSubstr("\"na\\x0ame\" = \"\\\"\\\""));
  EXPECT_THAT(text, HasSubstr("... (100 bytes)"));
  EXPECT_THAT(text, HasSubstr("batch   bytes=51 changes=2"));
  EXPECT_THAT(text, HasSubstr("remove  \"na\\x0ame\""));
  EXPECT_THAT(text, HasSubstr("gap     bytes=4: no good record up to the end  BAD"));
  EXPECT_THAT(text, HasSubstr("zeros   bytes=100"));
  EXPECT_THAT(dump("log", log, {.only_keys = true}), Not(HasSubstr(" = ")));
}

TEST_F(DumpTest, writes_long_values_whole_if_asked) {
  std::string value;
  for (int byte = 0; byte < 200'000; ++byte) value += static_cast<char>(byte % 256);
  std::string log;
  ASSERT_TRUE(encode_set("key", value, log).ok());
  const std::string text = dump("log", log, {.full = true, .as_json = true});
  expect_json_lines(text);
  const auto line = nlohmann::json::parse(text.substr(text.find('\n') + 1));
  EXPECT_EQ(line["value_bytes"], 200'000);
  EXPECT_EQ(line["value"].get<std::string>().size(), 299'968U) << "a byte above 127 takes two";
}

TEST_F(DumpTest, takes_a_cut_file_by_its_name) {
  const StoreFiles files = closed_store();
  const std::string tail = files.at("00000013.log").substr(116);
  const std::string text = dump("00000013.cut", "torn" + tail);
  EXPECT_THAT(text, HasSubstr("remove  \"key2\""));
  EXPECT_THAT(text, HasSubstr("key0"));
}

TEST_F(DumpTest, survives_any_bytes) {
  std::mt19937_64 random(1);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  StoreFiles files = closed_store();
  std::string noise(3000, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  files["noise"] = noise;
  files["noise.cut"] = noise;
  for (int round = 0; round < 300; ++round) {
    for (const auto& [name, bytes] : files) {
      std::string harmed = bytes.substr(0, below(bytes.size() + 1));
      for (std::size_t flips = below(20); flips > 0 && !harmed.empty(); --flips) {
        harmed[below(harmed.size())] = static_cast<char>(random());
      }
      if (below(4) == 0) harmed.insert(below(harmed.size() + 1), noise, 0, below(200));
      if (below(4) == 0 && harmed.size() > 8) harmed.replace(8, harmed.size() - 8, noise);
      expect_json_lines(dump(name, harmed, {.full = true, .as_json = true}));
    }
  }
}

}  // namespace
}  // namespace powercut
