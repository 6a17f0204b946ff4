// SPDX-License-Identifier: Apache-2.0
// HDF5 files in memory. libhdf5 prints its own error stack unless told not to; our messages replace
// it.
#include "native/io/hdf5_image.h"

#include <hdf5.h>

#include <algorithm>
#include <cstring>

namespace segue::detail {
namespace {

static_assert(sizeof(hid_t) == sizeof(Hdf5Id));

constexpr std::size_t kImageGrowth = 1 << 20;  // bytes the memory file grows by
constexpr std::size_t kChunkBytes = 1 << 16;
constexpr unsigned kDeflateLevel = 6;
// Deflate cannot shrink more than about 1032:1 (RFC 1951's longest match); a file that claims more
// is damaged, and reading it must not exhaust memory.
constexpr std::uint64_t kLargestExpansion = 1100;

/// Closes an id with the function that belongs to it.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }  // NOLINT: stands for the id everywhere
  bool ok() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

void silence_library() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

hid_t native_type(Hdf5Type type) {
  switch (type) {
    case Hdf5Type::kU8:
      return H5T_NATIVE_UINT8;
    case Hdf5Type::kU16:
      return H5T_NATIVE_UINT16;
    case Hdf5Type::kU32:
      return H5T_NATIVE_UINT32;
    case Hdf5Type::kI32:
      return H5T_NATIVE_INT32;
    case Hdf5Type::kI64:
      return H5T_NATIVE_INT64;
    case Hdf5Type::kF32:
      return H5T_NATIVE_FLOAT;
  }
  return H5T_NATIVE_UINT8;
}

std::size_t size_of(Hdf5Type type) {
  switch (type) {
    case Hdf5Type::kU8:
      return 1;
    case Hdf5Type::kU16:
      return 2;
    case Hdf5Type::kI64:
      return 8;
    default:
      return 4;
  }
}

/// Fixed-length UTF-8, padded with zeros.
hid_t make_string_type(std::size_t size) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, std::max<std::size_t>(size, 1));
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

std::string trim_padding(const char* data, std::size_t size) {
  return std::string(data, std::find(data, data + size, '\0'));
}

}  // namespace

Hdf5Writer::Hdf5Writer() {
  silence_library();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_core(access, kImageGrowth, /*backing_store=*/0);
  // Later formats checksum the superblock with its "open for writing" flag, which H5Fget_file_image
  // then clears: such an image cannot be opened again. The earliest format has neither.
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
  file_ = H5Fcreate("segue-dataset", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  check(file_ >= 0, "create the file in memory");
}

Hdf5Writer::~Hdf5Writer() {
  if (file_ >= 0) H5Fclose(file_);
}

void Hdf5Writer::check(bool good, const std::string& what) {
  if (!good && error_.empty()) error_ = what;
}

void Hdf5Writer::add_group(const std::string& path) {
  if (!error_.empty()) return;
  const Handle group(H5Gcreate2(file_, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                     H5Gclose);
  check(group.ok(), "create the group " + path);
}

void Hdf5Writer::set_attribute(const std::string& name, std::int64_t value) {
  if (!error_.empty()) return;
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle attribute(
      H5Acreate2(file_, name.c_str(), H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(attribute.ok() && H5Awrite(attribute, H5T_NATIVE_INT64, &value) >= 0,
        "write the attribute " + name);
}

void Hdf5Writer::set_attribute(const std::string& name, const std::string& value) {
  if (!error_.empty()) return;
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle type(make_string_type(value.size()), H5Tclose);
  const Handle attribute(H5Acreate2(file_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  check(attribute.ok() && H5Awrite(attribute, type, value.c_str()) >= 0,
        "write the attribute " + name);
}

void Hdf5Writer::write_array(const std::string& path, const void* data, std::size_t count,
                             Hdf5Type type, std::int64_t columns, std::int64_t planes) {
  const auto row = std::max<std::int64_t>(columns, 1) * std::max<std::int64_t>(planes, 1);
  write_typed(path, data, count / static_cast<std::size_t>(row), columns, planes, native_type(type),
              size_of(type));
}

void Hdf5Writer::write_strings(const std::string& path, const std::vector<std::string>& values) {
  std::size_t width = 1;
  for (const auto& value : values) width = std::max(width, value.size());
  std::vector<char> padded(width * values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::memcpy(padded.data() + i * width, values[i].data(), values[i].size());
  }
  const Handle type(make_string_type(width), H5Tclose);
  write_typed(path, padded.data(), values.size(), 0, 0, type, width);
}

void Hdf5Writer::write_typed(const std::string& path, const void* data, std::size_t rows,
                             std::int64_t columns, std::int64_t planes, Hdf5Id type,
                             std::size_t element_size) {
  if (!error_.empty()) return;
  const int rank = columns == 0 ? 1 : planes == 0 ? 2 : 3;
  const hsize_t shape[3] = {rows, static_cast<hsize_t>(std::max<std::int64_t>(columns, 1)),
                            static_cast<hsize_t>(std::max<std::int64_t>(planes, 1))};
  const Handle space(H5Screate_simple(rank, shape, nullptr), H5Sclose);
  const Handle layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(layout, false);  // the same data give the same bytes
  if (rows > 0) {                         // an empty array cannot be chunked
    const std::size_t row_bytes = element_size * static_cast<std::size_t>(shape[1] * shape[2]);
    const hsize_t chunk[3] = {
        std::clamp<hsize_t>(kChunkBytes / std::max<std::size_t>(row_bytes, 1), 1, rows), shape[1],
        shape[2]};
    check(H5Pset_chunk(layout, rank, chunk) >= 0 && H5Pset_shuffle(layout) >= 0 &&
              H5Pset_deflate(layout, kDeflateLevel) >= 0,
          "compress " + path);
  }
  const Handle dataset(
      H5Dcreate2(file_, path.c_str(), type, space, H5P_DEFAULT, layout, H5P_DEFAULT), H5Dclose);
  check(dataset.ok() &&
            (rows == 0 || H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0),
        "write " + path);
}

Result<std::vector<std::uint8_t>> Hdf5Writer::finish() {
  std::vector<std::uint8_t> bytes;
  if (error_.empty()) {
    check(H5Fflush(file_, H5F_SCOPE_GLOBAL) >= 0, "complete the file in memory");
    const ssize_t size = H5Fget_file_image(file_, nullptr, 0);
    check(size > 0, "measure the file in memory");
    if (error_.empty()) {
      bytes.resize(static_cast<std::size_t>(size));
      check(H5Fget_file_image(file_, bytes.data(), bytes.size()) == size, "copy the file");
    }
  }
  if (!error_.empty()) {
    return Error{ErrorCode::kRuntime,
                 "libhdf5 could not " + error_ + "; is there enough memory for the data set?"};
  }
  return bytes;
}

Hdf5Reader::Hdf5Reader(std::span<const std::uint8_t> bytes) : size_(bytes.size()) {
  silence_library();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_core(access, kImageGrowth, /*backing_store=*/0);
  // The library copies the image and does not change it, but its signature has no const.
  if (bytes.empty() ||
      H5Pset_file_image(access, const_cast<std::uint8_t*>(bytes.data()), bytes.size()) < 0) {
    return;
  }
  file_ = H5Fopen("segue-dataset", H5F_ACC_RDONLY, access);
}

Hdf5Reader::~Hdf5Reader() {
  if (file_ >= 0) H5Fclose(file_);
}

void Hdf5Reader::fail(const std::string& what) {
  if (error_.empty()) error_ = what;
}

void Hdf5Reader::read_attributes(std::map<std::string, std::int64_t>& numbers,
                                 std::map<std::string, std::string>& texts) {
  H5O_info_t info;
  if (H5Oget_info(file_, &info) < 0) return fail("the root group cannot be read");
  for (hsize_t i = 0; i < info.num_attrs; ++i) {
    const Handle attribute(
        H5Aopen_by_idx(file_, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    const ssize_t length = attribute.ok() ? H5Aget_name(attribute, 0, nullptr) : -1;
    if (length < 0) return fail("an attribute of the root cannot be read");
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    H5Aget_name(attribute, name.size(), name.data());
    name.pop_back();
    const Handle space(H5Aget_space(attribute), H5Sclose);
    const Handle type(H5Aget_type(attribute), H5Tclose);
    if (H5Sget_simple_extent_npoints(space) != 1) continue;  // not one of ours
    if (H5Tget_class(type) == H5T_INTEGER) {
      std::int64_t value = 0;
      if (H5Aread(attribute, H5T_NATIVE_INT64, &value) < 0) return fail(name + " is damaged");
      numbers[name] = value;
    } else if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0) {
      const std::size_t size = H5Tget_size(type);
      if (size > size_) return fail(name + " is longer than the file");
      std::vector<char> value(size);
      const Handle wanted(make_string_type(size), H5Tclose);
      if (H5Aread(attribute, wanted, value.data()) < 0) return fail(name + " is damaged");
      texts[name] = trim_padding(value.data(), size);
    }
  }
}

Hdf5Id Hdf5Reader::open_array(const std::string& path, std::int64_t& rows, std::int64_t columns,
                              std::int64_t planes, std::size_t element_size) {
  if (failed()) return -1;
  const hid_t dataset = H5Dopen2(file_, path.c_str(), H5P_DEFAULT);
  if (dataset < 0) return fail(path + " is missing"), -1;
  const Handle space(H5Dget_space(dataset), H5Sclose);
  hsize_t shape[H5S_MAX_RANK] = {};
  const int rank = H5Sget_simple_extent_dims(space, shape, nullptr);
  const auto give_up = [&](const std::string& why) -> Hdf5Id {
    H5Dclose(dataset);
    fail(path + why);
    return -1;
  };
  if (rank != (columns == 0 ? 1 : planes == 0 ? 2 : 3)) {
    return give_up(" has the wrong number of dimensions");
  }
  if (columns > 0 && shape[1] != static_cast<hsize_t>(columns)) {
    return give_up(" has " + std::to_string(shape[1]) + " columns instead of " +
                   std::to_string(columns));
  }
  if (planes > 0 && shape[2] != static_cast<hsize_t>(planes)) {
    return give_up(" has " + std::to_string(shape[2]) + " planes instead of " +
                   std::to_string(planes));
  }
  if (rows >= 0 && shape[0] != static_cast<hsize_t>(rows)) {
    return give_up(" has " + std::to_string(shape[0]) + " rows instead of " + std::to_string(rows));
  }
  const std::uint64_t row_bytes =
      element_size * static_cast<std::uint64_t>(std::max<std::int64_t>(columns, 1) *
                                                std::max<std::int64_t>(planes, 1));
  if (shape[0] > size_ * kLargestExpansion / std::max<std::uint64_t>(row_bytes, 1)) {
    return give_up(" claims " + std::to_string(shape[0]) + " rows, more than the file can hold");
  }
  rows = static_cast<std::int64_t>(shape[0]);
  return dataset;
}

void Hdf5Reader::read_array(Hdf5Id dataset, const std::string& path, void* out, Hdf5Type type) {
  const Handle owned(dataset, H5Dclose);
  const Handle stored(H5Dget_type(owned), H5Tclose);
  const bool real = type == Hdf5Type::kF32;
  if (H5Tget_class(stored) != (real ? H5T_FLOAT : H5T_INTEGER)) {
    return fail(path + (real ? " does not hold reals" : " does not hold whole numbers"));
  }
  if (H5Dread(owned, native_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0) {
    fail(path + " is damaged");
  }
}

std::vector<std::string> Hdf5Reader::read_strings(const std::string& path, std::int64_t rows) {
  std::vector<std::string> values;
  const Handle dataset(open_array(path, rows, 0, 0, 1), H5Dclose);
  if (!dataset.ok()) return values;
  const Handle stored(H5Dget_type(dataset), H5Tclose);
  if (H5Tget_class(stored) != H5T_STRING || H5Tis_variable_str(stored) != 0) {
    return fail(path + " does not hold strings of one length"), values;
  }
  const std::size_t width = H5Tget_size(stored);
  if (width >
      size_ * kLargestExpansion / std::max<std::uint64_t>(static_cast<std::uint64_t>(rows), 1)) {
    return fail(path + " claims more text than the file can hold"), values;
  }
  std::vector<char> padded(width * static_cast<std::size_t>(rows));
  const Handle wanted(make_string_type(width), H5Tclose);
  if (rows > 0 && H5Dread(dataset, wanted, H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()) < 0) {
    return fail(path + " is damaged"), values;
  }
  values.reserve(static_cast<std::size_t>(rows));
  for (std::int64_t i = 0; i < rows; ++i) {
    values.push_back(trim_padding(padded.data() + static_cast<std::size_t>(i) * width, width));
  }
  return values;
}

}  // namespace segue::detail
