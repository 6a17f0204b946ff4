// SPDX-License-Identifier: Apache-2.0
#include "native/train/warm_start.h"

#include <set>

#include "native/train/parameters.h"

namespace segue {

Result<WarmStart> warm_start(const StartingPoint& start, const Config& config) {
  if (start.config.representation != config.representation) {
    return Error{ErrorCode::kInvalidArgument,
                 "--init: the weights are for " + start.config.representation +
                     ", the configuration '" + config.name + "' is for " + config.representation +
                     "; start from a model of the same representation, or without --init"};
  }
  const ParameterLayout layout(config);
  WarmStart warm;
  warm.weights = to_weights(layout, initial_values(layout, config));
  // Kernels and biases of a layer go together: "core.0.1" or none of it.
  const auto layer_of = [](const std::string& name) { return name.substr(0, name.rfind('.')); };
  std::set<std::string> differing;
  if (start.config.encoder_levels != config.encoder_levels) differing = {"mu", "sigma"};
  for (const auto& [name, array] : warm.weights.arrays) {
    const auto* known = start.weights.find(name);
    if (known == nullptr || known->shape != array.shape) differing.insert(layer_of(name));
  }
  for (auto& [name, array] : warm.weights.arrays) {
    const bool fits = !differing.contains(layer_of(name));
    if (fits) array.values = start.weights.find(name)->values;
    (fits ? warm.taken : warm.fresh).push_back(name);
  }
  if (!warm.taken.empty()) return warm;
  return Error{ErrorCode::kInvalidArgument,
               "--init: none of the weights fits the configuration '" + config.name +
                   "': its cores need the sizes of the other's decoder (decoder_sizes), and its "
                   "conductor_sizes the other's z_size; change them with --set, or go without "
                   "--init"};
}

}  // namespace segue
