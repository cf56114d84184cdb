// A LogStore that goes on in a second log instead of compacting the first, and forgets what LevelDB
// forgot: that a sync of the second says nothing of the first.
//
//   <path>.old  the first log, from a roll to the next open, which makes one log of the two
//
// A crash can leave the later of two changes without the earlier one.
#ifdef POWERCUT_MUTANTS

#include "engine/io/macros.h"
#include "engine/log/log_scanner.h"
#include "engine/log/log_store.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

// Two files as one: the first up to `first_bytes`, then the second, which alone still changes.
class RolledFile : public File {
 public:
  RolledFile(std::unique_ptr<File> first, std::uint64_t first_bytes, std::unique_ptr<File> second)
      : first_(std::move(first)), first_bytes_(first_bytes), second_(std::move(second)) {}

  Result<std::size_t> read(std::uint64_t offset, MutableBytes target) override {
    if (offset >= first_bytes_) return second_->read(offset - first_bytes_, target);
    const std::uint64_t left = first_bytes_ - offset;
    return first_->read(offset, target.first(std::min<std::uint64_t>(left, target.size())));
  }
  Result<std::size_t> write(std::uint64_t offset, Bytes source) override {
    CHECK(offset >= first_bytes_);
    return second_->write(offset - first_bytes_, source);
  }
  Result<void> truncate(std::uint64_t size) override {
    CHECK(size >= first_bytes_);
    return second_->truncate(size - first_bytes_);
  }
  Result<void> allocate(std::uint64_t size) override {
    CHECK(size >= first_bytes_);
    return second_->allocate(size - first_bytes_);
  }
  Result<void> reserve(std::uint64_t size) override {
    CHECK(size >= first_bytes_);
    return second_->reserve(size - first_bytes_);
  }
  Result<void> sync() override { return second_->sync(); }  // the bug
  Result<void> sync_data() override { return second_->sync_data(); }
  Result<std::uint64_t> size() override {
    TRY_ASSIGN(const std::uint64_t second_bytes, second_->size());
    return first_bytes_ + second_bytes;
  }

 private:
  std::unique_ptr<File> first_;
  std::uint64_t first_bytes_;
  std::unique_ptr<File> second_;
};

Result<void> append_file(File& source, std::uint64_t bytes, File& target) {
  std::string copy(bytes, '\0');
  TRY_ASSIGN(const std::size_t count, read_full(source, 0, as_mutable_bytes(copy)));
  TRY_ASSIGN(const std::uint64_t end, target.size());
  return write_full(target, end, as_bytes(copy).first(count));
}

}  // namespace

// Once for each open; names are as durable as they should be.
Result<void> LogStore::roll() {
  FileSystem& files = environment_.files;
  if (files.open(old_path(), OpenMode::read).ok()) return {};
  TRY_ASSIGN(std::unique_ptr<File> first_writer, files.open(path_, OpenMode::write));
  std::unique_ptr<File> second;
  std::unique_ptr<File> second_reader;
  const Result<void> opened = [&]() -> Result<void> {
    TRY(files.rename(path_, old_path()));
    TRY_ASSIGN(second, files.open(path_, OpenMode::create));
    TRY_ASSIGN(second_reader, files.open(path_, OpenMode::read));
    return {};
  }();
  if (!opened.ok()) {
    const Result<void> undone = files.rename(old_path(), path_);
    if (!undone.ok() && undone.error().code != ErrorCode::not_found) writer_.poison();
    return opened;
  }
  const Result<void> named = sync_parent();
  if (!named.ok()) writer_.poison();

  const std::uint64_t tail = writer_.tail();
  read_file_ = std::make_unique<RolledFile>(std::move(read_file_), tail, std::move(second_reader));
  writer_.use(std::make_unique<RolledFile>(std::move(first_writer), tail, std::move(second)), tail);
  return named;
}

// The good records of the first log, then the second. A crash in between leaves both, or the first
// and the two as one, which say the same.
Result<void> LogStore::merge_rolled() {
  FileSystem& files = environment_.files;
  const Result<std::unique_ptr<File>> first = files.open(old_path(), OpenMode::read);
  if (!first.ok()) {
    return first.error().code == ErrorCode::not_found ? Result<void>() : first.error();
  }
  TRY_ASSIGN(const std::uint64_t first_bytes, (*first)->size());
  LogScanner scanner(**first, first_bytes);
  TRY(scanner.for_each([](const LogScanner::Entry&) {}));
  TRY_ASSIGN(const std::unique_ptr<File> second, files.open(path_, OpenMode::create));
  TRY_ASSIGN(const std::uint64_t second_bytes, second->size());

  TRY_ASSIGN(const std::unique_ptr<File> merged, files.open(compact_path_, OpenMode::replace));
  TRY(append_file(**first, scanner.end(), *merged));
  TRY(append_file(*second, second_bytes, *merged));
  TRY(merged->sync());
  TRY(files.rename(compact_path_, path_));
  TRY(sync_parent());
  return files.remove(old_path());
}

}  // namespace powercut

#endif
