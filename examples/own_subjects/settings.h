// Settings in two files: `current` names the file that has them. "NAME=VALUE" writes all settings
// to the other file, and then lets `current` name that one.
#pragma once
#include <powercut/harness/subject.h>
#include <powercut/io/transfer.h>

#include <map>
#include <sstream>
#include <string>

class Settings : public powercut::Subject {
 public:
  // The seeded bug: the new file is not synced before `current` names it.
  Settings(powercut::FileSystem& files, bool syncs_first)
      : files_(files), syncs_first_(syncs_first) {}

  powercut::Result<void> recover() {
    POWERCUT_TRY_ASSIGN(name_, read("current"));
    if (name_.empty()) return {};  // there is none yet
    POWERCUT_TRY_ASSIGN(const std::string text, read(name_));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) set(line);
    // Until this name is durable, a power cut may bring back the one that save() writes over.
    POWERCUT_TRY(files_.sync_dir("/"));
    return save();  // what was read may be in the cache alone
  }

  powercut::Result<void> apply(std::string_view operation) override {
    auto before = values_;
    set(operation);
    auto saved = save();
    if (!saved.ok()) values_ = before;
    return saved;
  }

  powercut::Result<std::string> observe() override { return text(); }

 private:
  // Empty, if there is no such file.
  powercut::Result<std::string> read(const std::string& name) {
    auto file = files_.open(name, powercut::OpenMode::read);
    if (!file.ok() && file.error().code == powercut::ErrorCode::not_found) return std::string();
    if (!file.ok()) return file.error();
    POWERCUT_TRY_ASSIGN(const auto size, (*file)->size());
    std::string bytes(size, '\0');
    POWERCUT_TRY(powercut::read_full(**file, 0, powercut::as_mutable_bytes(bytes)));
    return bytes;
  }

  powercut::Result<void> write(const std::string& name, std::string_view bytes, bool syncs) {
    POWERCUT_TRY_ASSIGN(auto file, files_.open(name, powercut::OpenMode::replace));
    POWERCUT_TRY(powercut::write_full(*file, 0, powercut::as_bytes(bytes)));
    if (syncs) POWERCUT_TRY(file->sync());
    return {};
  }

  void set(std::string_view line) {
    const auto equals = line.find('=');
    values_[std::string(line.substr(0, equals))] = line.substr(equals + 1);
  }

  std::string text() const {
    std::string text;
    for (const auto& [name, value] : values_) text += name + "=" + value + "\n";
    return text;
  }

  // After an error nobody knows what `current` names: no more changes until the next open.
  powercut::Result<void> save() {
    if (failed_) return powercut::Error{powercut::ErrorCode::refused};
    failed_ = true;
    const std::string next = name_ == "settings.a" ? "settings.b" : "settings.a";
    POWERCUT_TRY(write(next, text(), syncs_first_));
    POWERCUT_TRY(files_.sync_dir("/"));
    POWERCUT_TRY(write("new", next, true));
    POWERCUT_TRY(files_.rename("new", "current"));
    POWERCUT_TRY(files_.sync_dir("/"));
    name_ = next;
    failed_ = false;
    return {};
  }

  powercut::FileSystem& files_;
  bool syncs_first_, failed_ = false;
  std::string name_;
  std::map<std::string, std::string> values_;
};

inline powercut::SubjectUnderTest settings(std::string name, bool syncs_first) {
  return {.name = std::move(name),
          .summary = "settings in one of two files, and which of them it is",
          .open = [syncs_first](powercut::Environment& environment)
              -> powercut::Result<std::unique_ptr<powercut::Subject>> {
            auto settings = std::make_unique<Settings>(environment.files, syncs_first);
            POWERCUT_TRY(settings->recover());
            return std::unique_ptr<powercut::Subject>(std::move(settings));
          },
          .operations = {"color=#", "size=#"},
          // Where a rename falls apart, `current` may go.
          .fails_under = {"posix-min"}};
}
