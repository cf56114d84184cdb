#include "engine/snapshot/atomic_snapshot_store.h"

#include "engine/store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Pair;

class AtomicSnapshotStoreTest : public StoreTest {
 protected:
  Result<std::unique_ptr<AtomicSnapshotStore>> try_open() {
    return AtomicSnapshotStore::open(environment_, path_);
  }
  void open() {
    store_.reset();
    Result<std::unique_ptr<AtomicSnapshotStore>> opened = try_open();
    ASSERT_THAT(opened, is_ok());
    store_ = std::move(*opened);
    files_.take_calls();
  }
  bool temporary_is_there() const { return std::filesystem::exists(path_ + ".tmp"); }

  const std::string path_ = directory_.at("data");
  std::unique_ptr<AtomicSnapshotStore> store_;
};

TEST_F(AtomicSnapshotStoreTest, makes_each_change_durable_before_it_is_acknowledged) {
  open();
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  EXPECT_THAT(files_.take_calls(),
              ElementsAre("open data.tmp replace", "write data.tmp", "sync data.tmp",
                          "rename data.tmp data", "sync_dir"));
  EXPECT_EQ(read_file(path_), R"({"name":"Ada"})");
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(files_.take_calls(), IsEmpty());
}

TEST_F(AtomicSnapshotStoreTest, makes_durable_what_it_is_about_to_believe_before_it_reads_it) {
  write_file(path_, R"({"name":"Ada"})");
  EXPECT_THAT(try_open(), is_ok());
  EXPECT_THAT(files_.take_calls(),
              ElementsAre("lock data.lock", "remove data.tmp", "open data write", "sync data",
                          "sync_dir", "size data", "read data"));
}

TEST_F(AtomicSnapshotStoreTest, removes_a_stray_temporary_file) {
  write_file(path_, R"({"name":"Ada"})");
  write_file(path_ + ".tmp", R"({"name":"Gr)");
  open();
  EXPECT_FALSE(temporary_is_there());
  EXPECT_EQ(get(*store_, "name"), "Ada");
}

TEST_F(AtomicSnapshotStoreTest, goes_on_when_a_change_could_not_be_written) {
  open();
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  for (const auto* call : {"open data.tmp replace", "write data.tmp", "rename data.tmp data"}) {
    files_.fail(call, ErrorCode::no_space);
    EXPECT_THAT(store_->set("name", "Grace"), fails_with(ErrorCode::no_space)) << call;
    EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("name", "Ada")));
    EXPECT_EQ(read_file(path_), R"({"name":"Ada"})");
    EXPECT_FALSE(temporary_is_there());
  }
  EXPECT_THAT(store_->set("name", "Grace"), is_ok());
  EXPECT_EQ(read_file(path_), R"({"name":"Grace"})");
}

TEST_F(AtomicSnapshotStoreTest, refuses_changes_after_a_failed_sync) {
  for (const auto* call : {"sync data.tmp", "sync_dir"}) {
    open();
    EXPECT_THAT(store_->set("name", "Ada"), is_ok());
    files_.fail(call);
    EXPECT_THAT(store_->set("name", "Grace"), fails_with(ErrorCode::io_failed)) << call;
    EXPECT_THAT(store_->set("name", "Grace"), fails_with(ErrorCode::refused)) << call;
    EXPECT_THAT(store_->sync(), fails_with(ErrorCode::refused)) << call;
    EXPECT_EQ(get(*store_, "name"), "Ada") << call;
  }
}

TEST_F(AtomicSnapshotStoreTest, writes_again_what_open_could_not_sync) {
  write_file(path_, R"({"name":"Ada"})");
  files_.fail("sync data");
  EXPECT_THAT(try_open(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(files_.take_calls(), IsSupersetOf({"sync data", "read data", "write data"}));
  open();
  EXPECT_EQ(get(*store_, "name"), "Ada");
}

TEST_F(AtomicSnapshotStoreTest, says_that_its_file_is_corrupt_and_leaves_it) {
  write_file(path_, R"({"name":"Ada)");
  EXPECT_THAT(try_open(), fails_with(ErrorCode::corrupt));
  EXPECT_EQ(read_file(path_), R"({"name":"Ada)");
}

}  // namespace
}  // namespace powercut
