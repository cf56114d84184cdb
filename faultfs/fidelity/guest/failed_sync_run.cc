#include "faultfs/fidelity/guest/failed_sync_run.h"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "faultfs/fidelity/guest/kernel_settings.h"
#include "faultfs/fidelity/litmus/tree_line.h"

namespace powercut {

namespace {

using StepKind = FailedSyncStep::Kind;

std::string error_name() {
  const char* name = strerrorname_np(errno);
  return name != nullptr ? name : std::to_string(errno);
}

// Where the file lies on the disk now, by blocks; blocks without a place yet are left out.
std::set<std::uint64_t> blocks_of(int file) {
  constexpr std::uint32_t extents_max = 64;
  constexpr std::uint32_t no_place = FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC;
  std::vector<std::uint64_t> room((sizeof(fiemap) + extents_max * sizeof(fiemap_extent)) / 8);
  auto* map = reinterpret_cast<fiemap*>(room.data());
  map->fm_length = FIEMAP_MAX_OFFSET;
  map->fm_extent_count = extents_max;
  check(ioctl(file, FS_IOC_FIEMAP, map), "FIEMAP");
  std::set<std::uint64_t> blocks;
  for (std::uint32_t number = 0; number < map->fm_mapped_extents; ++number) {
    const fiemap_extent& extent = map->fm_extents[number];
    if ((extent.fe_flags & no_place) != 0) continue;
    const std::uint64_t end = extent.fe_physical + extent.fe_length;
    for (std::uint64_t at = extent.fe_physical; at < end; at += BlockImage::block_bytes) {
      blocks.insert(at / BlockImage::block_bytes);
    }
  }
  return blocks;
}

}  // namespace

FailedSyncRun::~FailedSyncRun() {
  for (const auto& [name, file] : handles_) close(file);
}

std::vector<std::string> FailedSyncRun::perform(const FailedSyncProgram& program) {
  std::vector<std::string> answers;
  for (const FailedSyncStep& step : program.steps) {
    answers.push_back(answer_to(step));
    for (std::size_t call = 0; call < step.calls(); ++call) disk_.mark();
  }
  return answers;
}

std::string FailedSyncRun::answer_to(const FailedSyncStep& step) {
  switch (step.kind) {
    case StepKind::call:
      return perform(step) ? "ok" : error_name();
    case StepKind::read:
      return read_all(step);
    case StepKind::drop_caches:
      drop_caches();
      return "-";
    case StepKind::write_back:
      hurry_flusher();
      return "-";
    case StepKind::refuse:
    case StepKind::refuse_place:
    case StepKind::refuse_others:
    case StepKind::refuse_nothing:
      refuse(step);
      return "-";
  }
  return "-";
}

// False: errno says why.
bool FailedSyncRun::perform(const FailedSyncStep& step) {
  using Kind = LitmusCall::Kind;
  const LitmusCall& call = step.call;
  const auto is_ok = [](int result) { return result == 0; };
  switch (call.kind) {
    case Kind::create:
      return handle(step, O_CREAT) >= 0;
    case Kind::replace:
      return handle(step, O_CREAT | O_TRUNC) >= 0;
    case Kind::write: {
      const std::string bytes(call.length, LitmusProgram::letter_of_call(step.number));
      const int file = handle(step, O_CREAT);
      return file >= 0 &&
             pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(call.offset)) ==
                 static_cast<ssize_t>(bytes.size());
    }
    case Kind::truncate: {
      const int file = handle(step, 0);
      return file >= 0 && is_ok(ftruncate(file, static_cast<off_t>(call.length)));
    }
    case Kind::allocate: {
      const int file = handle(step, 0);
      return file >= 0 && is_ok(fallocate(file, 0, 0, static_cast<off_t>(call.length)));
    }
    case Kind::reserve: {
      const int file = handle(step, 0);
      return file >= 0 &&
             is_ok(fallocate(file, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(call.length)));
    }
    case Kind::rename:
      return rename_file(call.path, call.target);
    case Kind::link:
      return is_ok(link(at(call.path).c_str(), at(call.target).c_str()));
    case Kind::remove:
      return is_ok(unlink(at(call.path).c_str()));
    case Kind::make_dir:
      return is_ok(mkdir(at(call.path).c_str(), 0700));
    case Kind::sync: {
      const int file = handle(step, 0);
      return file >= 0 && is_ok(fsync(file));
    }
    case Kind::sync_data: {
      const int file = handle(step, 0);
      return file >= 0 && is_ok(fdatasync(file));
    }
    case Kind::sync_dir:
      return sync_directory(call.path);
    case Kind::close:
      if (auto node = handles_.extract({call.path, step.handle})) close(node.mapped());
      return true;
  }
  return false;
}

// Handles stay with their file.
bool FailedSyncRun::rename_file(const std::string& source, const std::string& target) {
  if (rename(at(source).c_str(), at(target).c_str()) != 0) return false;
  std::map<std::pair<std::string, char>, int> renamed;
  for (const auto& [name, file] : handles_) {
    if (name.first == target) {
      close(file);
    } else {
      renamed[{name.first == source ? target : name.first, name.second}] = file;
    }
  }
  handles_ = std::move(renamed);
  return true;
}

bool FailedSyncRun::sync_directory(const std::string& path) {
  const int directory = open(at(path).c_str(), O_RDONLY | O_DIRECTORY);
  if (directory < 0) return false;
  const bool is_synced = fsync(directory) == 0;
  const int error = errno;
  close(directory);
  errno = error;
  return is_synced;
}

std::string FailedSyncRun::read_all(const FailedSyncStep& step) {
  const int file = handle(step, 0);
  if (file < 0) return error_name();
  std::string content;
  char buffer[65536];
  ssize_t count = 0;
  while ((count = pread(file, buffer, sizeof buffer, static_cast<off_t>(content.size()))) > 0) {
    content.append(buffer, static_cast<std::size_t>(count));
  }
  if (count < 0) return error_name();
  return content.empty() ? "empty" : run_lengths(content);
}

void FailedSyncRun::refuse(const FailedSyncStep& step) {
  using What = Refusal::What;
  Refusal refusal{.letter = step.letter, .times = step.times};
  if (step.kind == StepKind::refuse) refusal.what = What::letter;
  if (step.kind == StepKind::refuse_others) refusal.what = What::others;
  if (step.kind == StepKind::refuse_place) {
    refusal.what = What::blocks;
    refusal.blocks = blocks_of(check(handle(step, 0), step.call.path.c_str()));
  }
  disk_.refuse(std::move(refusal));
}

// -1: it cannot be opened.
int FailedSyncRun::handle(const FailedSyncStep& step, int flags) {
  const std::pair<std::string, char> name{step.call.path, step.handle};
  const auto found = handles_.find(name);
  if (found != handles_.end()) return found->second;
  const int synced = step.handle == FailedSyncStep::synced_handle ? O_SYNC : 0;
  const int file = open(at(step.call.path).c_str(), O_RDWR | flags | synced, 0600);
  if (file >= 0) handles_[name] = file;
  return file;
}

}  // namespace powercut
