#include "engine/snapshot/snapshot_store.h"

#include "engine/store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::Pair;

class SnapshotStoreTest : public StoreTest {
 protected:
  void open() {
    store_.reset();
    Result<std::unique_ptr<SnapshotStore>> opened = SnapshotStore::open(environment_, path_);
    ASSERT_THAT(opened, is_ok());
    store_ = std::move(*opened);
    files_.take_calls();
  }

  const std::string path_ = directory_.at("data.json");
  std::unique_ptr<SnapshotStore> store_;
};

TEST_F(SnapshotStoreTest, rewrites_its_file_in_place_and_syncs_nothing) {
  open();
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  EXPECT_THAT(store_->set("language", "C++"), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("open data.json replace", "write data.json",
                                               "open data.json replace", "write data.json"));
  EXPECT_EQ(read_file(path_), R"({"language":"C++","name":"Ada"})");
  EXPECT_EQ(store_->stats().file_bytes, 31U);
}

TEST_F(SnapshotStoreTest, loses_everything_by_one_torn_write) {
  open();
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  files_.fail("write data.json", ErrorCode::no_space);
  EXPECT_THAT(store_->set("language", "C++"), fails_with(ErrorCode::no_space));
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("name", "Ada")))
      << "in memory nothing changed";
  store_.reset();
  EXPECT_THAT(SnapshotStore::open(environment_, path_), fails_with(ErrorCode::corrupt));
}

TEST_F(SnapshotStoreTest, syncs_when_asked) {
  open();
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  files_.take_calls();
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(files_.take_calls(),
              ElementsAre("open data.json write", "sync data.json", "sync_dir"));
  files_.fail("sync_dir");
  EXPECT_THAT(store_->sync(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(store_->set("name", "Grace"), fails_with(ErrorCode::refused));
}

}  // namespace
}  // namespace powercut
