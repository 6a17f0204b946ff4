// SPDX-License-Identifier: Apache-2.0
// HDF5 files as bytes in memory (libhdf5's core driver), so that opening, syncing and renaming stay
// with native/io's own functions and a full disk is their error. For dataset_file.cpp only.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "shared/base/result.h"

namespace segue::detail {

using Hdf5Id = std::int64_t;  // hid_t of libhdf5 1.10 and later

/// Element types our files use.
enum class Hdf5Type { kU8, kU16, kU32, kI32, kI64, kF32 };

template <class T>
constexpr Hdf5Type hdf5_type() {
  if constexpr (std::is_same_v<T, std::uint8_t>) return Hdf5Type::kU8;
  if constexpr (std::is_same_v<T, std::uint16_t>) return Hdf5Type::kU16;
  if constexpr (std::is_same_v<T, std::uint32_t>) return Hdf5Type::kU32;
  if constexpr (std::is_same_v<T, std::int32_t>) return Hdf5Type::kI32;
  if constexpr (std::is_same_v<T, std::int64_t>) return Hdf5Type::kI64;
  if constexpr (std::is_same_v<T, float>) return Hdf5Type::kF32;
}

/// Builds a file. The first failure is kept and returned by finish(); later calls then do nothing.
class Hdf5Writer {
 public:
  Hdf5Writer();
  ~Hdf5Writer();
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;

  void add_group(const std::string& path);
  void set_attribute(const std::string& name, std::int64_t value);
  void set_attribute(const std::string& name, const std::string& value);
  /// Chunked, shuffled and deflated, of shape [rows], [rows, columns] or, with `planes` > 0,
  /// [rows, columns, planes].
  template <class T>
  void write(const std::string& path, std::span<const T> values, std::int64_t columns = 0,
             std::int64_t planes = 0) {
    write_array(path, values.data(), values.size(), hdf5_type<T>(), columns, planes);
  }
  /// [rows] strings of one length, padded with zeros.
  void write_strings(const std::string& path, const std::vector<std::string>& values);
  Result<std::vector<std::uint8_t>> finish();

 private:
  void write_array(const std::string& path, const void* data, std::size_t count, Hdf5Type type,
                   std::int64_t columns, std::int64_t planes);
  void write_typed(const std::string& path, const void* data, std::size_t rows,
                   std::int64_t columns, std::int64_t planes, Hdf5Id type,
                   std::size_t element_size);
  void check(bool good, const std::string& what);

  Hdf5Id file_ = -1;
  std::string error_;
};

/// Reads a file. `failed()` after any call that did not find what it asked for; the first is kept.
class Hdf5Reader {
 public:
  /// `bytes` must outlive the reader.
  explicit Hdf5Reader(std::span<const std::uint8_t> bytes);
  ~Hdf5Reader();
  Hdf5Reader(const Hdf5Reader&) = delete;
  Hdf5Reader& operator=(const Hdf5Reader&) = delete;

  bool is_open() const { return file_ >= 0; }
  bool failed() const { return !error_.empty(); }
  /// What failed first, as a clause: "/train/tokens is missing".
  const std::string& error() const { return error_; }

  /// All scalar attributes of the root. Integers go to `numbers`, strings to `texts`.
  void read_attributes(std::map<std::string, std::int64_t>& numbers,
                       std::map<std::string, std::string>& texts);
  /// Checks that the shape is [rows] (columns 0), [rows, columns] (planes 0) or [rows, columns,
  /// planes]; `rows` < 0 takes any number.
  template <class T>
  std::vector<T> read(const std::string& path, std::int64_t rows = -1, std::int64_t columns = 0,
                      std::int64_t planes = 0) {
    std::vector<T> values;
    const Hdf5Id dataset = open_array(path, rows, columns, planes, sizeof(T));
    if (dataset < 0) return values;
    values.resize(
        static_cast<std::size_t>(rows * (columns > 0 ? columns : 1) * (planes > 0 ? planes : 1)));
    read_array(dataset, path, values.data(), hdf5_type<T>());
    return values;
  }
  std::vector<std::string> read_strings(const std::string& path, std::int64_t rows = -1);

 private:
  Hdf5Id open_array(const std::string& path, std::int64_t& rows, std::int64_t columns,
                    std::int64_t planes, std::size_t element_size);
  void read_array(Hdf5Id dataset, const std::string& path, void* out, Hdf5Type type);
  void fail(const std::string& what);

  Hdf5Id file_ = -1;
  std::size_t size_ = 0;
  std::string error_;
};

}  // namespace segue::detail
