// Goal: each way in which a store can fail on an image is seen, and the image is left as it was.
// Method: a good image made by a toy without a defect, examined with toys that have one.
#include "harness/explore/examiner.h"

#include <gtest/gtest.h>

#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/toy_store_test.h"
#include "powercut/faultfs/disk_text.h"

namespace powercut {
namespace {

// Shows the key "probe" beside those that it holds, and has it nowhere.
class ShowsProbe : public Store {
 public:
  explicit ShowsProbe(std::unique_ptr<Store> store) : store_(std::move(store)) {
    EXPECT_TRUE(store_
                    ->scan({},
                           [&](std::string_view key, std::string_view value) {
                             shown_.insert_or_assign(std::string(key), std::string(value));
                             return true;
                           })
                    .ok());
    shown_.insert_or_assign("probe", "shown");
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(shown_, key, value);
  }
  Result<bool> remove(std::string_view key) override { return store_->remove(key); }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(shown_, range, visit);
    return {};
  }
  Result<void> close() override { return store_->close(); }

 private:
  std::unique_ptr<Store> store_;
  OrderedMap shown_;
};

class ExaminerTest : public testing::Test {
 protected:
  ExaminerTest() {
    FaultFileSystem files(image_);
    VirtualTime time;
    Environment environment{files, time, time};
    auto store = toy_store(Defect::none).open(environment);
    EXPECT_TRUE(store.ok() && (*store)->set("city", "London").ok() &&
                (*store)->set("name", "Ada").ok() && (*store)->remove("city").ok() &&
                (*store)->close().ok());
    add_step("city", "London");
    add_step("name", "Ada");
    add_step("city", std::nullopt);
  }

  void add_step(const char* key, std::optional<std::string> value) {
    history_.steps.push_back({.changes = {{history_.keys.number(key), std::move(value)}},
                              .outcome = Outcome::acknowledged,
                              .finished_calls = 0});
  }

  // "lost name", or "none".
  std::string examine(const StoreUnderTest& store) {
    Oracle oracle(history_, true);
    auto all = static_cast<std::uint32_t>(history_.steps.size());
    oracle.expect({.calls = 0, .must = all, .finished = all, .invoked = all});
    std::string before = disk_text(image_);
    Examiner examiner(store, history_.keys);
    auto violation = examiner.examine(image_, oracle);
    EXPECT_EQ(disk_text(image_), before);
    if (!violation) return "none";
    EXPECT_NE(violation->expected, "");
    EXPECT_NE(violation->found, "");
    std::string text(name_of(violation->kind));
    return violation->key ? text + " " + *violation->key : text;
  }

  void cut_image(std::uint64_t bytes) {
    InodeId file = image_.find(root_inode, "toy");
    image_.resize(file, image_.contents(file).size() - bytes);
  }

  Disk image_;
  History history_{KeyTable({"city", "name", "probe", "probe~"})};
};

TEST_F(ExaminerTest, finds_nothing_where_all_is_well) {
  EXPECT_EQ(examine(toy_store(Defect::none)), "none");
  EXPECT_EQ(examine(toy_store(Defect::none, SyncPolicy::everysec)), "none");
  EXPECT_EQ(examine(toy_store(Defect::none, SyncPolicy::never)), "none");
}

TEST_F(ExaminerTest, names_what_is_lost_undone_or_invented) {
  EXPECT_EQ(examine(toy_store(Defect::skips_every_third_record)), "undone city");
  EXPECT_EQ(examine(toy_store(Defect::skips_removals)), "undone city");
  EXPECT_EQ(examine(toy_store(Defect::spoils_a_value)), "invented name");
  cut_image(1);
  EXPECT_EQ(examine(toy_store(Defect::none)), "undone city");
}

TEST_F(ExaminerTest, names_what_was_acknowledged_and_never_written) {
  add_step("name", "Grace");
  EXPECT_EQ(examine(toy_store(Defect::none)), "lost name");
}

// Goal: a key that nobody ever wrote is not asked for by any get. Method: only the scan shows it.
TEST_F(ExaminerTest, sees_an_invented_key_by_the_scan) {
  EXPECT_EQ(examine(toy_store(Defect::invents_a_key)), "invented ghost");
}

TEST_F(ExaminerTest, sees_stores_that_do_not_open_or_do_not_read) {
  StoreUnderTest broken = toy_store(Defect::none);
  broken.open = [](Environment&) -> Result<std::unique_ptr<Store>> {
    return Error{ErrorCode::corrupt};
  };
  EXPECT_EQ(examine(broken), "unopenable");
  history_.steps[1].changes[0].value = "Charles";
  Disk empty;
  std::swap(image_, empty);
  FaultFileSystem files(image_);
  VirtualTime time;
  Environment environment{files, time, time};
  {
    auto store = toy_store(Defect::none).open(environment);
    ASSERT_TRUE(store.ok() && (*store)->set("name", "Charles").ok());
  }
  EXPECT_EQ(examine(toy_store(Defect::none)), "none");
  EXPECT_EQ(examine(toy_store(Defect::cannot_read_long_values)), "unreadable name");
}

// Goal: keys that were found must stay when the store is used again. Method: a close that cuts off
// the new record, a tail that new records go behind, and a store that opens once only.
TEST_F(ExaminerTest, sees_stores_that_change_when_they_go_on) {
  EXPECT_EQ(examine(toy_store(Defect::forgets_when_closed)), "unstable probe~~");

  InodeId file = image_.find(root_inode, "toy");
  image_.write(file, image_.contents(file).size(), as_bytes("torn"));
  EXPECT_EQ(examine(toy_store(Defect::none)), "none");
  EXPECT_EQ(examine(toy_store(Defect::appends_behind_torn_tails)), "unstable probe~~");

  StoreUnderTest opens_once = toy_store(Defect::none);
  opens_once.open = [](Environment& environment) -> Result<std::unique_ptr<Store>> {
    if (environment.files.open("opened", OpenMode::read).ok()) return Error{ErrorCode::corrupt};
    TRY(environment.files.open("opened", OpenMode::create));
    return ToyStore::open(environment, SyncPolicy::always, Defect::none);
  };
  EXPECT_EQ(examine(opens_once), "unstable");
}

// Goal: the second half of an examination is done once for a disk, and again where something else
// was found before. Method: two images with torn tails of different lengths, which are cut to the
// same disk, by a store whose opens are counted.
TEST_F(ExaminerTest, goes_on_once_from_a_disk_that_two_images_are_recovered_to) {
  int opens = 0;
  StoreUnderTest counting = toy_store(Defect::none);
  counting.open = [&](Environment& environment) -> Result<std::unique_ptr<Store>> {
    ++opens;
    return ToyStore::open(environment, SyncPolicy::always, Defect::none);
  };
  Examiner examiner(counting, history_.keys, true);
  InodeId file = image_.find(root_inode, "toy");
  const std::uint64_t whole = image_.contents(file).size();
  std::vector<int> opens_of;
  for (const char* torn : {"t", "to", "t"}) {
    image_.resize(file, whole);
    image_.write(file, whole, as_bytes(torn));
    int before = opens;
    Examination examination = examiner.run(image_, {.lives_on = true});
    EXPECT_FALSE(examination.opening_violation || examination.later_violation) << torn;
    opens_of.push_back(opens - before);
  }
  EXPECT_EQ(opens_of, (std::vector<int>{3, 1, 1}));
}

// Canary: without the values that were found in the key, the second image would be judged as the
// first. Its store has shown at its first open what is not on the disk.
TEST_F(ExaminerTest, goes_on_again_where_something_else_was_found) {
  bool shows_more = false;
  StoreUnderTest store = toy_store(Defect::none);
  store.open = [&](Environment& environment) -> Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(auto opened, ToyStore::open(environment, SyncPolicy::always, Defect::none));
    if (!shows_more) return opened;
    shows_more = false;
    return std::unique_ptr<Store>(std::make_unique<ShowsProbe>(std::move(opened)));
  };
  Examiner examiner(store, history_.keys, true);
  EXPECT_FALSE(examiner.run(image_, {}).later_violation.has_value());
  shows_more = true;
  EXPECT_TRUE(examiner.run(image_, {}).later_violation.has_value());
}

}  // namespace
}  // namespace powercut
