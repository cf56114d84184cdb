// Litmus: runs a few calls, and lists exactly the states that a model may leave of them; for tests.
//
//   Litmus litmus;
//   litmus.create("a").write("a", 0, "xy").sync("a").sync_dir("/");
//   EXPECT_THAT(litmus.states("synced-only"), ElementsAre("0 -", "1 -", "2 -", "3 -", "4 a=xy"));
//
// Each state is written as its crash point and its disk_text(). The given rules make calls fail: an
// injected error is expected there, and nowhere else.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "faultfs/states/walk.h"
#include "powercut/faultfs/disk_text.h"
#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

class Litmus {
 public:
  explicit Litmus(std::initializer_list<const char*> rules = {}) : injector_(parsed(rules)) {}

  Litmus& create(const char* path) { return done(files_.open(path, OpenMode::create)); }
  Litmus& replace(const char* path) { return done(files_.open(path, OpenMode::replace)); }
  Litmus& write(const char* path, std::uint64_t offset, std::string_view text) {
    return done(open(path)->write(offset, as_bytes(text)));
  }
  Litmus& truncate(const char* path, std::uint64_t size) {
    return done(open(path)->truncate(size));
  }
  Litmus& allocate(const char* path, std::uint64_t size) {
    return done(open(path)->allocate(size));
  }
  Litmus& reserve(const char* path, std::uint64_t size) { return done(open(path)->reserve(size)); }
  Litmus& sync(const char* path) { return done(open(path)->sync()); }
  Litmus& sync_data(const char* path) { return done(open(path)->sync_data()); }
  Litmus& sync_dir(const char* path) { return done(files_.sync_dir(path)); }
  Litmus& make_dir(const char* path) { return done(files_.make_dir(path)); }
  Litmus& remove(const char* path) { return done(files_.remove(path)); }
  Litmus& rename(const char* source, const char* target) {
    return done(files_.rename(source, target));
  }
  Litmus& link(const char* source, const char* target) { return done(files_.link(source, target)); }

  // Gives a file in the root a second name there, as a crash in a rename may; only before
  // remount().
  Litmus& also_named(const char* name, const char* other) {
    disk_.set_entry(root_inode, other, disk_.find(root_inode, name));
    return *this;
  }

  // Makes all that was done so far the disk at the mount.
  Litmus& remount() {
    base_ = disk_;
    trace_ = Trace();
    return *this;
  }

  std::vector<std::string> states(std::string_view model) const {
    return states(model, {0, static_cast<std::uint32_t>(trace_.size())});
  }
  std::vector<std::string> states(std::string_view model, CallRange range) const {
    std::vector<std::string> texts;
    walk(*find_persistence_model(model), trace_, base_, range,
         [&](const CrashStates& states, const Choice& choice, const Disk& disk) {
           texts.push_back(to_text(states.point(choice)) + " " + disk_text(disk));
         });
    return texts;
  }
  std::string last_state(std::string_view model) const { return states(model).back(); }

  // The images that may be on the disk once the last call has returned, each once.
  std::set<std::string> left(const PersistenceModel& model) const { return left(model, true); }
  std::set<std::string> left(std::string_view model) const {
    return left(*find_persistence_model(model));
  }
  // The same, while the last call is under way, if the model has states of it.
  std::set<std::string> left_within(const PersistenceModel& model) const {
    return left(model, false);
  }
  std::set<std::string> left_within(std::string_view model) const {
    return left_within(*find_persistence_model(model));
  }
  std::string cache() const { return disk_text(disk_); }
  const Trace& trace() const { return trace_; }
  const Disk& base() const { return base_; }

 private:
  std::set<std::string> left(const PersistenceModel& model, bool returned) const {
    std::set<std::string> texts;
    auto size = static_cast<std::uint32_t>(trace_.size());
    walk(model, trace_, base_, {size - 1, size},
         [&](const CrashStates& states, const Choice& choice, const Disk& disk) {
           if (states.point(choice).returned() == returned) texts.insert(disk_text(disk));
         });
    return texts;
  }

  static std::vector<FaultRule> parsed(std::initializer_list<const char*> texts) {
    std::vector<FaultRule> rules;
    for (const char* text : texts) rules.push_back(parse_fault_rule(text).value());
    return rules;
  }

  std::unique_ptr<File> open(const char* path) {
    auto opened = files_.open(path, OpenMode::write);
    EXPECT_TRUE(opened.ok()) << path;
    return std::move(*opened);
  }

  template <typename T>
  Litmus& done(const Result<T>& result) {
    EXPECT_EQ(result.ok(), injector_.struck() == struck_);
    struck_ = injector_.struck();
    return *this;
  }

  Disk base_;
  Disk disk_;
  Trace trace_;
  Injector injector_;
  FaultFileSystem files_{disk_, {.trace = &trace_, .injector = &injector_, .base = &base_}};
  std::uint64_t struck_ = 0;
};

}  // namespace powercut
