// is_falsified: whether RapidCheck finds a counterexample to a property; for canaries, which must
// be.
#pragma once

#include <rapidcheck/detail/Configuration.h>
#include <rapidcheck/gtest.h>

#include <utility>

namespace powercut {

// Giving up for want of cases, or an error, is not a counterexample. It is not shrunk, since nobody
// reads it.
template <typename Property>
bool is_falsified(Property&& property, int cases = 200) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = cases;
  params.disableShrinking = true;
  auto result = rc::detail::checkTestable(std::forward<Property>(property),
                                          rc::detail::TestMetadata{}, params);
  return result.template is<rc::detail::FailureResult>();
}

}  // namespace powercut
