// SPDX-License-Identifier: Apache-2.0
// The names, types and shapes that a graph takes and gives, and the checks before it runs. Private
// to native/ort.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/ort/ort_api.h"
#include "shared/base/result.h"
#include "shared/model/model_package.h"
#include "shared/tensor/tensor.h"

namespace segue {

enum class ElementType { kFloat, kInt64, kOther };

/// `shape` has -1 where any extent goes.
struct Port {
  std::string name;
  ElementType type = ElementType::kOther;
  std::vector<std::int64_t> shape;
};

struct GraphSignature {
  std::vector<Port> inputs, outputs;
};

GraphSignature read_signature(const Ort::Session& session);

/// Whether the encoder, decoder or step of `package` is what model.json says: kCorruptData
/// otherwise.
Result<void> check_signature(const std::string& graph, const GraphSignature& signature,
                             const ModelPackage& package);

/// Whether `inputs` can be given to the graph: kInvalidArgument otherwise.
Result<void> check_inputs(const std::string& graph, const GraphSignature& signature,
                          const NamedTensors& inputs);

}  // namespace segue
