#include "harness/run/line_store_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "engine/io/macros.h"
#include "powercut/harness/check_store.h"
#include "powercut/io/transfer.h"

namespace powercut {

namespace {

constexpr std::string_view lines_name = "lines";
constexpr std::string_view stray_name = "stray";
constexpr std::string_view journal_name = "journal";
constexpr std::size_t stray_bytes = 40;

}  // namespace

Result<std::unique_ptr<Store>> LineStore::open(Environment& environment, Flaw flaw) {
  std::unique_ptr<LineStore> store(new LineStore(environment.files, flaw));
  TRY(store->recover());
  return std::unique_ptr<Store>(std::move(store));
}

Result<void> LineStore::recover() {
  TRY_ASSIGN(file_, files_.open(lines_name, OpenMode::create));
  TRY(file_->sync());
  TRY(files_.sync_dir("/"));
  TRY(take_stray());
  if (has(Flaw::counts_on_a_note)) TRY(take_note());
  TRY_ASSIGN(std::string lines, read(lines_name));
  std::string_view whole = std::string_view(lines).substr(0, lines.rfind('\n') + 1);
  end_ = whole.size();
  if (whole.size() < lines.size()) TRY(repair(whole));
  lines.resize(end_);
  TRY(take_journal(lines));
  replay(lines);
  if (has(Flaw::goes_on_with_old_file)) {  // now the disk tells no more whether there was a repair
    TRY(mark("opened"));
    TRY(unmark("opened"));
  }
  static std::atomic<int> opens = 0;
  if (has(Flaw::remembers_other_opens) && ++opens % 5 == 0) map_.clear();
  return {};
}

Result<void> LineStore::repair(std::string_view whole) {
  if (has(Flaw::goes_on_with_old_file)) return replace_file(whole);
  if (has(Flaw::gives_up_at_third_try)) return repair_or_give_up(whole, 3);
  if (has(Flaw::gives_up_at_fifth_try)) return repair_or_give_up(whole, 5);
  if (has(Flaw::forgets_to_sync)) {
    TRY_ASSIGN(bool was_begun, exists("begun"));
    syncs_ = !was_begun;
    TRY(mark("begun"));
  }
  if (has(Flaw::repairs_in_place)) {
    TRY(file_->truncate(0));
    TRY(write_full(*file_, 0, as_bytes(whole)));
  } else {
    TRY(file_->truncate(whole.size()));
  }
  TRY(file_->sync());
  return unmark("begun");
}

Result<void> LineStore::replace_file(std::string_view whole) {
  TRY(files_.remove(lines_name));
  TRY_ASSIGN(auto file, files_.open(lines_name, OpenMode::create));
  TRY(write_full(*file, 0, as_bytes(whole)));
  TRY(file->sync());
  return files_.sync_dir("/");
}

// The marks, one for each try, tell how often it was begun.
Result<void> LineStore::repair_or_give_up(std::string_view whole, int tries) {
  std::vector<std::string> marks;
  for (bool was_begun = true; was_begun;) {
    if (static_cast<int>(marks.size()) == tries - 1) return empty();
    marks.push_back("begun " + std::to_string(marks.size() + 1));
    TRY_ASSIGN(was_begun, exists(marks.back()));
  }
  TRY(mark(marks.back()));
  TRY(file_->truncate(whole.size()));
  TRY(file_->sync());
  for (; !marks.empty(); marks.pop_back()) TRY(unmark(marks.back()));
  return {};
}

Result<void> LineStore::empty() {
  end_ = 0;
  TRY(file_->truncate(0));
  return file_->sync();
}

Result<void> LineStore::take_journal(std::string& lines) {
  TRY_ASSIGN(bool is_there, exists(journal_name));
  if (!is_there) return {};
  TRY_ASSIGN(std::string journal, read(journal_name));
  if (journal.ends_with('\n')) {
    TRY(write_full(*file_, end_, as_bytes(journal)));
    lines += journal;
    end_ += journal.size();
  }
  return unmark(journal_name);
}

Result<void> LineStore::take_stray() {
  TRY_ASSIGN(bool is_there, exists(stray_name));
  if (has(Flaw::renames_strays) && is_there) {
    TRY(files_.rename(stray_name, "old stray"));
    TRY(files_.sync_dir("/"));
  }
  if (has(Flaw::links_strays) && is_there) {
    TRY(unmark("old stray"));
    TRY(files_.link(stray_name, "old stray"));
    TRY(files_.remove(stray_name));
    TRY(files_.sync_dir("/"));
  }
  bool has_other_name = has(Flaw::renames_strays) || has(Flaw::links_strays);
  if (has_other_name) return unmark("old stray");
  if (!has(Flaw::reads_stray_when_twice)) return unmark(stray_name);
  TRY_ASSIGN(bool was_interrupted, exists("opening"));
  if (is_there && was_interrupted) {
    TRY_ASSIGN(std::string stray, read(stray_name));
    if (stray.size() == stray_bytes) TRY(empty());
  }
  if (is_there && !was_interrupted) TRY(mark("opening"));
  TRY(unmark(stray_name));
  return unmark("opening");
}

// Right is only ever 1 if left is. Nobody asks for the content of the note.
Result<void> LineStore::take_note() {
  auto read_bit = [](File& file) -> Result<char> {
    char bit = '0';
    TRY(file.read(0, as_mutable_bytes(std::span(&bit, 1))));
    return bit;
  };
  TRY_ASSIGN(auto left, files_.open("left", OpenMode::create));
  TRY_ASSIGN(auto right, files_.open("right", OpenMode::create));
  TRY(left->sync());
  TRY(right->sync());
  TRY(files_.sync_dir("/"));
  TRY_ASSIGN(char left_bit, read_bit(*left));
  TRY_ASSIGN(char right_bit, read_bit(*right));
  if (left_bit == '0' && right_bit == '1') return empty();
  TRY_ASSIGN(bool is_dirty, exists("dirty"));
  if (is_dirty) TRY(repair_with_note(*left, *right, left_bit == '1'));
  for (File* file : {right.get(), left.get()}) {
    TRY(write_full(*file, 0, as_bytes("0")));
    TRY(file->sync());
  }
  return {};
}

// Where overwrites are durable before appends, and these before all that follows, left is before
// right; unless the note is long enough to be overwritten. A repair that was interrupted syncs.
Result<void> LineStore::repair_with_note(File& left, File& right, bool was_interrupted) {
  TRY_ASSIGN(auto note, files_.open("note", OpenMode::create));
  TRY(write_full(left, 0, as_bytes("1")));
  if (was_interrupted) TRY(left.sync());
  TRY(write_full(*note, 0, as_bytes(std::string(stray_bytes, 'r'))));
  TRY(write_full(right, 0, as_bytes("1")));
  TRY(right.sync());
  TRY(left.sync());
  TRY(note->sync());
  return unmark("dirty");
}

// Short at first, then long.
Result<void> LineStore::write_note() {
  TRY(mark("dirty"));
  TRY_ASSIGN(auto note, files_.open("note", OpenMode::replace));
  for (std::size_t bytes : {stray_bytes / 2, stray_bytes * 2}) {
    TRY(write_full(*note, 0, as_bytes(std::string(bytes, 'n'))));
    TRY(note->sync());
    TRY(files_.sync_dir("/"));
  }
  return unmark("dirty");
}

Result<bool> LineStore::exists(std::string_view name) {
  TRY_ASSIGN(auto names, files_.list("/"));
  return std::ranges::find(names, name) != names.end();
}

Result<std::string> LineStore::read(std::string_view name) {
  TRY_ASSIGN(auto file, files_.open(name, OpenMode::read));
  TRY_ASSIGN(std::uint64_t size, file->size());
  std::string text(size, '\0');
  TRY(read_full(*file, 0, as_mutable_bytes(text)));
  return text;
}

Result<void> LineStore::mark(std::string_view name) {
  TRY(files_.open(name, OpenMode::create));
  return files_.sync_dir("/");
}

Result<void> LineStore::unmark(std::string_view name) {
  TRY_ASSIGN(bool is_there, exists(name));
  if (!is_there) return {};
  TRY(files_.remove(name));
  return files_.sync_dir("/");
}

void LineStore::replay(std::string_view lines) {
  while (!lines.empty()) {
    std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    std::size_t equals = std::min(line.find('='), line.size());
    std::string_view value = line.substr(std::min(equals + 1, line.size()));
    map_.insert_or_assign(std::string(line.substr(0, equals)), std::string(value));
  }
}

Result<void> LineStore::set(std::string_view key, std::string_view value) {
  std::string line = std::string(key) + "=" + std::string(value) + "\n";
  bool has_stray = has(Flaw::leaves_strays) || has(Flaw::renames_strays) ||
                   has(Flaw::links_strays) || has(Flaw::reads_stray_when_twice);
  if (has(Flaw::counts_on_a_note) && ++sets_ == 2) TRY(write_note());
  if (has_stray) {
    TRY_ASSIGN(auto stray, files_.open(stray_name, OpenMode::replace));
    TRY(write_full(*stray, 0, as_bytes(std::string(stray_bytes, value.front()))));
  }
  if (has(Flaw::shows_before_syncing)) {
    TRY_ASSIGN(auto journal, files_.open(journal_name, OpenMode::replace));
    TRY(write_full(*journal, 0, as_bytes(line)));
    TRY(journal->sync());
    TRY(files_.sync_dir("/"));
  }
  TRY(write_full(*file_, end_, as_bytes(line)));
  if (syncs_) TRY(file_->sync());
  if (has(Flaw::shows_before_syncing)) TRY(unmark(journal_name));
  if (has_stray) TRY(unmark(stray_name));
  end_ += line.size();
  map_.insert_or_assign(std::string(key), std::string(value));
  return {};
}

Result<bool> LineStore::get(std::string_view key, std::string& value) {
  return get_from(map_, key, value);
}

Result<bool> LineStore::remove(std::string_view) { return Error{ErrorCode::unsupported}; }

Result<void> LineStore::scan(const KeyRange& range, const ScanVisitor& visit) {
  scan_map(map_, range, visit);
  return {};
}

StoreUnderTest line_store(Flaw flaw) {
  return {.name = "lines",
          .summary = "one file of lines",
          .open = [=](Environment& environment) { return LineStore::open(environment, flaw); },
          .clauses = Clauses::all()};
}

namespace {

// Goal: a flawed store is caught for its flaw. Method: without any, and with strays that nobody
// reads, it holds wherever a line that is there in part has its front.
TEST(LineStore, holds_without_a_flaw) {
  for (Flaw flaw : {Flaw::none, Flaw::leaves_strays, Flaw::renames_strays, Flaw::links_strays}) {
    CheckResult result = check_store(
        line_store(flaw), {.workloads = {"=set(a=1),set(b=2),set(a=3),kill,set(c=4)"},
                           .models = {"in-order", "synced-only", "ext4-journal", "ext4"}});
    EXPECT_TRUE(result.holds()) << result;
  }
}

}  // namespace
}  // namespace powercut
