#include "engine/cask/segments/health.h"

#include "engine/dirty_again.h"
#include "engine/mutants.h"

namespace powercut {

void Health::note_failed_sync() {
  if (!mutated(Mutant::failed_sync_forgotten)) poisoned_.store(true, std::memory_order_release);
}

Result<void> Health::sync(File& file, std::uint64_t from, std::uint64_t to) {
  const Result<void> synced = file.sync_data();
  if (synced.ok()) return {};
  note_failed_sync();
  // If this fails as well, nothing is left that could be done.
  static_cast<void>(dirty_again(file, from, to));
  return synced.error();
}

Result<void> Health::sync_names(FileSystem& files, std::string_view directory) {
  Result<void> synced = files.sync_dir(directory);
  const bool was_tried = synced.ok() || synced.error().code != ErrorCode::too_many_files;
  if (!synced.ok() && was_tried) note_failed_sync();
  return synced;
}

Error Health::found_damage(std::string file, std::uint64_t offset, std::string_view what) {
  const MutexLock lock(mutex_);
  if (!damage_) damage_ = Damage{std::move(file), offset, std::string(what)};
  return Error{ErrorCode::corrupt};
}

std::optional<Damage> Health::damage() const {
  const MutexLock lock(mutex_);
  return damage_;
}

}  // namespace powercut
