// Result<T>: a T, or the Error that stood in its way; it cannot be dropped unseen.
//
//   Result<std::uint64_t> tail = file.size();
//   if (!tail.ok()) return tail.error();
//   use(*tail);
//
// POWERCUT_TRY(expression) returns the error to the caller, if there is one;
// POWERCUT_TRY_ASSIGN(auto size, expression) also takes the value out. Reading the value of a
// failed Result is a programmer's error (CHECK).
#pragma once

#include <expected>
#include <utility>

#include "powercut/io/check.h"
#include "powercut/io/error.h"

namespace powercut {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::unexpected(error)) {}

  bool ok() const { return state_.has_value(); }
  const Error& error() const {
    POWERCUT_CHECK(!ok());
    return state_.error();
  }
  T& operator*() {
    POWERCUT_CHECK(ok());
    return *state_;
  }
  const T& operator*() const {
    POWERCUT_CHECK(ok());
    return *state_;
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

 private:
  std::expected<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(error), ok_(false) {}

  bool ok() const { return ok_; }
  const Error& error() const {
    POWERCUT_CHECK(!ok());
    return error_;
  }

 private:
  // Not std::expected<void, Error>: g++ 12 takes its unused error for a read of an uninitialised
  // one, wherever `POWERCUT_TRY(...); return {};` is inlined.
  Error error_ = {};
  bool ok_ = true;
};

}  // namespace powercut

#define POWERCUT_JOIN_INNER(left, right) left##right
#define POWERCUT_JOIN(left, right) POWERCUT_JOIN_INNER(left, right)

#define POWERCUT_TRY(expression)                                                     \
  do {                                                                               \
    if (auto try_result = (expression); !try_result.ok()) return try_result.error(); \
  } while (false)

#define POWERCUT_TRY_ASSIGN(declaration, expression) \
  POWERCUT_TRY_ASSIGN_INNER(POWERCUT_JOIN(try_result_, __LINE__), declaration, expression)
#define POWERCUT_TRY_ASSIGN_INNER(result, declaration, expression) \
  auto result = (expression);                                      \
  if (!result.ok()) return result.error();                         \
  declaration = std::move(*result)
