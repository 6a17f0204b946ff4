// SPDX-License-Identifier: Apache-2.0
// Pieces from a model of either kind, for assemble.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "native/cli/piece_source.h"
#include "native/cli/primer_option.h"
#include "shared/base/result.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace segue {

/// What is not given comes from the model's defaults; the seed from the system.
struct ModelSupplyOption {
  std::string model = "polyphony";
  std::optional<int> steps, program;
  std::optional<double> temperature, tempo_qpm;
  std::optional<std::uint64_t> seed;
  PrimerOption primer;  ///< this and what follows: models of the kind rnn only
  bool condition = true, inject = false;
  std::string key;
};
/// None of them goes with `input`.
void add_model_supply_options(CLI::App& verb, ModelSupplyOption& option, CLI::Option& input);

/// A VAE gives so many clips in a row as `steps` need (one by default), an rnn model pieces of
/// `steps` sixteenths (512 by default), the primer's among them. Errors: those of find_model,
/// read_model_package and read_primer; kInvalidArgument for a primer or key that a VAE is given.
Result<PieceSupply> make_model_supply(const ModelSupplyOption& option);

}  // namespace segue
