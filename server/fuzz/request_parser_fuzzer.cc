// Goal: in however many pieces a client's bytes come, the requests are the same. Method: the first
// byte says whether the client is a stranger and how many lengths of pieces follow, by turns; the
// rest is what it sends. Each time the parser is given a copy of just the bytes that it may read.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/macros.h"
#include "server/fuzz/fuzz_input.h"
#include "server/protocol/request_parser.h"

namespace powercut {

namespace {

// Small, so that inputs of some hundred bytes reach them.
constexpr RequestLimits limits = {
    .arguments_max = 40, .argument_bytes_max = 300, .line_bytes_max = 200};

struct Request {
  RequestParser::Outcome outcome;
  std::vector<std::string> words = {};  // its arguments, or its line, or the error
  bool line_ends_in_crlf = false;
  std::size_t consumed = 0;

  friend bool operator==(const Request&, const Request&) = default;
};

class Reader {
 public:
  explicit Reader(bool is_stranger) : is_stranger_(is_stranger) {}

  void receive(std::string_view bytes) {
    unread_ += bytes;
    while (!has_failed_ && read_one()) {
    }
  }

  const std::vector<Request>& requests() const { return requests_; }
  bool has_failed() const { return has_failed_; }
  std::size_t unread_bytes() const { return unread_.size(); }

 private:
  // False: more bytes are needed.
  bool read_one() {
    const std::vector<char> copy(unread_.begin(), unread_.end());
    const auto outcome = parser_.next({copy.data(), copy.size()}, limits, is_stranger_);
    if (outcome == RequestParser::Outcome::incomplete) {
      // A caller that makes so much room must get on by it, and is never asked for more than the
      // limits.
      CHECK(parser_.bytes_needed() <= copy.size() + limits.argument_bytes_max + line_end_bytes);
      return false;
    }
    Request request{.outcome = outcome, .consumed = parser_.consumed()};
    has_failed_ = outcome == RequestParser::Outcome::failed;
    if (has_failed_) {
      CHECK(parser_.error().starts_with("Protocol error: "));
      request.words = {parser_.error()};
      request.consumed = 0;
    } else if (outcome == RequestParser::Outcome::line) {
      request.words = {std::string(parser_.line())};
      request.line_ends_in_crlf = parser_.line_ends_in_crlf();
    } else if (outcome == RequestParser::Outcome::arguments) {
      CHECK(!parser_.arguments().empty());
      CHECK(parser_.arguments().size() <= limits.arguments_max);
      request.words.assign(parser_.arguments().begin(), parser_.arguments().end());
      for (const std::string& word : request.words) CHECK(word.size() <= limits.argument_bytes_max);
    }
    requests_.push_back(std::move(request));
    if (has_failed_) return false;
    CHECK(parser_.consumed() > 0 && parser_.consumed() <= unread_.size());
    unread_.erase(0, parser_.consumed());
    return !unread_.empty();
  }

  static constexpr std::size_t line_end_bytes = 2;

  bool is_stranger_;
  RequestParser parser_;
  std::string unread_;
  std::vector<Request> requests_;
  bool has_failed_ = false;
};

void check(std::string_view input) {
  if (input.empty()) return;
  constexpr std::uint8_t stranger_bit = 0x80;
  constexpr std::uint8_t count_bits = 0x0F;
  const auto first = static_cast<std::uint8_t>(input.front());
  input.remove_prefix(1);
  const std::string_view lengths = input.substr(0, first & count_bits);
  input.remove_prefix(lengths.size());
  const bool is_stranger = (first & stranger_bit) != 0;

  Reader whole(is_stranger);
  whole.receive(input);
  Reader in_pieces(is_stranger);
  for (std::size_t turn = 0; !input.empty(); ++turn) {
    const auto drawn =
        lengths.empty() ? 1 : static_cast<std::uint8_t>(lengths[turn % lengths.size()]);
    const std::string_view piece = input.substr(0, drawn == 0 ? 1 : drawn);
    in_pieces.receive(piece);
    input.remove_prefix(piece.size());
  }
  CHECK(whole.requests() == in_pieces.requests());
  CHECK(whole.has_failed() == in_pieces.has_failed());
  // Behind an error nothing is read.
  CHECK(whole.has_failed() || whole.unread_bytes() == in_pieces.unread_bytes());
}

}  // namespace

}  // namespace powercut

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  powercut::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
