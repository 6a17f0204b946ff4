// SPDX-License-Identifier: Apache-2.0
// Checks before and after building the graphs of onnx_vae.h: the weights' shapes, ONNX's rules.
#include <onnx/checker.h>
#include <onnx/defs/schema.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <exception>
#include <string>

#include "native/train/onnx_vae.h"

namespace segue {
namespace {

using Dimensions = std::vector<std::int64_t>;

std::string to_text(const Dimensions& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + "]";
}

Error wrong(const Config& config, const std::string& what) {
  return {ErrorCode::kInvalidArgument, "these are not the weights of the configuration \"" +
                                           config.name + "\": " + what +
                                           ". Use another checkpoint, or its own configuration."};
}

}  // namespace

Result<void> check_weights(const Weights& weights, const Config& config) {
  if (auto good = check_config(config); !good) return good;
  const auto shapes = weight_shapes(config);
  for (const auto& [name, shape] : shapes) {
    const auto* array = weights.find(name);
    if (!array) return wrong(config, "\"" + name + "\" " + to_text(shape) + " is missing");
    std::int64_t elements = 1;
    for (const auto extent : shape) elements *= extent;
    if (array->shape != shape || static_cast<std::int64_t>(array->values.size()) != elements) {
      return wrong(config, "\"" + name + "\" should be " + to_text(shape) + ", found " +
                               to_text(array->shape) + " with " +
                               std::to_string(array->values.size()) + " values");
    }
  }
  for (const auto& [name, array] : weights.arrays) {
    if (!shapes.contains(name)) return wrong(config, "\"" + name + "\" has no place in it");
  }
  return {};
}

Result<void> check_onnx(const std::vector<std::uint8_t>& bytes) {
  try {
    onnx::ModelProto model;
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return Error{ErrorCode::kRuntime, "the graph written is not an ONNX file"};
    }
    onnx::checker::check_model(model);
    const onnx::ShapeInferenceOptions strict(/*check_type_val=*/true, /*strict_mode_val=*/1,
                                             /*data_prop_val=*/true);
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), strict);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kRuntime,
                 std::string("ONNX's checker refuses the graph: ") + error.what()};
  }
  return {};
}

}  // namespace segue
