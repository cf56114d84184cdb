// VouchedLog: a log that can tell damage from a torn end, as something beside it vouches for it.
//
//   log-G     records, one after the other; G is one more with each compaction
//   vouch-0   [crc:4][sequence:8][generation:8][end:8]   in turn; of two good ones the later
//   counts: vouch-1   up to `end` log-G is durable
//
//   0                4           8       12             16
//   [crc of head:4 ] [of value:4][kind:4][key_length:4] [value_length:4] [key] [value]
//
// The head is all from byte 4 on, with the key. An open reads heads alone up to `end`, so that each
// reader verifies the values that it reads. Behind `end` a record that is not whole is torn, and is
// cut; a bad head before it is damage. So it marks its end (StoreUnderTest::marks_its_end), but
// where one of the vouches is written late. After a failed call it refuses changes. Always synced;
// the vouch for what stands there is durable before a record is written behind it.
#pragma once

#include <array>
#include <map>

#include "engine/ordered_map.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"

namespace powercut {

enum class VouchFlaw : std::uint8_t {
  none,
  key_is_not_covered,     // by the checksum of the head
  reads_without_a_look,   // at the checksum of the value
  scans_without_a_look,   // likewise; get looks
  takes_damage_for_torn,  // an open cuts at the first bad head, whatever vouches for it
  launders,               // a compaction copies a bad value under a checksum of its own
  drops_what_is_bad,      // a compaction leaves out what it cannot read
  vouches_when_asked,     // for a record only when the next one comes
};

class VouchedLog : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, VouchFlaw flaw);

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<void> compact() override;

 private:
  struct Place {
    std::uint64_t offset;  // of the value
    std::uint32_t bytes;
    std::uint32_t crc;  // that it should have
  };
  struct Vouch {
    std::uint64_t sequence = 0;
    std::uint64_t generation = 1;
    std::uint64_t end = 0;
  };

  VouchedLog(Environment& environment, VouchFlaw flaw) : files_(environment.files), flaw_(flaw) {}

  bool has(VouchFlaw flaw) const { return flaw_ == flaw; }
  std::string path() const { return "log-" + std::to_string(vouch_.generation); }
  Result<void> recover();
  Result<void> read_vouch(std::size_t number);
  Result<void> read_log();
  Result<void> write(std::string_view key, const std::optional<std::string_view>& value);
  Result<void> append(const std::string& record);
  Result<void> write_vouch(const Vouch& vouch);
  Result<void> compact_into_next();
  Result<void> read(const Place& place, bool verifies, std::string& value);

  FileSystem& files_;
  VouchFlaw flaw_;
  std::unique_ptr<File> log_;
  std::array<std::unique_ptr<File>, 2> vouches_;
  Vouch vouch_;
  std::uint64_t end_ = 0;
  std::map<std::string, Place, std::less<>> index_;
  bool refuses_ = false;
};

}  // namespace powercut
