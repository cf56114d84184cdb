// Goal: a forwarding class hands on every call of its interface. Method: each call of a mock is
// made through it, and as many calls are tried as the interface's header declares.
#include "powercut/engine/forwarding_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "powercut/io/forwarding_file_system.h"

namespace powercut {
namespace {

using testing::_;
using testing::Return;
using testing::StrictMock;

// The calls of the class, as its header has them: without the destructor.
int calls_of(const std::string& class_name, const char* header) {
  std::ifstream file(header);
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const std::size_t begin = all.find("\nclass " + class_name + " {");
  EXPECT_NE(begin, std::string::npos);
  const std::string of_class = all.substr(begin, all.find("\n};", begin) - begin);
  constexpr std::string_view call = "\n  virtual ";
  int count = 0;
  for (std::size_t place = of_class.find(call); place != std::string::npos;
       place = of_class.find(call, place + call.size())) {
    count += of_class[place + call.size()] == '~' ? 0 : 1;
  }
  return count;
}

class MockStore : public Store {
 public:
  MOCK_METHOD(Result<void>, set, (std::string_view, std::string_view), (override));
  MOCK_METHOD(Result<bool>, get, (std::string_view, std::string&), (override));
  MOCK_METHOD(Result<bool>, contains, (std::string_view), (override));
  MOCK_METHOD(Result<bool>, remove, (std::string_view), (override));
  MOCK_METHOD(Result<void>, apply, (const Batch&), (override));
  MOCK_METHOD(bool, applies_quickly, (std::uint64_t), (const, override));
  MOCK_METHOD(Result<void>, scan, (const KeyRange&, const ScanVisitor&), (override));
  MOCK_METHOD(std::uint64_t, position_of, (std::string_view), (const, override));
  MOCK_METHOD(Result<std::optional<std::uint64_t>>, walk,
              (std::uint64_t, std::size_t, const KeyVisitor&), (override));
  MOCK_METHOD(Result<void>, sync, (), (override));
  MOCK_METHOD(Result<void>, compact, (), (override));
  MOCK_METHOD(StoreStats, stats, (), (const, override));
  MOCK_METHOD(Result<void>, close, (), (override));
};

struct Counted : ForwardingStoreOf<Counted> {
  explicit Counted(std::unique_ptr<Store> store) : ForwardingStoreOf(std::move(store)) {}
  int around() const { return ++guards; }
  mutable int guards = 0;
};

TEST(ForwardingStore, hands_on_every_call_under_a_guard) {
  const Error refused{ErrorCode::refused};
  auto mock = std::make_unique<StrictMock<MockStore>>();
  EXPECT_CALL(*mock, set(_, _)).WillOnce(Return(Result<void>(refused)));
  EXPECT_CALL(*mock, get(_, _)).WillOnce(Return(Result<bool>(true)));
  EXPECT_CALL(*mock, contains(_)).WillOnce(Return(Result<bool>(true)));
  EXPECT_CALL(*mock, remove(_)).WillOnce(Return(Result<bool>(true)));
  EXPECT_CALL(*mock, apply(_)).WillOnce(Return(Result<void>(refused)));
  EXPECT_CALL(*mock, applies_quickly(7)).WillOnce(Return(true));
  EXPECT_CALL(*mock, scan(_, _)).WillOnce(Return(Result<void>(refused)));
  EXPECT_CALL(*mock, position_of(_)).WillOnce(Return(8));
  EXPECT_CALL(*mock, walk(1, 2, _))
      .WillOnce(Return(Result<std::optional<std::uint64_t>>(std::optional<std::uint64_t>(9))));
  EXPECT_CALL(*mock, sync()).WillOnce(Return(Result<void>(refused)));
  EXPECT_CALL(*mock, compact()).WillOnce(Return(Result<void>(refused)));
  EXPECT_CALL(*mock, stats()).WillOnce(Return(StoreStats{.keys = 10}));
  EXPECT_CALL(*mock, close()).WillOnce(Return(Result<void>(refused)));
  Counted store(std::move(mock));
  std::string value;
  EXPECT_FALSE(store.set("a", "1").ok());
  EXPECT_TRUE(*store.get("a", value));
  EXPECT_TRUE(*store.contains("a"));
  EXPECT_TRUE(*store.remove("a"));
  EXPECT_FALSE(store.apply(Batch()).ok());
  EXPECT_TRUE(store.applies_quickly(7));
  EXPECT_FALSE(store.scan({}, [](std::string_view, std::string_view) { return true; }).ok());
  EXPECT_EQ(store.position_of("a"), 8U);
  EXPECT_EQ(**store.walk(1, 2, [](std::string_view) {}), 9U);
  EXPECT_FALSE(store.sync().ok());
  EXPECT_FALSE(store.compact().ok());
  EXPECT_EQ(store.stats().keys, 10U);
  EXPECT_FALSE(store.close().ok());
  EXPECT_EQ(store.guards, calls_of("Store", "include/powercut/engine/store.h"));
}

class MockFile : public File {
 public:
  MOCK_METHOD(Result<std::size_t>, read, (std::uint64_t, MutableBytes), (override));
  MOCK_METHOD(Result<std::size_t>, write, (std::uint64_t, Bytes), (override));
  MOCK_METHOD(Result<void>, truncate, (std::uint64_t), (override));
  MOCK_METHOD(Result<void>, allocate, (std::uint64_t), (override));
  MOCK_METHOD(Result<void>, reserve, (std::uint64_t), (override));
  MOCK_METHOD(Result<void>, fill, (std::uint64_t, Bytes), (override));
  MOCK_METHOD(Result<void>, sync, (), (override));
  MOCK_METHOD(Result<void>, sync_data, (), (override));
  MOCK_METHOD(Result<Bytes>, view, (std::uint64_t, std::size_t, std::string&), (override));
  MOCK_METHOD(Result<std::uint64_t>, size, (), (override));
};

struct SameFile : ForwardingFile {
  explicit SameFile(std::unique_ptr<File> file) : ForwardingFile(std::move(file)) {}
};

TEST(ForwardingFile, hands_on_every_call) {
  int calls = 0;
  auto count = [&](auto answer) {
    return [&calls, answer] {
      ++calls;
      return answer;
    };
  };
  const Result<void> refused = Error{ErrorCode::refused};
  auto mock = std::make_unique<StrictMock<MockFile>>();
  EXPECT_CALL(*mock, read(1, _)).WillOnce(count(Result<std::size_t>(1)));
  EXPECT_CALL(*mock, write(2, _)).WillOnce(count(Result<std::size_t>(2)));
  EXPECT_CALL(*mock, truncate(3)).WillOnce(count(refused));
  EXPECT_CALL(*mock, allocate(4)).WillOnce(count(refused));
  EXPECT_CALL(*mock, reserve(5)).WillOnce(count(refused));
  EXPECT_CALL(*mock, fill(6, _)).WillOnce(count(refused));
  EXPECT_CALL(*mock, sync()).WillOnce(count(refused));
  EXPECT_CALL(*mock, sync_data()).WillOnce(count(refused));
  EXPECT_CALL(*mock, view(7, 8, _)).WillOnce(count(Result<Bytes>(Bytes())));
  EXPECT_CALL(*mock, size()).WillOnce(count(Result<std::uint64_t>(9)));
  SameFile file(std::move(mock));
  std::string buffer;
  EXPECT_EQ(*file.read(1, {}), 1U);
  EXPECT_EQ(*file.write(2, {}), 2U);
  EXPECT_FALSE(file.truncate(3).ok());
  EXPECT_FALSE(file.allocate(4).ok());
  EXPECT_FALSE(file.reserve(5).ok());
  EXPECT_FALSE(file.fill(6, {}).ok());
  EXPECT_FALSE(file.sync().ok());
  EXPECT_FALSE(file.sync_data().ok());
  EXPECT_TRUE(file.view(7, 8, buffer).ok());
  EXPECT_EQ(*file.size(), 9U);
  EXPECT_EQ(calls, calls_of("File", "include/powercut/io/file.h"));
}

class MockFiles : public FileSystem {
 public:
  MOCK_METHOD(Result<std::unique_ptr<File>>, open, (std::string_view, OpenMode), (override));
  MOCK_METHOD(Result<std::unique_ptr<FileLock>>, lock, (std::string_view), (override));
  MOCK_METHOD(Result<void>, remove, (std::string_view), (override));
  MOCK_METHOD(Result<void>, rename, (std::string_view, std::string_view), (override));
  MOCK_METHOD(Result<void>, link, (std::string_view, std::string_view), (override));
  MOCK_METHOD(Result<std::vector<std::string>>, list, (std::string_view), (override));
  MOCK_METHOD(Result<void>, make_dir, (std::string_view), (override));
  MOCK_METHOD(Result<void>, sync_dir, (std::string_view), (override));
};

struct SameFiles : ForwardingFileSystem {
  explicit SameFiles(FileSystem& files) : ForwardingFileSystem(files) {}
};

TEST(ForwardingFileSystem, hands_on_every_call) {
  StrictMock<MockFiles> mock;
  int calls = 0;
  const Error refused{ErrorCode::refused};
  auto refuse = [&](auto&&...) {
    ++calls;
    return refused;
  };
  EXPECT_CALL(mock, open("a", OpenMode::read)).WillOnce(refuse);
  EXPECT_CALL(mock, lock("b")).WillOnce(refuse);
  EXPECT_CALL(mock, remove("c")).WillOnce(refuse);
  EXPECT_CALL(mock, rename("d", "e")).WillOnce(refuse);
  EXPECT_CALL(mock, link("f", "g")).WillOnce(refuse);
  EXPECT_CALL(mock, list("h")).WillOnce(refuse);
  EXPECT_CALL(mock, make_dir("i")).WillOnce(refuse);
  EXPECT_CALL(mock, sync_dir("j")).WillOnce(refuse);
  SameFiles files(mock);
  EXPECT_FALSE(files.open("a", OpenMode::read).ok());
  EXPECT_FALSE(files.lock("b").ok());
  EXPECT_FALSE(files.remove("c").ok());
  EXPECT_FALSE(files.rename("d", "e").ok());
  EXPECT_FALSE(files.link("f", "g").ok());
  EXPECT_FALSE(files.list("h").ok());
  EXPECT_FALSE(files.make_dir("i").ok());
  EXPECT_FALSE(files.sync_dir("j").ok());
  EXPECT_EQ(calls, calls_of("FileSystem", "include/powercut/io/file_system.h"));
}

}  // namespace
}  // namespace powercut
