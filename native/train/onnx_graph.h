// SPDX-License-Identifier: Apache-2.0
// Builds ONNX graphs on the format's own protobuf: nodes, constants, and weights stored in fewer
// bits. The networks themselves are in onnx_vae.cpp.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "native/train/onnx_weights.h"

namespace segue {

/// One extent of a shape: a number, or the name of one that is only known at run time ("B").
using Extent = std::variant<std::int64_t, std::string>;
using Shape = std::vector<Extent>;

struct Attribute {
  std::string name;
  std::variant<std::int64_t, std::vector<std::int64_t>, std::string> value;
};
using Attributes = std::vector<Attribute>;

/// Writes into a GraphProto that it does not own. Names made here begin with `prefix`, so that a
/// loop's body cannot hide a name of the graph around it.
class OnnxGraph {
 public:
  OnnxGraph(onnx::GraphProto& graph, std::string prefix)
      : graph_(graph), prefix_(std::move(prefix)) {}

  void add_input(const std::string& name, onnx::TensorProto::DataType type, const Shape& shape);
  void add_output(const std::string& name, onnx::TensorProto::DataType type, const Shape& shape);

  /// A node with one output, whose name is returned: `output`, or a new one where that is empty.
  std::string op(const std::string& type, const std::vector<std::string>& inputs,
                 const Attributes& attributes = {}, const std::string& output = {});
  /// A node with several outputs, all named: ONNX Runtime 1.30 crashes on nameless Loop outputs.
  void node(const std::string& type, const std::vector<std::string>& inputs,
            const std::vector<std::string>& outputs, const Attributes& attributes = {});
  /// A Loop over `trips` steps; fill its body through the graph returned.
  onnx::GraphProto& loop(const std::vector<std::string>& inputs,
                         const std::vector<std::string>& outputs);

  /// Constants. All return `name`.
  std::string ints(const std::string& name, const std::vector<std::int64_t>& values);
  std::string int_scalar(const std::string& name, std::int64_t value);
  std::string true_scalar(const std::string& name);
  std::string floats(const std::string& name, const std::vector<std::int64_t>& shape,
                     const std::vector<float>& values);
  std::string float_scalar(const std::string& name, float value);

  /// A weight in its storage, brought back to float by Cast and Mul, which ONNX Runtime folds when
  /// it loads the graph. Shape [out, in], or [in, out] when `transposed`.
  std::string matrix(const std::string& name, const StoredMatrix& matrix, bool transposed);
  /// One as [1, out, in], for an LSTM of one direction.
  std::string single_matrix(const std::string& name, const StoredMatrix& matrix);
  /// Two matrices of one shape as [2, out, in], for the two directions of an LSTM.
  std::string matrix_pair(const std::string& name, const StoredMatrix& first,
                          const StoredMatrix& second);

 private:
  onnx::TensorProto& constant(const std::string& name, onnx::TensorProto::DataType type,
                              const std::vector<std::int64_t>& shape);
  std::string stored(const std::string& name, const std::vector<std::int64_t>& shape,
                     const std::vector<std::int64_t>& scale_shape, const StoredMatrix& matrix);
  std::string new_name(const std::string& hint);

  onnx::GraphProto& graph_;
  std::string prefix_;
  int names_ = 0;
};

}  // namespace segue
