#include "harness/canary/wrong_stores/vouched_log_test.h"

#include <algorithm>

#include "engine/crc32.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

constexpr std::size_t head_bytes = 20;
constexpr std::size_t vouch_bytes = 28;
constexpr std::uint32_t kind_set = 1;
constexpr std::uint32_t kind_remove = 2;

struct Head {
  std::uint32_t crc = 0;
  std::uint32_t value_crc = 0;
  std::uint32_t kind = 0;
  std::uint32_t key_bytes = 0;
  std::uint32_t value_bytes = 0;

  std::uint64_t value_offset() const { return head_bytes + std::uint64_t{key_bytes}; }
  std::uint64_t bytes() const { return value_offset() + value_bytes; }
};

std::uint32_t crc_of_head(std::string_view record, std::uint64_t covered) {
  return crc32(0, as_bytes(record).subspan(4, covered - 4));
}

std::string record_of(std::string_view key, const std::optional<std::string_view>& value,
                      std::uint32_t value_crc, bool covers_key) {
  std::string record(head_bytes, '\0');
  record.append(key).append(value.value_or(""));
  std::byte* head = as_mutable_bytes(record).data();
  store_u32(head + 4, value_crc);
  store_u32(head + 8, value ? kind_set : kind_remove);
  store_u32(head + 12, static_cast<std::uint32_t>(key.size()));
  store_u32(head + 16, static_cast<std::uint32_t>(value ? value->size() : 0));
  store_u32(head, crc_of_head(record, covers_key ? head_bytes + key.size() : head_bytes));
  return record;
}

// Nothing, if there is no good head at the front of bytes.
std::optional<Head> head_at(std::string_view bytes, bool covers_key) {
  if (bytes.size() < head_bytes) return std::nullopt;
  const std::byte* at = as_bytes(bytes).data();
  Head head{load_u32(at), load_u32(at + 4), load_u32(at + 8), load_u32(at + 12), load_u32(at + 16)};
  if (head.value_offset() > bytes.size()) return std::nullopt;
  if (crc_of_head(bytes, covers_key ? head.value_offset() : head_bytes) != head.crc) {
    return std::nullopt;
  }
  return head;
}

}  // namespace

Result<std::unique_ptr<Store>> VouchedLog::open(Environment& environment, SyncPolicy,
                                                VouchFlaw flaw) {
  std::unique_ptr<VouchedLog> store(new VouchedLog(environment, flaw));
  TRY(store->recover());
  return std::unique_ptr<Store>(std::move(store));
}

Result<void> VouchedLog::recover() {
  TRY(read_vouch(0));
  TRY(read_vouch(1));
  TRY_ASSIGN(auto names, files_.list("/"));
  bool is_there = std::ranges::find(names, path()) != names.end();
  bool has_logs =
      std::ranges::any_of(names, [](const std::string& name) { return name.starts_with("log-"); });
  if (!is_there && (has_logs || vouch_.sequence > 0)) return Error{ErrorCode::corrupt};
  TRY_ASSIGN(log_, files_.open(path(), OpenMode::create));
  TRY(log_->sync());
  TRY(files_.sync_dir("/"));
  TRY(read_log());
  for (const std::string& name : names) {
    if (name.starts_with("log-") && name != path()) TRY(files_.remove(name));
  }
  return {};
}

// A part of one goes: with the end of the next one it could be whole again.
Result<void> VouchedLog::read_vouch(std::size_t number) {
  TRY_ASSIGN(vouches_[number], files_.open("vouch-" + std::to_string(number), OpenMode::create));
  TRY(vouches_[number]->sync());
  std::string bytes(vouch_bytes, '\0');
  TRY_ASSIGN(std::size_t there, read_full(*vouches_[number], 0, as_mutable_bytes(bytes)));
  const std::byte* at = as_bytes(bytes).data();
  if (there < vouch_bytes || load_u32(at) != crc32(0, as_bytes(bytes).subspan(4))) {
    if (there == 0) return {};
    TRY(vouches_[number]->truncate(0));
    return vouches_[number]->sync();
  }
  if (load_u64(at + 4) < vouch_.sequence) return {};
  vouch_ = {load_u64(at + 4), load_u64(at + 12), load_u64(at + 20)};
  return {};
}

Result<void> VouchedLog::read_log() {
  TRY_ASSIGN(std::uint64_t size, log_->size());
  std::string bytes(size, '\0');
  TRY(read_full(*log_, 0, as_mutable_bytes(bytes)));
  while (end_ < size) {
    std::string_view rest = std::string_view(bytes).substr(end_);
    auto head = head_at(rest, !has(VouchFlaw::key_is_not_covered));
    bool is_whole = head && head->bytes() <= rest.size();
    if (is_whole && end_ >= vouch_.end) {
      std::string_view value = rest.substr(head->value_offset(), head->value_bytes);
      is_whole = crc32(0, as_bytes(value)) == head->value_crc;
    }
    if (!is_whole) break;
    std::string key(rest.substr(head_bytes, head->key_bytes));
    if (head->kind == kind_set) {
      index_[key] = {end_ + head->value_offset(), head->value_bytes, head->value_crc};
    } else {
      index_.erase(key);
    }
    end_ += head->bytes();
  }
  bool is_damaged = end_ < vouch_.end && !has(VouchFlaw::takes_damage_for_torn);
  if (is_damaged) return Error{ErrorCode::corrupt};
  if (end_ == size) return {};
  TRY(log_->truncate(end_));
  return log_->sync();
}

Result<void> VouchedLog::set(std::string_view key, std::string_view value) {
  return write(key, value);
}

Result<bool> VouchedLog::remove(std::string_view key) {
  if (!index_.contains(key)) return false;
  TRY(write(key, std::nullopt));
  return true;
}

Result<void> VouchedLog::write(std::string_view key, const std::optional<std::string_view>& value) {
  if (refuses_) return Error{ErrorCode::refused};
  std::uint32_t value_crc = crc32(0, as_bytes(value.value_or("")));
  std::string record = record_of(key, value, value_crc, !has(VouchFlaw::key_is_not_covered));
  auto appended = append(record);
  refuses_ = !appended.ok();
  TRY(appended);
  if (value) {
    auto bytes = static_cast<std::uint32_t>(value->size());
    index_[std::string(key)] = {end_ - bytes, bytes, value_crc};
  } else {
    index_.erase(std::string(key));
  }
  return {};
}

// Vouches, durably, for the log as it stands, before more is written.
Result<void> VouchedLog::append(const std::string& record) {
  if (vouch_.end != end_) TRY(write_vouch({vouch_.sequence + 1, vouch_.generation, end_}));
  TRY(vouches_[vouch_.sequence % 2]->sync());
  TRY(write_full(*log_, end_, as_bytes(record)));
  TRY(log_->sync());
  end_ += record.size();
  if (has(VouchFlaw::vouches_when_asked)) return {};
  return write_vouch({vouch_.sequence + 1, vouch_.generation, end_});
}

// The one that counts until this one is whole is durable.
Result<void> VouchedLog::write_vouch(const Vouch& vouch) {
  TRY(vouches_[(vouch.sequence + 1) % 2]->sync());
  std::string bytes(vouch_bytes, '\0');
  std::byte* at = as_mutable_bytes(bytes).data();
  store_u64(at + 4, vouch.sequence);
  store_u64(at + 12, vouch.generation);
  store_u64(at + 20, vouch.end);
  store_u32(at, crc32(0, as_bytes(bytes).subspan(4)));
  TRY(write_full(*vouches_[vouch.sequence % 2], 0, as_bytes(bytes)));
  vouch_ = vouch;
  return {};
}

Result<void> VouchedLog::read(const Place& place, bool verifies, std::string& value) {
  value.resize(place.bytes);
  TRY_ASSIGN(std::size_t there, read_full(*log_, place.offset, as_mutable_bytes(value)));
  if (there < place.bytes) return Error{ErrorCode::corrupt};
  if (verifies && crc32(0, as_bytes(value)) != place.crc) return Error{ErrorCode::corrupt};
  return {};
}

Result<bool> VouchedLog::get(std::string_view key, std::string& value) {
  auto found = index_.find(key);
  if (found == index_.end()) return false;
  TRY(read(found->second, !has(VouchFlaw::reads_without_a_look), value));
  return true;
}

Result<void> VouchedLog::scan(const KeyRange& range, const ScanVisitor& visit) {
  bool verifies = !has(VouchFlaw::reads_without_a_look) && !has(VouchFlaw::scans_without_a_look);
  OrderedMap values;
  for (const auto& [key, place] : index_) TRY(read(place, verifies, values[key]));
  scan_map(values, range, visit);
  return {};
}

Result<void> VouchedLog::compact() {
  if (refuses_) return Error{ErrorCode::refused};
  std::uint64_t generation = vouch_.generation;
  auto compacted = compact_into_next();
  bool has_only_met_damage = !compacted.ok() && compacted.error().code == ErrorCode::corrupt;
  refuses_ = !compacted.ok() && !has_only_met_damage;
  TRY(compacted);
  return files_.remove("log-" + std::to_string(generation));
}

// The vouch for it is durable before the log that it replaces goes.
Result<void> VouchedLog::compact_into_next() {
  std::string bytes;
  std::map<std::string, Place, std::less<>> places;
  for (const auto& [key, place] : index_) {
    std::string value;
    auto there = read(place, !has(VouchFlaw::launders), value);
    if (!there.ok() && has(VouchFlaw::drops_what_is_bad)) continue;
    TRY(there);
    std::uint32_t crc = crc32(0, as_bytes(value));
    bytes += record_of(key, value, crc, !has(VouchFlaw::key_is_not_covered));
    places[key] = {bytes.size() - place.bytes, place.bytes, crc};
  }
  Vouch next{vouch_.sequence + 1, vouch_.generation + 1, bytes.size()};
  TRY_ASSIGN(auto file, files_.open("log-" + std::to_string(next.generation), OpenMode::replace));
  TRY(write_full(*file, 0, as_bytes(bytes)));
  TRY(file->sync());
  TRY(files_.sync_dir("/"));
  TRY(write_vouch(next));
  TRY(vouches_[next.sequence % 2]->sync());
  log_ = std::move(file);
  index_ = std::move(places);
  end_ = next.end;
  return {};
}

namespace {

// The byte of log-1, counted from its end, becomes another one.
void turn(ScriptedLives& lives, std::size_t from_end) {
  lives.kill();
  std::string bytes = lives.bytes_of("log-1");
  bytes[bytes.size() - from_end] ^= 1;
  lives.put("log-1", bytes);
}

void turns_a_key(ScriptedLives& lives) {
  lives.set("a", "1");
  turn(lives, 2);
  lives.expect_or_corrupt("a", "1");
}

void turns_a_value(ScriptedLives& lives) {
  lives.set("a", "1");
  turn(lives, 1);
  lives.expect_or_corrupt("a", "1");
}

void turns_a_value_and_scans(ScriptedLives& lives) {
  lives.set("a", "1");
  turn(lives, 1);
  std::string shown = "1";
  static_cast<void>(lives.store()
                        ->scan({},
                               [&](std::string_view, std::string_view value) {
                                 shown = value;
                                 return true;
                               })
                        .ok());
  lives.expect_true(shown == "1", "a scan serves no damage");
}

void turns_an_old_key(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "2");
  turn(lives, head_bytes + 4);
  lives.expect_or_corrupt("b", "2");
}

void turns_a_value_and_compacts(ScriptedLives& lives) {
  lives.set("a", "1");
  turn(lives, 1);
  static_cast<void>(lives.store()->compact().ok());
  lives.expect_or_corrupt("a", "1");
}

}  // namespace

std::vector<CanaryPair> vouched_log_pairs() {
  auto pair = [](std::string name, VouchFlaw flaw, void (*proof)(ScriptedLives&)) {
    CanaryPair made = canary_pair(std::move(name), CanaryKind::damage, flaw, SyncPolicy::always,
                                  where_old_records_return, VouchedLog::open, proof);
    for (StoreUnderTest* store : {&made.wrong, &made.right}) {
      store->clauses = store->clauses.with(Clause::reports_damage);
      store->marks_its_end = true;
    }
    return made;
  };
  return {
      pair("vouched-key-is-not-covered", VouchFlaw::key_is_not_covered, turns_a_key),
      pair("vouched-reads-without-a-look", VouchFlaw::reads_without_a_look, turns_a_value),
      pair("vouched-scans-without-a-look", VouchFlaw::scans_without_a_look,
           turns_a_value_and_scans),
      pair("vouched-takes-damage-for-torn", VouchFlaw::takes_damage_for_torn, turns_an_old_key),
      pair("vouched-launders", VouchFlaw::launders, turns_a_value_and_compacts),
      pair("vouched-vouches-when-asked", VouchFlaw::vouches_when_asked, turns_a_key),
      pair("vouched-drops-what-is-bad", VouchFlaw::drops_what_is_bad, turns_a_value_and_compacts),
  };
}

}  // namespace powercut
