#include "bench/engines/data_set.h"

#include "engine/io/macros.h"
#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

constexpr std::size_t random_bytes_least = std::size_t{1} << 20;

}  // namespace

Key::Key(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint64_t mixed = Chooser(number).next();
  for (char& digit : digits_) {
    digit = digits[mixed & 15];
    mixed >>= 4;
  }
}

DataSet::DataSet(std::uint64_t keys, std::size_t value_bytes)
    : keys_(keys), value_bytes_(value_bytes) {
  CHECK(value_bytes >= key_bytes);
  Chooser chooser(1);
  random_bytes_.resize(random_bytes_least + value_bytes);
  for (char& byte : random_bytes_) byte = static_cast<char>(chooser.next());
}

std::string_view DataSet::value(const Key& key, std::uint64_t round, std::string& buffer) const {
  // The key's own bytes choose the place: cheaper than a number drawn for it.
  std::uint64_t place = round * 257;
  for (char digit : key.view().substr(0, 5)) place = place * 31 + static_cast<unsigned char>(digit);
  buffer.assign(random_bytes_, place % random_bytes_least, value_bytes_);
  buffer.replace(0, key_bytes, key.view());
  return buffer;
}

}  // namespace powercut
