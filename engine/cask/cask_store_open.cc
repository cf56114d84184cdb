#include "engine/cask/cask_store.h"
#include "engine/cask/index/index_checkpoint.h"
#include "engine/cask/recovery/recovery.h"
#include "engine/io/macros.h"

namespace powercut {

static_assert(cask_segment_bytes_min == segment_header_bytes + 1);

namespace {

// The name of a new store: it need only differ from those whose blocks its files may get.
std::uint64_t name_of_new_store(const Environment& environment, const CaskOptions& options) {
  return options.seed ^ static_cast<std::uint64_t>(environment.clock.now().count());
}

bool is_in_range(const CaskOptions& options) {
  return options.segment_bytes >= cask_segment_bytes_min &&
         options.segment_bytes <= cask_segment_bytes_max && options.dead_percent_max <= 100 &&
         options.dead_percent_start <= options.dead_percent_max && options.small_percent <= 100 &&
         options.merged_commit_bytes > 0 && options.compaction_changes > 0 &&
         options.loader_changes > 0 && options.checkpoint_bytes > 0 && options.index_slots > 1 &&
         options.ordered_page_bytes >= page_step_bytes &&
         options.ordered_page_bytes <= page_bytes_max && options.walk_slots > 0;
}

}  // namespace

CaskStore::CaskStore(Environment& environment, std::string_view directory,
                     const CaskOptions& options)
    : environment_(environment),
      options_(options),
      files_(environment.files, directory),
      index_(options.seed, options.ordered, options.ordered_page_bytes, options.index_slots),
      segments_(files_, options_, index_, health_, name_of_new_store(environment, options)),
      log_(segments_, options_, health_),
      queue_(environment, log_, index_, health_, counters_, options_.mark_delay),
      compactor_(environment, options_, segments_, index_, queue_, health_, counters_) {}

Result<std::unique_ptr<CaskStore>> CaskStore::open(Environment& environment,
                                                   std::string_view directory,
                                                   const CaskOptions& options,
                                                   RecoveryReport* report) {
  RecoveryReport unseen;
  if (!is_in_range(options)) return Error{ErrorCode::invalid_argument};
  std::unique_ptr<CaskStore> store(new CaskStore(environment, directory, options));
  TRY(store->recover(report != nullptr ? *report : unseen));
  return store;
}

Result<void> CaskStore::recover(RecoveryReport& report) {
  const Duration begin = environment_.clock.now();
  const Result<void> made = files_.file_system().make_dir(files_.directory());
  if (!made.ok() && made.error().code != ErrorCode::already_exists) return made.error();
  Result<std::unique_ptr<FileLock>> lock = files_.lock();
  if (!lock.ok()) {
    if (is_no_file(lock.error().code)) {
      report.damage = Damage{files_.path_of({CaskFileKind::lock}), 0, "it is no regular file"};
    }
    return lock.error();
  }
  lock_ = std::move(*lock);
  TRY_ASSIGN(Recovered recovered, Recovery(files_, options_, index_, health_).run(report));
  if (report.used_checkpoint || !recovered.manifest_file) {
    checkpointed_sequence_ = recovered.manifest.sequence;
  }
  TRY(segments_.use(std::move(recovered)));
  report.time = environment_.clock.now() - begin;
  return {};
}

Result<void> CaskStore::close() {
  TRY(check_open());
  closed_.store(true, std::memory_order_release);
  compactor_.stop();
  queue_.stop();
  const Result<void> sealed = seal_at_close();
  lock_.reset();
  return sealed;
}

// After a failed sync of the log nothing can be done for it any more; after any other only changes
// acknowledged before are made durable (D2).
Result<void> CaskStore::seal_at_close() {
  if (log_.sync_has_failed()) return Error{ErrorCode::refused};
  if (health_.is_poisoned()) return log_.sync();
  if (segments_.manifest().sequence == checkpointed_sequence_) return {};
  const Result<void> sealed = seal();
  // A process that wrote no change loses nothing: the next open is slow, and that is all.
  return log_.position() == 0 ? Result<void>() : sealed;
}

Result<void> CaskStore::seal() {
  TRY(log_.finish_segment());
  const bool index_is_current = compactor_.finish().ok();
  segments_.collect();
  TRY(segments_.write_down());
  const SegmentList segments = segments_.list();
  // The next open must know nothing of an index that names a segment which the store no longer has.
  if (index_is_current) {
    TRY(write_checkpoint(files_, health_, index_, segments_.manifest(), segments,
                         options_.checkpoint_bytes));
  }
  // The room that was made and not needed; if it stays, it harms nobody.
  if (options_.room_bytes > 0 && !segments.empty() && segments.back()->cut_bytes == 0) {
    static_cast<void>(segments.back()->file().truncate(segments.back()->end()));
  }
  return {};
}

}  // namespace powercut
