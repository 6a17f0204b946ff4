// SPDX-License-Identifier: Apache-2.0
// The safetensors format, both directions. Headers from outside are hostile: every offset is
// checked.
#include <cstring>
#include <nlohmann/json.hpp>

#include "native/train/weights.h"
#include "shared/tensor/half.h"

namespace segue {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit
constexpr std::size_t kMaxRank = 8;

Error corrupt(const std::string& what) {
  return {ErrorCode::kCorruptData,
          "not a usable safetensors file: " + what + "; write the file again or take another copy"};
}

// A list of non-negative whole numbers, or false.
bool read_numbers(const Json& json, std::vector<std::uint64_t>& out) {
  if (!json.is_array()) return false;
  for (const auto& item : json) {
    if (!item.is_number_unsigned()) return false;
    out.push_back(item.get<std::uint64_t>());
  }
  return true;
}

Result<NamedArray> read_array(const std::string& name, const Json& entry,
                              std::span<const std::uint8_t> data) {
  if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
      !entry.contains("data_offsets") || !entry["dtype"].is_string()) {
    return corrupt("array '" + name + "' needs dtype, shape and data_offsets");
  }
  const auto dtype = entry["dtype"].get<std::string>();
  const bool half = dtype == "F16";
  if (!half && dtype != "F32") {
    return Error{ErrorCode::kUnsupported, "array '" + name + "' has dtype " + dtype +
                                              "; expected F32 or F16: convert the file to floats"};
  }
  std::vector<std::uint64_t> shape, offsets;
  if (!read_numbers(entry["shape"], shape) || shape.size() > kMaxRank) {
    return corrupt("the shape of array '" + name + "' is not a short list of whole numbers");
  }
  if (!read_numbers(entry["data_offsets"], offsets) || offsets.size() != 2 ||
      offsets[0] > offsets[1] || offsets[1] > data.size()) {
    return corrupt("the data_offsets of array '" + name + "' lie outside the " +
                   std::to_string(data.size()) + " bytes of data");
  }
  const std::uint64_t size_bytes = offsets[1] - offsets[0];
  std::uint64_t count = 1;
  NamedArray array;
  for (const auto extent : shape) {
    if (extent != 0 && count > size_bytes / extent) {
      return corrupt("array '" + name + "' has more elements than its " +
                     std::to_string(size_bytes) + " bytes hold");
    }
    count *= extent;
    array.shape.push_back(static_cast<std::int64_t>(extent));
  }
  const std::uint64_t needed_bytes = count * (half ? sizeof(std::uint16_t) : sizeof(float));
  if (needed_bytes != size_bytes) {
    return corrupt("array '" + name + "' needs " + std::to_string(needed_bytes) +
                   " bytes and has " + std::to_string(size_bytes));
  }
  array.values.resize(count);
  const std::uint8_t* from = data.data() + offsets[0];
  if (half) {
    for (std::size_t i = 0; i < count; ++i) {
      array.values[i] = from_half(static_cast<std::uint16_t>(from[2 * i + 1] << 8 | from[2 * i]));
    }
  } else if (count > 0) {
    std::memcpy(array.values.data(), from, size_bytes);
  }
  return array;
}

}  // namespace

const NamedArray* Weights::find(std::string_view name) const {
  const auto found = arrays.find(std::string(name));
  return found == arrays.end() ? nullptr : &found->second;
}

std::int64_t Weights::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& [name, array] : arrays) count += static_cast<std::int64_t>(array.values.size());
  return count;
}

std::vector<std::uint8_t> write_safetensors(const Weights& weights,
                                            const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, array] : weights.arrays) {
    const std::uint64_t end = offset + array.values.size() * sizeof(float);
    header[name] = {{"dtype", "F32"}, {"shape", array.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // keeps the data 8-byte aligned, as the format asks
  std::vector<std::uint8_t> bytes(kLengthBytes + text.size() + offset);
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes[i] = static_cast<std::uint8_t>(text.size() >> (8 * i));
  }
  std::memcpy(bytes.data() + kLengthBytes, text.data(), text.size());
  std::uint8_t* out = bytes.data() + kLengthBytes + text.size();
  for (const auto& [name, array] : weights.arrays) {
    const std::size_t size_bytes = array.values.size() * sizeof(float);
    if (size_bytes > 0) std::memcpy(out, array.values.data(), size_bytes);
    out += size_bytes;
  }
  return bytes;
}

Result<Weights> read_safetensors(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kLengthBytes) {
    return corrupt("it has " + std::to_string(bytes.size()) +
                   " bytes, fewer than the 8 of its length field");
  }
  std::uint64_t header_bytes = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) header_bytes |= std::uint64_t{bytes[i]} << (8 * i);
  if (header_bytes > kMaxHeaderBytes || header_bytes > bytes.size() - kLengthBytes) {
    return corrupt("its header claims " + std::to_string(header_bytes) + " bytes of " +
                   std::to_string(bytes.size() - kLengthBytes));
  }
  const auto text = bytes.subspan(kLengthBytes, header_bytes);
  const Json header = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!header.is_object()) return corrupt("its header is not a JSON object");
  Weights weights;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    auto array = read_array(name, entry, bytes.subspan(kLengthBytes + header_bytes));
    if (!array) return array.error();
    weights.arrays.emplace(name, std::move(*array));
  }
  return weights;
}

}  // namespace segue
