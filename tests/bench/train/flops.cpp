// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/train/flops.h"

#include <cstdlib>

namespace segue {
namespace {

bool begins(const std::string& name, const std::string& with) { return name.rfind(with, 0) == 0; }
bool ends(const std::string& name, const std::string& with) {
  return name.size() >= with.size() &&
         name.compare(name.size() - with.size(), with.size(), with) == 0;
}

// Steps that a level of the encoder reads of a window.
double level_steps(const Config& config, int level) {
  double steps = config.steps;
  for (int below = 0; below < level; ++below) {
    steps /= config.encoder_levels[static_cast<std::size_t>(below)];
  }
  return steps;
}

// Multiplications of a weight's products for one window.
double products(const Config& config, const std::string& name,
                const std::vector<std::int64_t>& shape) {
  const double all = static_cast<double>(shape[0]) * static_cast<double>(shape[1]);
  const double steps = config.steps;
  const double segments = config.conductor_levels.empty() ? 1 : config.conductor_levels.front();
  const bool tokens = config.info()->head == DecoderHead::kCategorical;
  if (begins(name, "rnn.")) {
    return begins(name, "rnn.0.weight_ih") ? 0 : all * static_cast<double>(stream_events(config));
  }
  if (begins(name, "encoder.")) {
    if (tokens && begins(name, "encoder.0.0.") && ends(name, "weight_ih")) return 0;
    return all * level_steps(config, std::atoi(name.c_str() + std::string("encoder.").size()));
  }
  if (begins(name, "mu.") || begins(name, "sigma.")) return all;
  if (begins(name, "conductor.")) return ends(name, "init.weight") ? all : all * segments;
  if (ends(name, "init.weight")) return all * segments;
  if (!ends(name, ".0.weight_ih")) return all * steps;
  // A core's first layer: what comes from z or the conductor is the same at every step of a
  // segment.
  const double latent =
      config.conductor_sizes.empty() ? config.z_size : config.conductor_sizes.front();
  const double rows = static_cast<double>(shape[0]);
  const double others = tokens ? 0 : static_cast<double>(shape[1]) - latent;
  return rows * (latent * segments + others * steps);
}

}  // namespace

std::int64_t stream_events(const Config& config) {
  constexpr std::int64_t kWhole = 128;  // of streams that are learned whole
  return config.bptt_steps > 0 ? config.bptt_steps : kWhole;
}

double flops_per_step(const Config& config, int batch) {
  double multiplications = 0;
  for (const auto& [name, shape] : weight_shapes(config)) {
    if (shape.size() == 2) multiplications += products(config, name, shape);
  }
  return 3 * 2 * multiplications * batch;
}

}  // namespace segue
