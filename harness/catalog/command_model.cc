#include "harness/catalog/command_model.h"
#include "engine/io/macros.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace powercut {

namespace {

constexpr const char* no_integer = "-ERR value is not an integer or out of range\r\n";

std::string array_answer(const std::vector<std::string>& elements) {
  std::string answer = fmt::format("*{}\r\n", elements.size());
  for (const std::string& element : elements) answer += element;
  return answer;
}

std::int64_t number_in(const std::string& word) { return integer_of(word).value(); }

std::int64_t size_of(const std::string& value) { return static_cast<std::int64_t>(value.size()); }

// The bytes from first to last, both included; negative ones count from the end.
std::string part(const std::string& value, std::int64_t first, std::int64_t last) {
  const std::int64_t size = size_of(value);
  if (first < 0 && last < 0 && first > last) return {};
  if (first < 0) first = std::max<std::int64_t>(0, size + first);
  if (last < 0) last = std::max<std::int64_t>(0, size + last);
  last = std::min(last, size - 1);
  if (first > last) return {};
  return value.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1));
}

}  // namespace

std::string integer_answer(std::int64_t number) { return fmt::format(":{}\r\n", number); }

std::string bulk_answer(const std::optional<std::string>& value) {
  return value ? fmt::format("${}\r\n{}\r\n", value->size(), *value) : "$-1\r\n";
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || std::to_string(number) != text) return {};
  return number;
}

std::optional<std::string> CommandModel::find(const std::string& key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

std::string CommandModel::carry_out(const Words& words) {
  using Kind = Answer (CommandModel::*)(const Words&);
  for (Kind kind : {&CommandModel::whole_value, &CommandModel::several_values,
                    &CommandModel::part_of_value, &CommandModel::counter, &CommandModel::names,
                    &CommandModel::removal, &CommandModel::move, &CommandModel::keyspace}) {
    if (Answer answer = (this->*kind)(words)) return std::move(*answer);
  }
  CHECK(false);  // a command that the model has no answer to must not be drawn
  return {};
}

CommandModel::Answer CommandModel::whole_value(const Words& words) {
  const std::string& name = words[0];
  if (name == "GET") return bulk_answer(find(words[1]));
  if (name == "SET") return set_with(words);
  if (name == "SETNX") {
    return integer_answer(keys_.try_emplace(words[1], words[2]).second ? 1 : 0);
  }
  if (name == "GETSET") {
    std::string answer = bulk_answer(find(words[1]));
    keys_[words[1]] = words[2];
    return answer;
  }
  if (name == "GETDEL") {
    std::string answer = bulk_answer(find(words[1]));
    keys_.erase(words[1]);
    return answer;
  }
  return std::nullopt;
}

std::string CommandModel::set_with(const Words& words) {
  const std::optional<std::string> old = find(words[1]);
  auto asks = [&](std::string_view option) {
    return std::find(words.begin() + 3, words.end(), option) != words.end();
  };
  const bool sets = !(asks("NX") && old) && !(asks("XX") && !old);
  if (sets) keys_[words[1]] = words[2];
  if (asks("GET")) return bulk_answer(old);
  return sets ? std::string(ok_answer) : bulk_answer(std::nullopt);
}

CommandModel::Answer CommandModel::several_values(const Words& words) {
  const std::string& name = words[0];
  if (name == "MGET") {
    std::vector<std::string> values;
    for (std::size_t index = 1; index < words.size(); ++index) {
      values.push_back(bulk_answer(find(words[index])));
    }
    return array_answer(values);
  }
  if (name != "MSET" && name != "MSETNX") return std::nullopt;
  for (std::size_t index = 1; name == "MSETNX" && index < words.size(); index += 2) {
    if (has(words[index])) return integer_answer(0);
  }
  for (std::size_t index = 1; index < words.size(); index += 2) {
    keys_[words[index]] = words[index + 1];
  }
  return name == "MSET" ? std::string(ok_answer) : integer_answer(1);
}

CommandModel::Answer CommandModel::part_of_value(const Words& words) {
  const std::string& name = words[0];
  if (name == "STRLEN") return integer_answer(size_of(find(words[1]).value_or("")));
  if (name == "GETRANGE" || name == "SUBSTR") {
    return bulk_answer(part(find(words[1]).value_or(""), number_in(words[2]), number_in(words[3])));
  }
  if (name == "APPEND") {
    std::string& value = keys_[words[1]];
    value += words[2];
    return integer_answer(size_of(value));
  }
  if (name != "SETRANGE") return std::nullopt;
  std::string value = find(words[1]).value_or("");
  if (words[3].empty()) return integer_answer(size_of(value));
  const auto offset = static_cast<std::size_t>(number_in(words[2]));
  value.resize(std::max(value.size(), offset + words[3].size()));
  std::ranges::copy(words[3], value.begin() + static_cast<std::ptrdiff_t>(offset));
  keys_[words[1]] = value;
  return integer_answer(size_of(value));
}

CommandModel::Answer CommandModel::counter(const Words& words) {
  const std::string& name = words[0];
  if (name == "INCRBYFLOAT") {
    const std::string sum =
        fmt::format("{}", std::strtod(find(words[1]).value_or("0").c_str(), nullptr) +
                              std::strtod(words[2].c_str(), nullptr));
    keys_[words[1]] = sum;
    return bulk_answer(sum);
  }
  std::int64_t by = 0;
  if (name == "INCR" || name == "DECR") {
    by = name == "INCR" ? 1 : -1;
  } else if (name == "INCRBY" || name == "DECRBY") {
    by = name == "INCRBY" ? number_in(words[2]) : -number_in(words[2]);
  } else {
    return std::nullopt;
  }
  const std::optional<std::int64_t> before = integer_of(find(words[1]).value_or("0"));
  if (!before) return no_integer;
  std::int64_t sum = 0;
  if (__builtin_add_overflow(*before, by, &sum)) {
    return "-ERR increment or decrement would overflow\r\n";
  }
  keys_[words[1]] = std::to_string(sum);
  return integer_answer(sum);
}

CommandModel::Answer CommandModel::names(const Words& words) {
  const std::string& name = words[0];
  if (name == "TYPE") return has(words[1]) ? "+string\r\n" : "+none\r\n";
  if (name == "EXISTS" || name == "TOUCH") {
    return integer_answer(
        std::count_if(words.begin() + 1, words.end(), [&](const auto& key) { return has(key); }));
  }
  if (name != "OBJECT") return std::nullopt;
  if (!has(words[2])) return bulk_answer(std::nullopt);
  return integer_answer(words[1] == "REFCOUNT" ? 1 : 0);
}

CommandModel::Answer CommandModel::removal(const Words& words) {
  const std::string& name = words[0];
  if (name == "FLUSHALL" || name == "FLUSHDB") {
    keys_.clear();
    return std::string(ok_answer);
  }
  if (name != "DEL" && name != "UNLINK") return std::nullopt;
  std::size_t removed = 0;
  for (std::size_t index = 1; index < words.size(); ++index) removed += keys_.erase(words[index]);
  return integer_answer(static_cast<std::int64_t>(removed));
}

CommandModel::Answer CommandModel::move(const Words& words) {
  const std::string& name = words[0];
  if (name != "COPY" && name != "RENAME" && name != "RENAMENX") return std::nullopt;
  const bool is_same = words[1] == words[2];
  if (name == "COPY" && is_same) return "-ERR source and destination objects are the same\r\n";
  const std::optional<std::string> value = find(words[1]);
  if (!value) return name == "COPY" ? integer_answer(0) : "-ERR no such key\r\n";
  const bool replaces = name == "RENAME" || words.back() == "REPLACE";
  if (!replaces && has(words[2])) return integer_answer(0);
  if (name != "COPY" && !is_same) keys_.erase(words[1]);
  keys_[words[2]] = *value;
  return name == "RENAME" ? std::string(ok_answer) : integer_answer(1);
}

// Patterns are those of one key, every byte of it escaped.
CommandModel::Answer CommandModel::keyspace(const Words& words) {
  const std::string& name = words[0];
  if (name == "DBSIZE") return integer_answer(static_cast<std::int64_t>(keys_.size()));
  if (name == "RANGE") return range(words);
  if (name == "RANDOMKEY") {
    return bulk_answer(keys_.empty() ? std::nullopt : std::optional(keys_.begin()->first));
  }
  if (name != "KEYS" && name != "SCAN") return std::nullopt;
  std::string key;
  const std::string& pattern = name == "KEYS" ? words[1] : words[3];
  for (std::size_t index = 1; index < pattern.size(); index += 2) key += pattern[index];
  std::vector<std::string> found;
  if (has(key)) found.push_back(bulk_answer(key));
  if (name == "KEYS") return array_answer(found);
  return array_answer({bulk_answer("0"), array_answer(found)});
}

std::string CommandModel::range(const Words& words) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : keys_) {
    if (key < words[1] || (!words[2].empty() && key >= words[2])) continue;
    found.push_back(bulk_answer(key) + bulk_answer(value));
  }
  if (words.back() == "REV") std::ranges::reverse(found);
  const auto limit = std::ranges::find(words, "LIMIT");
  if (limit != words.end()) {
    found.resize(std::min(found.size(), static_cast<std::size_t>(number_in(*(limit + 1)))));
  }
  std::string answer = fmt::format("*{}\r\n", 2 * found.size());
  for (const std::string& element : found) answer += element;
  return answer;
}

}  // namespace powercut
