// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/package_weights.h"

#include <onnx/onnx_pb.h>

#include <cstring>
#include <map>

#include "native/train/weight_storage.h"

namespace segue {
namespace {

/// An initialiser as floats, by its shape.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

template <class T>
std::vector<float> to_floats(const std::string& raw, float (*convert)(T)) {
  std::vector<float> values;
  for (std::size_t i = 0; i + sizeof(T) <= raw.size(); i += sizeof(T)) {
    T value;
    std::memcpy(&value, raw.data() + i, sizeof value);
    values.push_back(convert(value));
  }
  return values;
}

/// All weights of one graph by the name they have after Cast and Mul.
class Graph {
 public:
  explicit Graph(const std::vector<std::uint8_t>& bytes) {
    onnx::ModelProto model;
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
    for (const auto& tensor : model.graph().initializer()) {
      Array array{{tensor.dims().begin(), tensor.dims().end()}, {}};
      switch (tensor.data_type()) {
        case onnx::TensorProto::FLOAT:
          array.values = to_floats<float>(tensor.raw_data(), [](float x) { return x; });
          break;
        case onnx::TensorProto::FLOAT16:
          array.values = to_floats<std::uint16_t>(tensor.raw_data(), from_half);
          break;
        case onnx::TensorProto::INT8:
          array.values = to_floats<std::int8_t>(
              tensor.raw_data(), [](std::int8_t x) { return static_cast<float>(x); });
          break;
        default:
          continue;
      }
      arrays_[tensor.name()] = std::move(array);
    }
  }

  /// [.., rows, columns] with scales multiplied in; empty when it is not there.
  Array get(const std::string& name) const {
    if (const auto found = arrays_.find(name); found != arrays_.end()) return found->second;
    if (const auto found = arrays_.find(name + "_f16"); found != arrays_.end())
      return found->second;
    const auto whole = arrays_.find(name + "_int8"), scale = arrays_.find(name + "_scale");
    if (whole == arrays_.end() || scale == arrays_.end()) return {};
    Array array = whole->second;
    const auto columns = static_cast<std::size_t>(array.shape.back());
    const bool by_row = scale->second.shape.size() > 1;  // [.., rows, 1], else [columns]
    for (std::size_t i = 0; i < array.values.size(); ++i) {
      array.values[i] *= scale->second.values[by_row ? i / columns : i % columns];
    }
    return array;
  }

 private:
  std::map<std::string, Array> arrays_;
};

NamedArray turned(const Array& array) {
  if (array.shape.size() != 2) return {};
  const auto rows = array.shape[0], columns = array.shape[1];
  NamedArray out{{columns, rows}, std::vector<float>(array.values.size())};
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      out.values[static_cast<std::size_t>(c * rows + r)] =
          array.values[static_cast<std::size_t>(r * columns + c)];
    }
  }
  return out;
}

NamedArray plain(const Array& array) { return {array.shape, array.values}; }

// One direction of [2, 4H, n] with gates i, o, f, c; back to i, f, g, o.
NamedArray direction_of(const Array& array, std::int64_t direction, std::int64_t rows,
                        std::int64_t columns, std::vector<std::int64_t> shape) {
  NamedArray out{std::move(shape), {}};
  const std::int64_t size = rows / 4, stride = static_cast<std::int64_t>(array.values.size()) / 2;
  for (const std::int64_t gate : {0, 2, 3, 1}) {
    const auto first = array.values.begin() + direction * stride + gate * size * columns;
    out.values.insert(out.values.end(), first, first + size * columns);
  }
  return out;
}

// [in, out] and [in, out] side by side as [out, in + in]; `first` without its last `dropped` rows.
NamedArray joined_columns(const Array& first, std::int64_t dropped, const Array& second) {
  Array both = first;
  both.values.resize(both.values.size() - static_cast<std::size_t>(dropped * both.shape[1]));
  both.values.insert(both.values.end(), second.values.begin(), second.values.end());
  both.shape[0] += second.shape[0] - dropped;
  return turned(both);
}

}  // namespace

Result<Weights> read_package_weights(const std::vector<std::uint8_t>& encoder_bytes,
                                     const std::vector<std::uint8_t>& decoder_bytes) {
  const Graph encoder(encoder_bytes), decoder(decoder_bytes);
  const Array input = encoder.get("lstm_input"), recurrent = encoder.get("lstm_recurrent");
  const Array bias = encoder.get("lstm_bias");
  if (input.shape.size() != 3 || recurrent.shape.size() != 3 || bias.shape.size() != 2 ||
      decoder.get("token_rows").shape.size() != 2 || decoder.get("z_weight").shape.size() != 2) {
    return Error{ErrorCode::kCorruptData, "these graphs were not written by segue-train export."};
  }
  Weights weights;
  auto& arrays = weights.arrays;
  const std::int64_t rows = input.shape[1];
  for (const std::int64_t direction : {0, 1}) {
    const std::string name = direction == 0 ? "encoder.0.0.fw." : "encoder.0.0.bw.";
    arrays[name + "weight_ih"] =
        direction_of(input, direction, rows, input.shape[2], {rows, input.shape[2]});
    arrays[name + "weight_hh"] =
        direction_of(recurrent, direction, rows, recurrent.shape[2], {rows, recurrent.shape[2]});
    arrays[name + "bias"] = direction_of(bias, direction, rows, 1, {rows});
  }
  for (const std::string name : {"mu", "sigma"}) {
    arrays[name + ".weight"] = turned(encoder.get(name + "_weight"));
    arrays[name + ".bias"] = plain(encoder.get(name + "_bias"));
  }
  arrays["core.0.0.weight_ih"] =
      joined_columns(decoder.get("token_rows"), /*dropped=*/1, decoder.get("z_weight"));
  for (int layer = 0;; ++layer) {
    const std::string number = std::to_string(layer), name = "core.0." + number + ".";
    if (decoder.get("recurrent_" + number).shape.empty()) break;
    if (layer > 0) arrays[name + "weight_ih"] = turned(decoder.get("input_" + number));
    arrays[name + "weight_hh"] = turned(decoder.get("recurrent_" + number));
    arrays[name + "bias"] = plain(decoder.get("bias_" + number));
  }
  arrays["core.0.init.weight"] = turned(decoder.get("init_weight"));
  arrays["core.0.init.bias"] = plain(decoder.get("init_bias"));
  arrays["core.0.output.weight"] = turned(decoder.get("output_weight"));
  arrays["core.0.output.bias"] = plain(decoder.get("output_bias"));
  return weights;
}

}  // namespace segue
