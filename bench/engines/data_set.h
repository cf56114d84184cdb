// DataSet: the keys and values of a comparison, made from numbers, the same in every run.
//
// Key n is 16 hexadecimal digits of n, mixed: numbers in order are keys in random order, and no two
// are the same. A value begins with its key, so that a get can be verified; the rest is random, so
// that nothing can be compressed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace powercut {

inline constexpr std::size_t key_bytes = 16;

class Key {
 public:
  explicit Key(std::uint64_t number);
  std::string_view view() const { return {digits_.data(), digits_.size()}; }

 private:
  std::array<char, key_bytes> digits_;
};

class DataSet {
 public:
  // value_bytes: at least key_bytes.
  DataSet(std::uint64_t keys, std::size_t value_bytes);

  std::uint64_t keys() const { return keys_; }
  std::size_t value_bytes() const { return value_bytes_; }
  std::uint64_t live_bytes() const { return keys_ * (key_bytes + value_bytes_); }

  // In buffer. Another round gives another value.
  std::string_view value(const Key& key, std::uint64_t round, std::string& buffer) const;

  // Whether it is a value of the key, of whatever round.
  bool is_value(const Key& key, std::string_view value) const {
    return value.size() == value_bytes_ && value.starts_with(key.view());
  }

 private:
  std::uint64_t keys_;
  std::size_t value_bytes_;
  std::string random_bytes_;
};

}  // namespace powercut
