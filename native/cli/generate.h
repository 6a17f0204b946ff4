// SPDX-License-Identifier: Apache-2.0
// What sample, interpolate, reconstruct and similar share: options, the run, the files written, the
// report.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "native/cli/cli.h"
#include "native/cli/model_option.h"
#include "native/cli/output_option.h"
#include "native/cli/steering_option.h"
#include "shared/model/music_vae.h"

namespace segue {

/// Options of all generating verbs. What is not given comes from the model's own defaults; the seed
/// from the system.
struct GenerateOptions {
  ModelOption model;
  OutputOption output;
  OutputOptions report;
  SteeringOption steering;
  std::optional<double> temperature, tempo_qpm;
  std::optional<int> program;
  std::optional<std::uint64_t> seed;
  PriorChoice prior = PriorChoice::kModel;
  int best_of = 1;
};
void add_generate_options(CLI::App& verb, GenerateOptions& options);

/// `--count` of several verbs.
void add_count_option(CLI::App& verb, int& count, const std::string& description, int smallest);

/// `--prior` of the verbs that draw new latent vectors.
void add_prior_option(CLI::App& verb, PriorChoice& prior);

/// `--best-of` of the verbs that sample.
void add_best_of_option(CLI::App& verb, int& best_of);

/// A generating verb's own part: asks the model and passes its answer on.
using Generate = std::function<void(MusicVae&, const DecodeOptions&, MusicVae::OnMusic)>;
/// More to say about clip i in --json, as name and number; may be empty.
using Describe =
    std::function<std::vector<std::pair<std::string, double>>(const MusicClip&, int clip)>;

/// Runs `generate` with progress, writes the clips and reports them. Returns the exit code.
int generate_and_write(OpenModel& model, const GenerateOptions& options, const std::string& verb,
                       int clips, const Generate& generate, const Describe& describe = {});

/// Seeds drawn for the user have at most six digits: short enough to read out and to type.
inline constexpr std::uint64_t kDrawnSeeds = 1000000;

}  // namespace segue
