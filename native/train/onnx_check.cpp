// SPDX-License-Identifier: Apache-2.0
// Checks before and after building the graphs of onnx_vae.cpp: the weights' shapes, ONNX's rules.
#include <onnx/checker.h>
#include <onnx/defs/schema.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <exception>
#include <map>

#include "native/train/onnx_vae.h"

namespace segue {
namespace {

using Shape = std::vector<std::int64_t>;

std::string to_text(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + "]";
}

Error wrong(const std::string& what) {
  return {ErrorCode::kInvalidArgument,
          "these are not the weights of a MusicVAE: " + what + ". Use another checkpoint."};
}

std::map<std::string, Shape> expected_shapes(const VaeSizes& s) {
  const auto h = s.encoder_size, d = s.decoder_size, z = s.z_size, v = s.classes;
  std::map<std::string, Shape> shapes = {{"mu.weight", {z, 2 * h}},
                                         {"mu.bias", {z}},
                                         {"sigma.weight", {z, 2 * h}},
                                         {"sigma.bias", {z}},
                                         {"decoder.init.weight", {s.decoder_layers * 2 * d, z}},
                                         {"decoder.init.bias", {s.decoder_layers * 2 * d}},
                                         {"output.weight", {v, d}},
                                         {"output.bias", {v}}};
  for (const std::string direction : {"encoder.fw.", "encoder.bw."}) {
    shapes[direction + "weight_ih"] = {4 * h, v};
    shapes[direction + "weight_hh"] = {4 * h, h};
    shapes[direction + "bias"] = {4 * h};
  }
  for (std::int64_t layer = 0; layer < s.decoder_layers; ++layer) {
    const std::string name = "decoder." + std::to_string(layer) + ".";
    shapes[name + "weight_ih"] = {4 * d, layer == 0 ? v + z : d};
    shapes[name + "weight_hh"] = {4 * d, d};
    shapes[name + "bias"] = {4 * d};
  }
  return shapes;
}

}  // namespace

Result<VaeSizes> vae_sizes(const Weights& weights) {
  VaeSizes sizes;
  const auto* mu = weights.find("mu.weight");
  const auto* output = weights.find("output.weight");
  if (!mu || mu->shape.size() != 2) return wrong("\"mu.weight\" [Z, 2H] is missing");
  if (!output || output->shape.size() != 2) return wrong("\"output.weight\" [V, D] is missing");
  sizes.z_size = mu->shape[0];
  sizes.encoder_size = mu->shape[1] / 2;
  sizes.classes = output->shape[0];
  sizes.decoder_size = output->shape[1];
  while (weights.find("decoder." + std::to_string(sizes.decoder_layers) + ".weight_ih")) {
    ++sizes.decoder_layers;
  }
  if (sizes.decoder_layers == 0) return wrong("\"decoder.0.weight_ih\" is missing");
  const auto shapes = expected_shapes(sizes);
  for (const auto& [name, shape] : shapes) {
    const auto* array = weights.find(name);
    if (!array) return wrong("\"" + name + "\" is missing");
    std::int64_t elements = 1;
    for (const auto extent : shape) elements *= extent;
    if (array->shape != shape || elements <= 0 ||
        static_cast<std::int64_t>(array->values.size()) != elements) {
      return wrong("\"" + name + "\" should be " + to_text(shape) + ", found " +
                   to_text(array->shape) + " with " + std::to_string(array->values.size()) +
                   " values");
    }
  }
  for (const auto& [name, array] : weights.arrays) {
    if (!shapes.contains(name)) return wrong("\"" + name + "\" has no place in the graphs");
  }
  return sizes;
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
