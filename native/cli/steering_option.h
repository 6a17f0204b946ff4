// SPDX-License-Identifier: Apache-2.0
// --attribute and --chords: how what a model makes is steered, from the words of a command line.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/music_vae.h"

namespace CLI {
class App;
}

namespace segue {

struct SteeringOption {
  std::vector<std::string> attributes;  ///< "density=+1"
  std::string chords;                   ///< "C Am F G"
};
void add_steering_options(CLI::App& verb, SteeringOption& option);

/// "density=+1" or "density=-0.5"; the sum where one is given twice. Errors: kInvalidArgument.
Result<std::vector<AttributeChange>> parse_attribute_changes(const std::vector<std::string>& texts);

/// Puts both into `decode`. Errors: kInvalidArgument (a model that knows no such attribute or is
/// told no chords, an amount out of range, a chord that is none, with its place), with what there
/// is to choose from.
Result<void> steer(const SteeringOption& option, const ModelPackage& package,
                   DecodeOptions& decode);

}  // namespace segue
