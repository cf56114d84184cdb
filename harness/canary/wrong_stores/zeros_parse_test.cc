// ZerosParse: a log of records. A way to take zeros for one of them.
//
//   records    [crc:4][kind:4][key_length:4][value_length:4][key][value], one after the other;
//              kind 0 sets the key, kind 1 removes it
//
// On ext4 and XFS a file may have grown when its bytes are not there yet: it ends in zeros.
#include "engine/crc32.h"
#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class ZeroFlaw : std::uint8_t {
  none,
  header_is_not_covered,  // the crc of neither key nor value is 0: zeros set "" to ""
};

class ZerosParse : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, ZeroFlaw flaw) {
    std::unique_ptr<ZerosParse> store(new ZerosParse(flaw));
    TRY(store->recover(environment.files));
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    TRY(append(record_of(kind_set, key, value)));
    map_.insert_or_assign(std::string(key), value);
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    if (!map_.contains(key)) return false;
    TRY(append(record_of(kind_remove, key, {})));
    map_.erase(std::string(key));
    return true;
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }

 private:
  static constexpr std::size_t header_bytes = 16;
  static constexpr std::uint32_t kind_set = 0;
  static constexpr std::uint32_t kind_remove = 1;

  explicit ZerosParse(ZeroFlaw flaw) : flaw_(flaw) {}

  std::uint32_t crc_of(std::string_view record) const {
    std::size_t from = flaw_ == ZeroFlaw::header_is_not_covered ? header_bytes : 4;
    return crc32(0, as_bytes(record).subspan(from));
  }

  std::string record_of(std::uint32_t kind, std::string_view key, std::string_view value) const {
    std::string record(header_bytes, '\0');
    record.append(key).append(value);
    std::byte* header = as_mutable_bytes(record).data();
    store_u32(header + 4, kind);
    store_u32(header + 8, static_cast<std::uint32_t>(key.size()));
    store_u32(header + 12, static_cast<std::uint32_t>(value.size()));
    store_u32(header, crc_of(record));
    return record;
  }

  // The bytes of the record at the front, which is taken; 0: there is none that is whole.
  std::uint64_t take(std::string_view bytes) {
    if (bytes.size() < header_bytes) return 0;
    const std::byte* header = as_bytes(bytes).data();
    std::uint64_t key_bytes = load_u32(header + 8);
    std::uint64_t whole = header_bytes + key_bytes + load_u32(header + 12);
    if (whole > bytes.size() || load_u32(header) != crc_of(bytes.substr(0, whole))) return 0;
    std::string key(bytes.substr(header_bytes, key_bytes));
    if (load_u32(header + 4) == kind_set) {
      map_.insert_or_assign(
          key, bytes.substr(header_bytes + key_bytes, whole - header_bytes - key_bytes));
    } else {
      map_.erase(key);
    }
    return whole;
  }

  // A killed process may have left bytes in the cache alone, and they are read from now on.
  Result<void> recover(FileSystem& files) {
    TRY_ASSIGN(file_, files.open("records", OpenMode::create));
    TRY(sync_file());
    TRY(files.sync_dir("/"));
    TRY_ASSIGN(std::uint64_t size, file_->size());
    std::string log(size, '\0');
    TRY(read_full(*file_, 0, as_mutable_bytes(log)));
    while (std::uint64_t bytes = take(std::string_view(log).substr(end_))) end_ += bytes;
    if (end_ == size) return {};
    TRY(file_->truncate(end_));
    return sync_file();
  }

  Result<void> append(std::string_view record) {
    if (refuses_) return Error{ErrorCode::refused};
    Result<void> written = write_full(*file_, end_, as_bytes(record));
    if (!written.ok()) {
      refuses_ = !file_->truncate(end_).ok() || !sync_file().ok();
      return written;
    }
    end_ += record.size();
    return sync_file();
  }

  Result<void> sync_file() {
    Result<void> synced = file_->sync();
    if (synced.ok()) return {};
    refuses_ = true;
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(*file_, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced;
  }

  ZeroFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> file_;
  std::uint64_t end_ = 0;
  bool refuses_ = false;
};

// The file has grown by the second record, and its bytes are not there.
void grows_without_its_bytes(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.close();
  lives.set("b", "2");
  lives.cut_leaving_of_write("sector-tear", "k1l1");
  lives.expect("a", "1");
  lives.expect("", std::nullopt);
}

}  // namespace

std::vector<CanaryPair> zeros_parse_pairs() {
  CanaryPair pair = canary_pair("zeros-parse", CanaryKind::rows, ZeroFlaw::header_is_not_covered,
                                SyncPolicy::always, where_old_records_return, ZerosParse::open,
                                grows_without_its_bytes);
  pair.shown_by = ext4_and_xfs;
  return {pair};
}

}  // namespace powercut
