// SPDX-License-Identifier: Apache-2.0
// Names and shapes of the weights of a configuration: the network on paper.
#include "native/train/config.h"

namespace segue {
namespace {

using Shapes = std::map<std::string, std::vector<std::int64_t>>;

void add_layer(Shapes& shapes, const std::string& name, std::int64_t input, std::int64_t size) {
  shapes[name + ".weight_ih"] = {4 * size, input};
  shapes[name + ".weight_hh"] = {4 * size, size};
  shapes[name + ".bias"] = {4 * size};
}

void add_dense(Shapes& shapes, const std::string& name, std::int64_t input, std::int64_t output) {
  shapes[name + ".weight"] = {output, input};
  shapes[name + ".bias"] = {output};
}

// A stack started from a vector: conductors from z, cores from z or from a conductor's output.
void add_stack(Shapes& shapes, const std::string& name, std::int64_t start, std::int64_t input,
               const std::vector<int>& sizes) {
  const std::int64_t size = sizes.front(), layers = static_cast<std::int64_t>(sizes.size());
  add_dense(shapes, name + ".init", start, layers * 2 * size);
  for (std::int64_t i = 0; i < layers; ++i) {
    add_layer(shapes, name + "." + std::to_string(i), i == 0 ? input : size, size);
  }
}

// Returns the width of what it puts out.
std::int64_t add_encoder(Shapes& shapes, const Config& config, std::int64_t input) {
  const std::size_t levels = std::max<std::size_t>(1, config.encoder_levels.size());
  for (std::size_t level = 0; level < levels; ++level) {
    for (std::size_t layer = 0; layer < config.encoder_sizes.size(); ++layer) {
      const std::string name =
          "encoder." + std::to_string(level) + "." + std::to_string(layer) + ".";
      const std::int64_t size = config.encoder_sizes[layer];
      for (const char* direction : {"fw", "bw"}) add_layer(shapes, name + direction, input, size);
      input = 2 * size;
    }
  }
  return input;
}

void add_core(Shapes& shapes, const Config& config, std::size_t core, std::int64_t latent,
              std::int64_t width) {
  const std::string name = "core." + std::to_string(core);
  const std::int64_t n = config.info()->head == DecoderHead::kNade ? config.nade_size : 0;
  add_stack(shapes, name, latent, width + latent + config.control_depth(), config.decoder_sizes);
  add_dense(shapes, name + ".output", config.decoder_sizes.front(), n + width);
  if (n == 0) return;
  shapes[name + ".nade.input"] = {width, n};
  shapes[name + ".nade.output"] = {width, n};
}

// Around the first layer, see attention_lstm.h.
void add_attention(Shapes& shapes, const std::string& name, std::int64_t input, std::int64_t size) {
  add_dense(shapes, name + ".input", input + size, input);
  add_dense(shapes, name + ".query", 2 * size, size);
  shapes[name + ".window"] = {size, size};
  shapes[name + ".score"] = {1, size};
  add_dense(shapes, name + ".output", 2 * size, size);
}

// Layers on top of each other, a softmax on the last.
Shapes rnn_shapes(const Config& config) {
  Shapes shapes;
  const std::int64_t v = config.info()->output_depth();
  std::int64_t input = v + config.counters;
  if (config.attention > 0) {
    add_attention(shapes, "rnn.attention", input, config.decoder_sizes.front());
  }
  for (std::size_t i = 0; i < config.decoder_sizes.size(); ++i) {
    add_layer(shapes, "rnn." + std::to_string(i), input, config.decoder_sizes[i]);
    input = config.decoder_sizes[i];
  }
  add_dense(shapes, "rnn.output", input, v);
  return shapes;
}

}  // namespace

Shapes weight_shapes(const Config& config) {
  if (config.is_rnn()) return rnn_shapes(config);
  const RepresentationInfo& info = *config.info();
  Shapes shapes;
  const auto h = add_encoder(shapes, config, info.input_depth() + config.control_depth());
  add_dense(shapes, "mu", h, config.z_size);
  add_dense(shapes, "sigma", h, config.z_size);
  std::int64_t latent = config.z_size;
  if (!config.conductor_sizes.empty()) {
    add_stack(shapes, "conductor.0", config.z_size, /*input=*/1, config.conductor_sizes);
    latent = config.conductor_sizes.front();
  }
  if (config.split_cores) {
    for (std::size_t p = 0; p < info.parts.size(); ++p) {
      add_core(shapes, config, p, latent, info.parts[p].classes);
    }
  } else {
    add_core(shapes, config, 0, latent, info.output_depth());
  }
  return shapes;
}

std::int64_t parameter_count(const Config& config) {
  std::int64_t count = 0;
  for (const auto& [name, shape] : weight_shapes(config)) {
    std::int64_t size = 1;
    for (const auto extent : shape) size *= extent;
    count += size;
  }
  return count;
}

}  // namespace segue
