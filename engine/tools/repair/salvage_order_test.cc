// Goal: a repair finds the order of segments again without any manifest, also where compactions
// took runs from the middle of the log. Method: random changes with compactions in between, the
// process killed; the manifests removed; the saved records must be those that the store held.
#include <random>

#include "engine/io/macros.h"
#include "engine/tools/store_files_test.h"

namespace powercut {
namespace {

class SalvageOrderTest : public StoreFilesTest {
 protected:
  static constexpr CaskOptions compacting = {.policy = SyncPolicy::never,
                                             .segment_bytes = 512,
                                             .room_bytes = 0,
                                             .dead_percent_start = 25,
                                             .dead_percent_max = 30};

  // The files of a store that was killed, and what was in it.
  std::pair<StoreFiles, Contents> killed_store(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const std::string path = fresh_path();
    Contents contents;
    const std::size_t hot_keys = 4 + random() % 8;
    for (int process = 0; process < 3; ++process) {
      const auto store = open(path, compacting);
      for (std::size_t count = 20 + random() % 60; count > 0; --count) {
        // Some keys change all the time, others hardly ever: so some segments stay, among others
        // that are compacted.
        const bool is_hot = random() % 4 != 0;
        const std::string key = std::to_string(is_hot ? random() % hot_keys : random() % 200);
        if (random() % 8 == 0) {
          CHECK(store->remove(key).ok());
          contents.erase(key);
        } else {
          contents[key] = std::to_string(random());
          CHECK(store->set(key, contents[key]).ok());
        }
      }
    }
    return {read_files(path), contents};
  }
};

TEST_F(SalvageOrderTest, is_found_again_without_manifests) {
  int merged_in_between = 0;
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    auto [files, contents] = killed_store(seed);
    const Manifest manifest = manifest_of(files);
    std::uint32_t last = 0;
    bool is_mixed = false;
    StoreFiles kept;
    for (const ManifestEntry& entry : manifest.segments) {
      is_mixed = is_mixed || entry.number < last;
      last = entry.number;
      const std::string name = to_text(CaskFileName{CaskFileKind::log, entry.number});
      kept[name] = files[name];
    }
    if (is_mixed) ++merged_in_between;
    const std::string target = fresh_path();
    repair(lay_out(kept), target);
    EXPECT_EQ(contents_of(target), contents) << "seed " << seed;
  }
  EXPECT_GT(merged_in_between, 2) << "the order by numbers alone was right nearly always";
}

TEST_F(SalvageOrderTest, is_that_of_the_manifest_where_there_is_one) {
  for (std::uint64_t seed = 101; seed <= 106; ++seed) {
    const auto [files, contents] = killed_store(seed);
    const std::string path = lay_out(files);
    EXPECT_EQ(check(path).findings.damages(), 0U);
    const std::string target = fresh_path();
    EXPECT_TRUE(repair(path, target).is_complete());
    EXPECT_EQ(contents_of(target), contents) << "seed " << seed;
  }
}

}  // namespace
}  // namespace powercut
