#include "server/protocol/quoted_words.h"

namespace powercut {

namespace {

bool is_space(char character) {
  return character == ' ' || (character >= '\t' && character <= '\r');
}

// Behind a word that no quote ends.
bool ends_word(char character) {
  return character != '\v' && character != '\f' && is_space(character);
}

std::optional<int> hex_digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return std::nullopt;
}

char unescaped(char character) {
  switch (character) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    case 'a':
      return '\a';
    default:
      return character;
  }
}

class WordReader {
 public:
  explicit WordReader(std::string_view line) : rest_(line) {}

  bool skip_space() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
    return !rest_.empty();
  }

  // False: the word is not well formed.
  bool read_word(std::string& word) {
    while (!rest_.empty() && !ends_word(rest_.front())) {
      const char character = take();
      if (character == '"' || character == '\'') {
        const bool is_closed =
            character == '"' ? read_double_quoted(word) : read_single_quoted(word);
        return is_closed && (rest_.empty() || is_space(rest_.front()));
      }
      word += character;
    }
    return true;
  }

 private:
  char take() {
    const char character = rest_.front();
    rest_.remove_prefix(1);
    return character;
  }

  bool read_double_quoted(std::string& word) {
    while (!rest_.empty()) {
      const char character = take();
      if (character == '"') return true;
      if (character != '\\' || rest_.empty()) {
        word += character;
        continue;
      }
      if (rest_.size() >= 3 && rest_[0] == 'x' && hex_digit(rest_[1]) && hex_digit(rest_[2])) {
        word += static_cast<char>(*hex_digit(rest_[1]) * 16 + *hex_digit(rest_[2]));
        rest_.remove_prefix(3);
      } else {
        word += unescaped(take());
      }
    }
    return false;
  }

  bool read_single_quoted(std::string& word) {
    while (!rest_.empty()) {
      const char character = take();
      if (character == '\'') return true;
      const bool is_escaped_quote = character == '\\' && rest_.starts_with('\'');
      word += is_escaped_quote ? take() : character;
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<std::vector<std::string>> split_quoted_words(std::string_view line) {
  std::vector<std::string> words;
  WordReader reader(line);
  while (reader.skip_space()) {
    if (!reader.read_word(words.emplace_back())) return std::nullopt;
  }
  return words;
}

}  // namespace powercut
