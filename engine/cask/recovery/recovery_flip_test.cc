// Goal: no byte that changes at rest changes an answer: it is told, or harms nothing (D8). Method:
// each byte of each file of a small store turned around, one at a time; after a close, and after a
// store was abandoned that syncs each change; then all is read. A wrong answer must be `corrupt`,
// with the file that was changed; any other must be exactly what it was.
#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::HasSubstr;

class RecoveryFlip : public CaskStoreTest, public testing::WithParamInterface<bool> {
 protected:
  CaskOptions options() const {
    CaskOptions options = small_segments;
    options.ordered = GetParam();
    return options;
  }

  void fill() {
    open(options());
    for (int number = 0; number < 12; ++number) {
      set("key " + std::to_string(number % 5), "value " + std::to_string(number));
    }
    remove("key 1");
    Batch batch;
    batch.set("in", "a batch");
    batch.remove("key 2");
    EXPECT_THAT(store_->apply(batch), is_ok());
    expected_["in"] = "a batch";
    expected_.erase("key 2");
  }

  enum class Outcome : std::uint8_t { exact, told_at_open, told_at_get };

  // Opens the store and reads all of it.
  Outcome look(const std::string& changed) {
    Result<std::unique_ptr<CaskStore>> opened = try_open(options());
    if (!opened.ok()) {
      EXPECT_THAT(opened, fails_with(ErrorCode::corrupt));
      EXPECT_TRUE(report_.damage.has_value());
      if (report_.damage) expect_right_damage(*report_.damage, changed);
      return Outcome::told_at_open;
    }
    CaskStore& store = **opened;
    bool was_told = false;
    const auto note = [&](Error error) {
      EXPECT_EQ(error.code, ErrorCode::corrupt);
      was_told = true;
    };
    for (const std::string key : {"key 0", "key 1", "key 2", "key 3", "key 4", "in", "none"}) {
      std::string value;
      const Result<bool> found = store.get(key, value);
      if (!found.ok()) {
        note(found.error());
      } else {
        EXPECT_EQ(*found, expected_.contains(key)) << key;
        EXPECT_EQ(*found ? value : "", expected_.contains(key) ? expected_[key] : "") << key;
      }
    }
    Contents contents;
    const Result<void> scanned = store.scan({}, [&](std::string_view key, std::string_view value) {
      contents.emplace(key, value);
      return true;
    });
    if (scanned.ok()) {
      EXPECT_EQ(contents, expected_);
    } else {
      note(scanned.error());
    }
    EXPECT_EQ(store.damage().has_value(), was_told);
    if (store.damage()) expect_right_damage(*store.damage(), changed);
    return was_told ? Outcome::told_at_get : Outcome::exact;
  }

  // A manifest that is damaged may be missed by what the older one names.
  static void expect_right_damage(const Damage& damage, const std::string& changed) {
    if (changed.find("manifest") == changed.npos) {
      EXPECT_EQ(damage.file, changed);
    } else {
      EXPECT_THAT(damage.what, HasSubstr("manifest")) << damage.file;
    }
  }

  // How often it was told, over all bytes of the files whose names end so.
  std::size_t flip_all(std::string_view ending) {
    std::size_t told = 0;
    for (const std::string& name : names()) {
      if (!name.ends_with(ending)) continue;
      const std::string bytes = read_file(at(name));
      for (std::size_t place = 0; place < bytes.size(); ++place) {
        std::string changed = bytes;
        changed[place] = static_cast<char>(changed[place] ^ (place % 2 == 0 ? 0x01 : 0xff));
        change_file(at(name), changed);
        told += look(at(name)) != Outcome::exact;
        if (HasFailure()) {
          ADD_FAILURE() << name << ": byte " << place;
          return told;
        }
      }
      change_file(at(name), bytes);
    }
    return told;
  }
};

TEST_P(RecoveryFlip, no_byte_of_a_closed_store_changes_an_answer) {
  fill();
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  EXPECT_GT(flip_all(".log"), 100U);
  flip_all("0");
  flip_all("1");
  EXPECT_EQ(flip_all("index"), 0U);
}

TEST_P(RecoveryFlip, no_byte_of_a_closed_store_without_its_checkpoint_changes_an_answer) {
  fill();
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  std::filesystem::remove(at("index"));
  EXPECT_GT(flip_all(".log"), 100U);
}

TEST_P(RecoveryFlip, no_byte_of_an_abandoned_store_changes_an_answer) {
  fill();
  store_.reset();
  EXPECT_GT(flip_all(".log"), 100U);
  flip_all("0");
  flip_all("1");
}

TEST_P(RecoveryFlip, no_byte_of_a_compacted_store_changes_an_answer) {
  fill();
  EXPECT_THAT(store_->compact(), is_ok());
  store_.reset();
  EXPECT_GT(flip_all(".log"), 50U);
  EXPECT_EQ(flip_all(".hint"), 0U);
  flip_all("0");
  flip_all("1");
}

INSTANTIATE_TEST_SUITE_P(indexes, RecoveryFlip, testing::Bool(), [](const auto& ordered) {
  return ordered.param ? "ordered" : "unordered";
});

}  // namespace
}  // namespace powercut
