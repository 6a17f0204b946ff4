// SPDX-License-Identifier: Apache-2.0
#include "native/train/onnx_graph.h"

#include <cassert>
#include <cstring>

namespace segue {
namespace {

void set_type(onnx::ValueInfoProto& value, const std::string& name,
              onnx::TensorProto::DataType type, const Shape& shape) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(type);
  tensor.mutable_shape();  // present even for a scalar
  for (const Extent& extent : shape) {
    auto& dim = *tensor.mutable_shape()->add_dim();
    if (const auto* number = std::get_if<std::int64_t>(&extent)) {
      dim.set_dim_value(*number);
    } else {
      dim.set_dim_param(std::get<std::string>(extent));
    }
  }
}

void add_attribute(onnx::NodeProto& node, const Attribute& attribute) {
  auto& proto = *node.add_attribute();
  proto.set_name(attribute.name);
  if (const auto* number = std::get_if<std::int64_t>(&attribute.value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*number);
  } else if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&attribute.value)) {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const auto value : *numbers) proto.add_ints(value);
  } else {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(std::get<std::string>(attribute.value));
  }
}

// Little-endian, as ONNX wants its raw data; so are all machines Segue is built for.
template <class T>
void set_raw(onnx::TensorProto& tensor, const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  tensor.set_raw_data(std::move(bytes));
}

}  // namespace

void OnnxGraph::add_input(const std::string& name, onnx::TensorProto::DataType type,
                          const Shape& shape) {
  set_type(*graph_.add_input(), name, type, shape);
}

void OnnxGraph::add_output(const std::string& name, onnx::TensorProto::DataType type,
                           const Shape& shape) {
  set_type(*graph_.add_output(), name, type, shape);
}

std::string OnnxGraph::new_name(const std::string& hint) {
  return prefix_ + hint + "_" + std::to_string(names_++);
}

std::string OnnxGraph::op(const std::string& type, const std::vector<std::string>& inputs,
                          const Attributes& attributes, const std::string& output) {
  const std::string name = output.empty() ? new_name(type) : output;
  node(type, inputs, {name}, attributes);
  return name;
}

void OnnxGraph::node(const std::string& type, const std::vector<std::string>& inputs,
                     const std::vector<std::string>& outputs, const Attributes& attributes) {
  auto& proto = *graph_.add_node();
  proto.set_op_type(type);
  proto.set_name(new_name("node_" + type));
  for (const auto& input : inputs) proto.add_input(input);
  for (const auto& output : outputs) proto.add_output(output);
  for (const auto& attribute : attributes) add_attribute(proto, attribute);
}

onnx::GraphProto& OnnxGraph::loop(const std::vector<std::string>& inputs,
                                  const std::vector<std::string>& outputs) {
  node("Loop", inputs, outputs);
  auto& attribute = *graph_.mutable_node(graph_.node_size() - 1)->add_attribute();
  attribute.set_name("body");
  attribute.set_type(onnx::AttributeProto::GRAPH);
  attribute.mutable_g()->set_name("body");
  return *attribute.mutable_g();
}

onnx::TensorProto& OnnxGraph::constant(const std::string& name, onnx::TensorProto::DataType type,
                                       const std::vector<std::int64_t>& shape) {
  auto& tensor = *graph_.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const auto extent : shape) tensor.add_dims(extent);
  return tensor;
}

std::string OnnxGraph::ints(const std::string& name, const std::vector<std::int64_t>& values) {
  set_raw(constant(name, onnx::TensorProto::INT64, {static_cast<std::int64_t>(values.size())}),
          values);
  return name;
}

std::string OnnxGraph::int_scalar(const std::string& name, std::int64_t value) {
  set_raw(constant(name, onnx::TensorProto::INT64, {}), std::vector<std::int64_t>{value});
  return name;
}

std::string OnnxGraph::true_scalar(const std::string& name) {
  set_raw(constant(name, onnx::TensorProto::BOOL, {}), std::vector<std::uint8_t>{1});
  return name;
}

std::string OnnxGraph::floats(const std::string& name, const std::vector<std::int64_t>& shape,
                              const std::vector<float>& values) {
  set_raw(constant(name, onnx::TensorProto::FLOAT, shape), values);
  return name;
}

std::string OnnxGraph::float_scalar(const std::string& name, float value) {
  return floats(name, {}, {value});
}

std::string OnnxGraph::matrix(const std::string& name, const StoredMatrix& matrix,
                              bool transposed) {
  if (transposed) {
    return stored(name, {matrix.columns, matrix.rows}, {matrix.rows}, matrix.transposed_values());
  }
  return stored(name, {matrix.rows, matrix.columns}, {matrix.rows, 1}, matrix);
}

std::string OnnxGraph::single_matrix(const std::string& name, const StoredMatrix& matrix) {
  return stored(name, {1, matrix.rows, matrix.columns}, {1, matrix.rows, 1}, matrix);
}

std::string OnnxGraph::matrix_pair(const std::string& name, const StoredMatrix& first,
                                   const StoredMatrix& second) {
  assert(first.storage == second.storage && first.rows == second.rows &&
         first.columns == second.columns);
  StoredMatrix both = first;
  both.values.insert(both.values.end(), second.values.begin(), second.values.end());
  both.scales.insert(both.scales.end(), second.scales.begin(), second.scales.end());
  return stored(name, {2, first.rows, first.columns}, {2, first.rows, 1}, both);
}

std::string OnnxGraph::stored(const std::string& name, const std::vector<std::int64_t>& shape,
                              const std::vector<std::int64_t>& scale_shape,
                              const StoredMatrix& matrix) {
  const Attributes to_float = {{"to", std::int64_t{onnx::TensorProto::FLOAT}}};
  switch (matrix.storage) {
    case WeightStorage::kF16: {
      std::vector<std::uint16_t> halves;
      halves.reserve(matrix.values.size());
      for (const float x : matrix.values) halves.push_back(to_half(x));
      set_raw(constant(name + "_f16", onnx::TensorProto::FLOAT16, shape), halves);
      return op("Cast", {name + "_f16"}, to_float, name);
    }
    case WeightStorage::kInt8: {
      std::vector<std::int8_t> bytes;
      bytes.reserve(matrix.values.size());
      for (const float x : matrix.values) bytes.push_back(static_cast<std::int8_t>(x));
      set_raw(constant(name + "_int8", onnx::TensorProto::INT8, shape), bytes);
      floats(name + "_scale", scale_shape, matrix.scales);
      op("Cast", {name + "_int8"}, to_float, name + "_cast");
      return op("Mul", {name + "_cast", name + "_scale"}, {}, name);
    }
    default:
      return floats(name, shape, matrix.values);
  }
}

}  // namespace segue
