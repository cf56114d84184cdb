// Result<T>: holds a T, or the Error that prevented it. The compiler warns of a Result that is
// dropped.
//
//   Result<std::uint64_t> tail = file.size();
//   if (!tail.ok()) return tail.error();
//   use(*tail);
//
// POWERCUT_TRY(expression) returns the error to the caller, if there is one.
// POWERCUT_TRY_ASSIGN(auto size, expression) does so too, and else assigns the value. A read of the
// value of a failed Result is a programmer's error (CHECK), as is a read of the error of a good
// one.
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
  // Not std::expected<void, Error>: where `POWERCUT_TRY(...); return {};` is inlined, g++ 12
  // reports a read of its unused error as one of an uninitialised value.
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
