#include "engine/cask/segments/manifest_pair.h"

#include <utility>

#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "powercut/io/path.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<void> ManifestPair::use(Manifest manifest, std::optional<std::uint32_t> file,
                               bool other_is_torn) {
  current_ = std::move(manifest);
  file_ = file;
  other_is_torn_ = other_is_torn;
  // Where it is lost, the older one may take a commit behind the end that this one gives a segment:
  // one whose writing failed, and which readers of this process do not see.
  return file_ ? sync_current() : Result<void>();
}

Result<void> ManifestPair::sync_current() {
  const bool is_left =
      mutated(Mutant::current_manifest_not_synced) || mutated(Mutant::strays_removed_at_open);
  if (is_left) return {};
  TRY_ASSIGN(const std::unique_ptr<File> file,
             files_.open({CaskFileKind::manifest, *file_}, OpenMode::write));
  TRY_ASSIGN(const std::uint64_t size, file->size());
  TRY(health_.sync(*file, 0, size));
  TRY(health_.sync_names(files_.file_system(), files_.directory()));
  is_named_[*file_] = true;
  return {};
}

// A new store's own name is made durable first.
Result<void> ManifestPair::prepare() {
  if (!file_) return health_.sync_names(files_.file_system(), parent_of(files_.directory()));
  return other_is_torn_ ? empty_torn() : Result<void>();
}

// The bytes that the torn manifest lacks may stand in the next one, too. If only those of the next
// one got to the disk, the torn one would be whole, and count.
Result<void> ManifestPair::empty_torn() {
  TRY_ASSIGN(const std::unique_ptr<File> file,
             files_.open({CaskFileKind::manifest, 1 - *file_}, OpenMode::replace));
  TRY(health_.sync(*file, 0, 0));
  other_is_torn_ = false;
  return {};
}

Result<void> ManifestPair::write(Manifest next) {
  next.sequence = current_.sequence + 1;
  const std::uint32_t number = file_ ? 1 - *file_ : 0;
  const std::string bytes = encode(next);
  TRY_ASSIGN(const std::unique_ptr<File> file,
             files_.open({CaskFileKind::manifest, number}, OpenMode::create));
  TRY(write_full(*file, 0, as_bytes(bytes)));
  if (!mutated(Mutant::manifest_unsynced)) TRY(health_.sync(*file, 0, bytes.size()));
  if (!is_named_[number]) {
    TRY(health_.sync_names(files_.file_system(), files_.directory()));
    is_named_[number] = true;
  }
  current_ = std::move(next);
  file_ = number;
  return {};
}

}  // namespace powercut
