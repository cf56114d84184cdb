// Goal: which pieces are done survives being written, and no other text is taken. Method: every set
// of ten pieces there and back; texts that are none.
#include "harness/report/files/piece_ranges.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

TEST(pieces, are_written_as_ranges) {
  EXPECT_EQ(to_text(PiecesDone{}), "");
  EXPECT_EQ(to_text(PiecesDone{false, false}), "");
  EXPECT_EQ(to_text(PiecesDone{true, true, true, false, true, false, true, true}), "1-3,5,7-8");
}

TEST(pieces, come_back_as_they_were) {
  constexpr std::size_t pieces = 10;
  for (unsigned set = 0; set < (1U << pieces); ++set) {
    PiecesDone done(pieces);
    for (std::size_t piece = 0; piece < pieces; ++piece) done[piece] = (set >> piece & 1U) != 0;
    EXPECT_EQ(parse_pieces(to_text(done), pieces), done) << to_text(done);
  }
}

TEST(pieces, are_not_read_from_any_other_text) {
  for (const char* text : {"0",
                           "11",
                           "1-11",
                           "3-2",
                           "1-1",
                           "1,2",
                           "2,1",
                           "1,1",
                           "1-3,3",
                           "1-3,4",
                           ",",
                           "1,",
                           ",1",
                           "-",
                           "1-",
                           "-1",
                           "a",
                           "1 ",
                           " 1",
                           "1-2-3",
                           "01",
                           "+1",
                           "99999999999999999999",
                           "1-2,,4"}) {
    EXPECT_EQ(parse_pieces(text, 10), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace powercut
