// Goal: equal observations are one, and others are not, whatever their bytes. Method: values that
// look alike when put side by side.
#include "harness/judge/observations.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::ElementsAre;

FoundValue absent() { return {}; }
FoundValue present(std::string value) { return {true, std::move(value)}; }

TEST(Observations, are_kept_once) {
  Observations observations;
  std::vector<FoundValue> found{present("1"), absent(), present("probe")};
  ObservationId id = observations.intern(found);
  EXPECT_EQ(observations.intern(found), id);
  EXPECT_EQ(observations.keys_of(id).size(), 2U);
  EXPECT_EQ(observations.keys_of(id)[0].value, "1");
  EXPECT_FALSE(observations.keys_of(id)[1].there);
  EXPECT_EQ(observations.probe_of(id).value, "probe");
}

TEST(Observations, tell_values_apart_that_look_alike_side_by_side) {
  Observations observations;
  std::vector<std::vector<FoundValue>> all{
      {present("ab"), present("c"), absent()},
      {present("a"), present("bc"), absent()},
      {present("abc"), present(""), absent()},
      {present("abc"), absent(), absent()},
      {absent(), present("abc"), absent()},
      {absent(), absent(), present("abc")},
      {present(std::string(1, '\0')), absent(), absent()},
      {present(""), absent(), absent()},
      {absent(), absent(), absent()},
  };
  std::set<ObservationId> ids;
  for (const auto& found : all) ids.insert(observations.intern(found));
  EXPECT_EQ(ids.size(), all.size());
}

// The value of an absent key is memory that a read has left.
TEST(Observations, take_no_notice_of_the_value_of_what_is_absent) {
  Observations observations;
  std::vector<FoundValue> left{{false, "left over"}, absent()};
  std::vector<FoundValue> clean{absent(), absent()};
  EXPECT_EQ(observations.intern(left), observations.intern(clean));
}

TEST(Observations, of_the_same_keys_may_differ_in_the_probe) {
  Observations observations;
  ObservationId with = observations.intern(std::vector{present("1"), present("probe")});
  ObservationId without = observations.intern(std::vector{present("1"), absent()});
  ObservationId other = observations.intern(std::vector{present("2"), absent()});
  EXPECT_NE(with, without);
  EXPECT_TRUE(observations.same_keys(with, without));
  EXPECT_FALSE(observations.same_keys(without, other));
}

TEST(ObservationSets, are_kept_once_and_united) {
  Observations observations;
  EXPECT_THAT(observations.set(0), ElementsAre());
  ObservationSetId low = observations.intern_set({1, 4});
  ObservationSetId high = observations.intern_set({2, 4, 7});
  EXPECT_EQ(observations.intern_set({1, 4}), low);
  ObservationSetId both = observations.united(low, high);
  EXPECT_THAT(observations.set(both), ElementsAre(1, 2, 4, 7));
  EXPECT_EQ(observations.united(high, low), both);
  EXPECT_EQ(observations.united(both, low), both);
  EXPECT_EQ(observations.united(0, high), high);
  EXPECT_EQ(observations.united(high, 0), high);
  EXPECT_EQ(observations.intern_set({}), 0U);
}

}  // namespace
}  // namespace powercut
