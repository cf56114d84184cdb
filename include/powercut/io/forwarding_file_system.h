// ForwardingFile and ForwardingFileSystem: pass each call on to another file or file system. They
// are bases for classes that change a few calls.
//
// A test checks that both pass on every call of their interfaces. Owner: a file owns the other one;
// a file system borrows the other one. Threads: as the other one.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "powercut/io/file_system.h"

namespace powercut {

class ForwardingFile : public File {
 public:
  Result<std::size_t> read(std::uint64_t offset, MutableBytes target) override {
    return file_->read(offset, target);
  }
  Result<std::size_t> write(std::uint64_t offset, Bytes source) override {
    return file_->write(offset, source);
  }
  Result<void> truncate(std::uint64_t size) override { return file_->truncate(size); }
  Result<void> allocate(std::uint64_t size) override { return file_->allocate(size); }
  Result<void> reserve(std::uint64_t size) override { return file_->reserve(size); }
  Result<void> fill(std::uint64_t offset, Bytes source) override {
    return file_->fill(offset, source);
  }
  Result<void> sync() override { return file_->sync(); }
  Result<void> sync_data() override { return file_->sync_data(); }
  Result<Bytes> view(std::uint64_t offset, std::size_t length, std::string& buffer) override {
    return file_->view(offset, length, buffer);
  }
  Result<std::uint64_t> size() override { return file_->size(); }

 protected:
  explicit ForwardingFile(std::unique_ptr<File> file) : file_(std::move(file)) {}

  File& inner() const { return *file_; }

 private:
  std::unique_ptr<File> file_;
};

class ForwardingFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    return files_.open(path, mode);
  }
  Result<std::unique_ptr<FileLock>> lock(std::string_view path) override {
    return files_.lock(path);
  }
  Result<void> remove(std::string_view path) override { return files_.remove(path); }
  Result<void> rename(std::string_view source, std::string_view target) override {
    return files_.rename(source, target);
  }
  Result<void> link(std::string_view source, std::string_view target) override {
    return files_.link(source, target);
  }
  Result<std::vector<std::string>> list(std::string_view path) override {
    return files_.list(path);
  }
  Result<void> make_dir(std::string_view path) override { return files_.make_dir(path); }
  Result<void> sync_dir(std::string_view path) override { return files_.sync_dir(path); }

 protected:
  explicit ForwardingFileSystem(FileSystem& files) : files_(files) {}

  FileSystem& inner() const { return files_; }

 private:
  FileSystem& files_;
};

}  // namespace powercut
