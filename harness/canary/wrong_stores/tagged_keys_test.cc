// TaggedKeys: a right log (numbered_log_test.h) whose index in memory is a hash table of its own.
#include "engine/io/macros.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/numbered_log_test.h"

namespace powercut {
namespace {

enum class TagFlaw : std::uint8_t {
  none,
  tags_are_keys,      // keys of one tag are taken for the same
  growth_loses_last,  // the last place is not moved when the table doubles
};

// Keys by the low bits of their hashes, in the next free place; doubles when it is full.
class TagTable {
 public:
  explicit TagTable(TagFlaw flaw) : flaw_(flaw) {}

  std::string* find(std::string_view key) {
    std::uint8_t tag = tag_of(key);
    for (std::size_t step = 0; step < places_.size(); ++step) {
      std::optional<Entry>& place = places_[(tag + step) % places_.size()];
      if (!place) return nullptr;
      bool is_it = place->tag == tag && (flaw_ == TagFlaw::tags_are_keys || place->key == key);
      if (is_it && place->is_there) return &place->value;
    }
    return nullptr;
  }

  void set(std::string_view key, std::string_view value) {
    if (std::string* known = find(key)) {
      *known = value;
      return;
    }
    if (used_ == places_.size()) grow();
    put({tag_of(key), true, std::string(key), std::string(value)});
  }

  // The place stays taken, so that those behind it are found.
  void remove(std::string_view key) {
    for (std::optional<Entry>& place : places_) {
      if (place && place->key == key) place->is_there = false;
    }
  }

 private:
  struct Entry {
    std::uint8_t tag;
    bool is_there;
    std::string key;
    std::string value;
  };

  static std::uint8_t tag_of(std::string_view key) {
    std::uint32_t hash = 2166136261;  // FNV-1a
    for (char byte : key) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619;
    return static_cast<std::uint8_t>(hash ^ (hash >> 16U));
  }

  void put(Entry entry) {
    std::size_t step = entry.tag % places_.size();
    while (places_[step]) step = (step + 1) % places_.size();
    places_[step] = std::move(entry);
    ++used_;
  }

  void grow() {
    auto before = std::exchange(places_, std::vector<std::optional<Entry>>(2 * places_.size()));
    used_ = 0;
    if (flaw_ == TagFlaw::growth_loses_last) before.pop_back();
    for (std::optional<Entry>& place : before) {
      if (place && place->is_there) put(std::move(*place));
    }
  }

  TagFlaw flaw_;
  std::vector<std::optional<Entry>> places_{16};
  std::size_t used_ = 0;
};

class TaggedKeys : public NumberedLog {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy policy,
                                             TagFlaw flaw) {
    std::unique_ptr<TaggedKeys> store(new TaggedKeys(environment, policy, flaw));
    TRY(store->recover());
    for (const auto& [key, value] : store->map_) store->table_.set(key, value);
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    TRY(NumberedLog::set(key, value));
    table_.set(key, value);
    return {};
  }
  Result<bool> remove(std::string_view key) override {
    TRY_ASSIGN(bool removed, NumberedLog::remove(key));
    if (removed) table_.remove(key);
    return removed;
  }
  Result<void> apply(const Batch& batch) override {
    TRY(NumberedLog::apply(batch));
    for (const auto& [key, value] : batch.changes()) {
      if (value) {
        table_.set(key, *value);
      } else {
        table_.remove(key);
      }
    }
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    const std::string* found = table_.find(key);
    if (found != nullptr) value = *found;
    return found != nullptr;
  }

 private:
  TaggedKeys(Environment& environment, SyncPolicy policy, TagFlaw flaw)
      : NumberedLog(environment, policy), table_(flaw) {}

  TagTable table_;
};

// Two of so many keys have the same tag.
void sets_three_hundred_keys(ScriptedLives& lives) {
  for (int key = 0; key < 300; ++key) lives.set(std::to_string(key), std::to_string(key));
  for (int key = 0; key < 300; ++key) lives.expect(std::to_string(key), std::to_string(key));
}

void sets_seventeen_keys(ScriptedLives& lives) {
  for (int key = 0; key < 17; ++key) lives.set(std::to_string(key), "value");
  for (int key = 0; key < 17; ++key) lives.expect(std::to_string(key), "value");
}

}  // namespace

std::vector<CanaryPair> tagged_keys_pairs() {
  return {
      canary_pair("tags-are-keys", CanaryKind::scale, TagFlaw::tags_are_keys, SyncPolicy::always,
                  where_old_records_return, TaggedKeys::open, sets_three_hundred_keys),
      canary_pair("tags-growth-loses-last", CanaryKind::scale, TagFlaw::growth_loses_last,
                  SyncPolicy::always, where_old_records_return, TaggedKeys::open,
                  sets_seventeen_keys)};
}

}  // namespace powercut
