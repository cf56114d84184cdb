// DumpPrinter: prints the contents of a file, line by line, for a person or as one JSON object a
// line.
//
//       64  commit  bytes=47 synced=0 changes=1
//       92  set     "name" = "Ada"
//      111  BAD     bytes=40: no good commit
//
// Memory: a line without its value, which is printed in pieces. Threads: one.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace powercut {

struct DumpOptions {
  bool full = false;       // keys and values in full
  bool only_keys = false;  // no values, and no good lines without a key
  bool as_json = false;
};

struct DumpLine {
  std::uint64_t offset;
  std::string_view kind;
  bool is_good = true;
  std::optional<std::string_view> key = std::nullopt;
  std::optional<std::string_view> value = std::nullopt;
  std::vector<std::pair<std::string_view, std::uint64_t>> numbers = {};
  std::string note = {};
};

class DumpPrinter {
 public:
  // `file` is the path as it is printed.
  DumpPrinter(const DumpOptions& options, std::FILE* target, std::string_view file)
      : options_(options), target_(target), file_(file) {}

  void print(const DumpLine& line);

 private:
  void print_text(const DumpLine& line);
  void print_json(const DumpLine& line);
  void put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), target_); }

  // Calls put_piece(piece) for as much of the bytes as is to be shown, in pieces.
  template <typename PutPiece>
  void in_pieces(std::string_view bytes, PutPiece&& put_piece);

  DumpOptions options_;
  std::FILE* target_;
  std::string file_;
};

}  // namespace powercut
