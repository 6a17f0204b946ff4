// SPDX-License-Identifier: Apache-2.0
// What can go wrong, and a value or that: every fallible function of shared/ returns a Result.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace segue {

enum class ErrorCode {
  kInvalidArgument,  ///< the caller asked for something that cannot be done
  kCorruptData,      ///< bytes that do not follow their format
  kUnsupported,      ///< valid, but not something Segue handles
  kNoMusic,          ///< readable, but holds nothing a model could use
  kNotFound,         ///< a file, graph, track or window that is not there
  kIo,               ///< reading or writing failed
  kRuntime,          ///< an engine (ONNX Runtime, LibTorch, audio) failed
  kCancelled,        ///< the user stopped it
};

/// A failure. `message` says what was expected, what was found, where, and what to do about it.
struct Error {
  ErrorCode code = ErrorCode::kRuntime;
  std::string message;
  bool operator==(const Error&) const = default;
};

/// The caller asked for something that cannot be done.
inline Error invalid_argument(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

/// A `T` or an `Error`. Check `ok()` first; the accessors assert.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return assert(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return assert(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return assert(ok()), std::move(*std::get_if<0>(&state_)); }
  const Error& error() const { return assert(!ok()), *std::get_if<1>(&state_); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an `Error`.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return assert(error_), *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace segue
