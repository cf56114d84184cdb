// Holds docs/FORMAT.md to the code: its hex examples are written again, and compared.
#include <fmt/format.h>

#include "engine/cask/cask_store.h"
#include "engine/log/record.h"
#include "engine/log/record_vectors_test.h"
#include "engine/snapshot/snapshot_codec.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

// The lines between "```name" and "```".
std::string example(std::string_view name) {
  const std::string document = read_file("docs/FORMAT.md");
  const std::string opening = "```" + std::string(name) + "\n";
  const std::size_t begin = document.find(opening);
  EXPECT_NE(begin, std::string::npos) << name;
  if (begin == std::string::npos) return {};
  const std::size_t from = begin + opening.size();
  return document.substr(from, document.find("```", from) - from);
}

std::string hex_dump(std::string_view bytes) {
  constexpr std::size_t bytes_per_line = 16;
  std::string dump;
  for (std::size_t at = 0; at < bytes.size(); at += bytes_per_line) {
    const std::string_view line = bytes.substr(at, bytes_per_line);
    dump += fmt::format("{:04x} ", at);
    for (const char byte : line) dump += fmt::format(" {:02x}", static_cast<unsigned char>(byte));
    dump.append(3 * (bytes_per_line - line.size()) + 2, ' ');
    for (const char byte : line) dump += byte >= ' ' && byte <= '~' ? byte : '.';
    dump += '\n';
  }
  return dump;
}

TEST(format_document, shows_the_demo_log_as_it_is) {
  EXPECT_EQ(example("hex demo log"), hex_dump(demo_log()));
}

TEST(format_document, shows_a_batch_as_it_is) {
  Batch batch;
  batch.set("name", "Ada");
  batch.remove("language");
  std::string record;
  ASSERT_THAT(encode_batch(batch, record), is_ok());
  EXPECT_EQ(example("hex batch"), hex_dump(record));
}

using FormatDocument = StoreTest;

TEST_F(FormatDocument, shows_a_segment_its_manifest_and_its_checkpoint_as_they_are) {
  const std::string path = directory_.at("store");
  const CaskOptions options{.policy = SyncPolicy::never, .room_bytes = 0};
  auto opened = CaskStore::open(environment_, path, options);
  ASSERT_THAT(opened, is_ok());
  CaskStore& store = **opened;
  ASSERT_THAT(store.set("name", "Ada"), is_ok());
  ASSERT_THAT(store.set("language", "python"), is_ok());
  ASSERT_THAT(store.close(), is_ok());
  EXPECT_EQ(example("hex segment"), hex_dump(read_file(path + "/00000001.log")));
  EXPECT_EQ(example("hex manifest"), hex_dump(read_file(path + "/manifest-0")));
  EXPECT_EQ(example("hex checkpoint"), hex_dump(read_file(path + "/index")));
}

TEST(format_document, shows_a_snapshot_as_it_is) {
  EXPECT_EQ(example("json snapshot"),
            encode_snapshot({{"name", "Ada"}, {"caf\xe9", std::string("\0~\xff", 3)}}) + "\n");
}

}  // namespace
}  // namespace powercut
