// PagedLog: a log written page by page: the last page is kept in memory, and written again with
// what is appended to it. Ways to be wrong at the edges of pages.
//
//   pages    frames, one after the other, over the edges of pages
#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class PageFlaw : std::uint8_t {
  none,
  begins_in_last_page,  // what lies over an edge is written from that edge on
  full_page_stays,      // a frame that just fills its page is not behind it, but in it
};

template <std::size_t page_bytes>
class PagedLog : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, PageFlaw flaw) {
    std::unique_ptr<PagedLog> store(new PagedLog(flaw));
    TRY(store->recover(environment.files));
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    Batch batch;
    batch.set(key, value);
    return apply(batch);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    if (!map_.contains(key)) return false;
    Batch batch;
    batch.remove(key);
    TRY(apply(batch));
    return true;
  }
  Result<void> apply(const Batch& batch) override {
    if (refuses_) return Error{ErrorCode::refused};
    std::string changes;
    for (const auto& [key, value] : batch.changes()) {
      append_frame({value ? FrameKind::set : FrameKind::remove, 0, key, value.value_or("")},
                   changes);
    }
    std::string frame;
    append_frame({FrameKind::batch, number_, {}, changes}, frame);
    TRY(append(frame));
    ++number_;
    apply_to(map_, batch);
    return {};
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }

 private:
  explicit PagedLog(PageFlaw flaw) : flaw_(flaw) {}

  bool has(PageFlaw flaw) const { return flaw_ == flaw; }

  Result<void> recover(FileSystem& files) {
    TRY_ASSIGN(file_, files.open("pages", OpenMode::create));
    TRY(sync_file());
    TRY(files.sync_dir("/"));
    TRY_ASSIGN(std::uint64_t size, file_->size());
    std::string log(size, '\0');
    TRY(read_full(*file_, 0, as_mutable_bytes(log)));
    std::size_t end = 0;
    for (; auto frame = frame_at(std::string_view(log).substr(end)); ++number_) {
      if (frame->number != number_) break;
      end += frame->bytes();
      take(frame->value);
    }
    place_ = end / page_bytes * page_bytes;
    page_ = log.substr(place_, end - place_);
    if (end == size) return {};
    TRY(file_->truncate(end));
    return sync_file();
  }

  void take(std::string_view changes) {
    while (auto change = frame_at(changes)) {
      changes.remove_prefix(change->bytes());
      if (change->sets()) {
        map_.insert_or_assign(std::string(change->key), std::string(change->value));
      } else {
        map_.erase(std::string(change->key));
      }
    }
  }

  Result<void> append(std::string_view frame) {
    std::string pages = page_ + std::string(frame);
    std::size_t last = pages.size() / page_bytes * page_bytes;
    bool just_fills = last == pages.size() && last > 0;
    if (just_fills && has(PageFlaw::full_page_stays)) last -= page_bytes;
    std::size_t first = has(PageFlaw::begins_in_last_page) ? last : 0;
    Result<void> written =
        write_full(*file_, place_ + first, as_bytes(std::string_view(pages).substr(first)));
    if (!written.ok()) {
      refuses_ = !file_->truncate(place_ + page_.size()).ok() || !sync_file().ok();
      return written;
    }
    TRY(sync_file());
    place_ += last;
    page_ = pages.substr(last);
    if (page_.size() == page_bytes) page_.clear();
    return {};
  }

  Result<void> sync_file() {
    Result<void> synced = file_->sync();
    if (synced.ok()) return {};
    refuses_ = true;
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(*file_, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced;
  }

  PageFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> file_;
  std::string page_;         // the last, as far as it is filled
  std::uint64_t place_ = 0;  // where it begins in the file
  std::uint64_t number_ = 0;
  bool refuses_ = false;
};

// Two headers, a key of one byte, and the value.
constexpr std::size_t bytes_without_value = 2 * frame_header_bytes + 1;

void goes_over_an_edge(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", std::string(33000, 'x'));
  lives.set("c", "2");
  lives.close();
  lives.expect("a", "1");
  lives.expect("b", std::string(33000, 'x'));
  lives.expect("c", "2");
}

void fills_a_page(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", std::string(4096 - 2 * bytes_without_value - 1, 'x'));
  lives.set("c", "2");
  lives.close();
  lives.expect("a", "1");
  lives.expect("c", "2");
}

}  // namespace

std::vector<CanaryPair> paged_log_pairs() {
  return {canary_pair("pages-begins-in-last-page", CanaryKind::scale, PageFlaw::begins_in_last_page,
                      SyncPolicy::always, where_old_records_return, PagedLog<32768>::open,
                      goes_over_an_edge),
          canary_pair("pages-full-page-stays", CanaryKind::scale, PageFlaw::full_page_stays,
                      SyncPolicy::always, where_old_records_return, PagedLog<4096>::open,
                      fills_a_page)};
}

}  // namespace powercut
