// SPDX-License-Identifier: Apache-2.0
// Files from outside are hostile: every offset is checked before it is used.
#include "shared/tensor/safetensors.h"

#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "shared/tensor/half.h"

namespace segue {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit
constexpr std::size_t kMaxRank = 8;

Error unusable(const std::string& what) {
  return {ErrorCode::kCorruptData,
          "this is not a usable safetensors file: " + what + ". Download or write the file again."};
}

// A list of non-negative whole numbers; false where `json` is something else.
bool read_numbers(const Json& json, std::vector<std::uint64_t>& out) {
  if (!json.is_array() || json.size() > kMaxRank) return false;
  for (const Json& item : json) {
    const auto* number = item.get_ptr<const std::uint64_t*>();
    if (!number || *number > INT64_MAX) return false;
    out.push_back(*number);
  }
  return true;
}

std::vector<float> to_floats(std::span<const std::uint8_t> bytes, bool half) {
  std::vector<float> values(bytes.size() / (half ? 2 : 4));
  if (!half) {
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const unsigned low = bytes[2 * i], high = bytes[2 * i + 1];
    values[i] = from_half(static_cast<std::uint16_t>(high << 8 | low));
  }
  return values;
}

Result<Tensor> read_array(const std::string& name, const Json& entry,
                          std::span<const std::uint8_t> data) {
  const auto field = [&](const char* key) {
    const auto found = entry.is_object() ? entry.find(key) : entry.end();
    return found == entry.end() ? nullptr : &*found;
  };
  const Json *type = field("dtype"), *extents = field("shape"), *place = field("data_offsets");
  const auto* type_name = type ? type->get_ptr<const std::string*>() : nullptr;
  if (!type_name || !extents || !place) {
    return unusable("the array \"" + name + "\" needs dtype, shape and data_offsets");
  }
  const bool half = *type_name == "F16";
  if (!half && *type_name != "F32") {
    return Error{ErrorCode::kUnsupported, "the array \"" + name + "\" has the type " + *type_name +
                                              "; expected F32 or F16. Convert the file."};
  }
  std::vector<std::uint64_t> shape, offsets;
  if (!read_numbers(*extents, shape) || !read_numbers(*place, offsets) || offsets.size() != 2) {
    return unusable("the shape or the data_offsets of \"" + name + "\" are no lists of numbers");
  }
  if (offsets[0] > offsets[1] || offsets[1] > data.size()) {
    return unusable("the array \"" + name + "\" lies outside the " + std::to_string(data.size()) +
                    " bytes of data");
  }
  const std::uint64_t size_bytes = offsets[1] - offsets[0];
  Tensor tensor;
  std::uint64_t count = 1;
  for (const auto extent : shape) {
    if (extent != 0 && count > size_bytes / extent) {
      return unusable("the array \"" + name + "\" has more numbers than its bytes hold");
    }
    count *= extent;
    tensor.shape.push_back(static_cast<std::int64_t>(extent));
  }
  if (count * (half ? 2 : 4) != size_bytes) {
    return unusable("the array \"" + name + "\" needs " + std::to_string(count * (half ? 2 : 4)) +
                    " bytes and has " + std::to_string(size_bytes));
  }
  tensor.data = to_floats(
      data.subspan(static_cast<std::size_t>(offsets[0]), static_cast<std::size_t>(size_bytes)),
      half);
  return tensor;
}

}  // namespace

Result<NamedTensors> parse_safetensors(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kLengthBytes) {
    return unusable("it has " + std::to_string(bytes.size()) +
                    " bytes, fewer than its length takes");
  }
  std::uint64_t header_bytes = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) header_bytes |= std::uint64_t{bytes[i]} << (8 * i);
  if (header_bytes > kMaxHeaderBytes || header_bytes > bytes.size() - kLengthBytes) {
    return unusable("its header claims " + std::to_string(header_bytes) + " bytes of " +
                    std::to_string(bytes.size() - kLengthBytes));
  }
  const auto text = bytes.subspan(kLengthBytes, static_cast<std::size_t>(header_bytes));
  const auto data = bytes.subspan(kLengthBytes + static_cast<std::size_t>(header_bytes));
  const Json header = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!header.is_object()) return unusable("its header is not a JSON object");
  NamedTensors tensors;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    auto array = read_array(name, entry, data);
    if (!array) return array.error();
    tensors.emplace(name, std::move(*array));
  }
  return tensors;
}

std::vector<std::uint8_t> format_safetensors(const NamedTensors& tensors, FloatStorage storage,
                                             const std::map<std::string, std::string>& metadata) {
  const bool half = storage == FloatStorage::kF16;
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::size_t data_bytes = 0;
  for (const auto& [name, tensor] : tensors) {
    const auto* values = tensor.floats();
    if (!values) continue;
    const std::size_t end = data_bytes + values->size() * (half ? 2 : 4);
    header[name] = {{"dtype", half ? "F16" : "F32"},
                    {"shape", tensor.shape},
                    {"data_offsets", {data_bytes, end}}};
    data_bytes = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the format wants the data 8-byte aligned
  std::vector<std::uint8_t> bytes(kLengthBytes + text.size() + data_bytes);
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes[i] = static_cast<std::uint8_t>(std::uint64_t{text.size()} >> (8 * i));
  }
  std::memcpy(bytes.data() + kLengthBytes, text.data(), text.size());
  std::uint8_t* out = bytes.data() + kLengthBytes + text.size();
  for (const auto& [name, tensor] : tensors) {
    const auto* values = tensor.floats();
    if (!values || values->empty()) continue;
    if (!half) {
      std::memcpy(out, values->data(), values->size() * sizeof(float));
      out += values->size() * sizeof(float);
      continue;
    }
    for (const float value : *values) {
      const std::uint16_t bits = to_half(value);
      *out++ = static_cast<std::uint8_t>(bits & 0xff);
      *out++ = static_cast<std::uint8_t>(bits >> 8);
    }
  }
  return bytes;
}

}  // namespace segue
