// How a journal is opened.
#include "engine/io/macros.h"
#include "harness/canary/wrong_stores/journaled_test.h"

#include <algorithm>

namespace powercut {

namespace {

std::size_t count_in(std::string_view bytes) {
  return static_cast<unsigned char>(bytes[0]) | std::size_t{static_cast<unsigned char>(bytes[1])}
                                                    << 8U;
}

}  // namespace

Result<void> Journaled::recover() {
  TRY(files_.sync_dir("/"));
  TRY(load_snapshot());
  TRY_ASSIGN(bool is_torn, load_journal());
  TRY(remove_others());
  if (!is_torn) return {};
  TRY(begin_generation(true));
  return has(JournalFlaw::cleaned_by_recovery) ? write_clean_mark() : Result<void>();
}

// Files that a crash left are not whole.
Result<void> Journaled::load_snapshot() {
  TRY_ASSIGN(auto names, files_.list("/"));
  std::string newest;
  std::string content;
  for (const std::string& name : names) {
    if (!name.starts_with("snapshot-")) continue;
    TRY_ASSIGN(std::string bytes, read_synced(name));
    auto frame = frame_at(bytes);
    if (!frame) continue;
    bool is_newer = has(JournalFlaw::newest_by_text) ? name > newest : frame->number >= generation_;
    if (!is_newer) continue;
    newest = name;
    content = frame->value;
    generation_ = frame->number;
  }
  replay(content);
  return {};
}

// Returns whether it is torn.
Result<bool> Journaled::load_journal() {
  TRY_ASSIGN(std::string clean, take_clean_mark());
  TRY_ASSIGN(journal_, files_.open(journal_path(generation_), OpenMode::create));
  TRY(files_.sync_dir("/"));
  TRY_ASSIGN(std::string journal, read_synced(journal_path(generation_)));
  auto mark = frame_at(clean, salt_of(generation_));
  std::string_view good = journal;
  if (mark) good = good.substr(0, mark->number);
  end_ = replay(good);
  return end_ != journal.size();
}

// Returns where the last whole change ends.
std::uint64_t Journaled::replay(std::string_view changes) {
  std::uint64_t at = 0;
  std::uint64_t end = 0;
  std::size_t missing = 0;
  Batch batch;
  while (auto frame = frame_at(changes.substr(at), salt_of(generation_))) {
    at += frame->bytes();
    if (frame->kind == FrameKind::batch) {
      missing = count_in(frame->value);
      continue;
    }
    if (frame->sets()) {
      batch.set(frame->key, frame->value);
    } else {
      batch.remove(frame->key);
    }
    if (missing > 1) {
      --missing;
      continue;
    }
    missing = 0;
    apply_to(map_, batch);
    batch.clear();
    end = at;
  }
  return end;
}

// Bytes that a close has synced need no second look. The mark must be gone before anything changes.
Result<std::string> Journaled::take_clean_mark() {
  TRY_ASSIGN(auto names, files_.list("/"));
  if (!std::ranges::count(names, "clean")) return std::string();
  TRY_ASSIGN(std::string mark, read_synced("clean"));
  TRY(files_.remove("clean"));
  TRY(files_.sync_dir("/"));
  return mark;
}

Result<void> Journaled::write_clean_mark() {
  std::string mark;
  append_frame({FrameKind::header, end_}, mark, salt_of(generation_));
  TRY_ASSIGN(auto file, files_.open("clean", OpenMode::replace));
  TRY(write_full(*file, 0, as_bytes(mark)));
  TRY(file->sync());
  return sync_names();
}

// A process that was killed may have left it in the cache alone; it is read from now on.
Result<std::string> Journaled::read_synced(const std::string& path) {
  TRY_ASSIGN(auto file, files_.open(path, OpenMode::write));
  Result<void> synced = file->sync();
  if (!synced.ok()) {
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(*file, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced.error();
  }
  TRY_ASSIGN(std::uint64_t size, file->size());
  std::string bytes(size, '\0');
  TRY(read_full(*file, 0, as_mutable_bytes(bytes)));
  return bytes;
}

Result<void> Journaled::remove_others() {
  TRY_ASSIGN(auto names, files_.list("/"));
  for (const std::string& name : names) {
    bool is_ours = name.starts_with("snapshot-") || name.starts_with("journal-");
    bool is_current = name == snapshot_path(generation_) || name == journal_path(generation_);
    if (is_ours && !is_current) TRY(files_.remove(name));
  }
  return {};
}

}  // namespace powercut
