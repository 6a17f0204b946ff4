// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/reference_network.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "shared/base/rng.h"

namespace segue {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// weight [out, in] times x, added to `sum`.
void add_product(const NamedArray& weight, const Row& x, Row& sum) {
  for (std::size_t r = 0; r < sum.size(); ++r) {
    for (std::size_t c = 0; c < x.size(); ++c) {
      sum[r] += static_cast<double>(weight.values[r * x.size() + c]) * x[c];
    }
  }
}

Row linear(const Weights& weights, const std::string& name, const Row& x) {
  const auto& bias = weights.arrays.at(name + ".bias").values;
  Row sum(bias.begin(), bias.end());
  add_product(weights.arrays.at(name + ".weight"), x, sum);
  return sum;
}

struct State {
  Row h, c;
};

// One step of an LSTM; gates i, f, g, o.
void lstm_step(const Weights& weights, const std::string& name, const Row& x, State& state) {
  const auto& bias = weights.arrays.at(name + ".bias").values;
  Row gates(bias.begin(), bias.end());
  add_product(weights.arrays.at(name + ".weight_ih"), x, gates);
  add_product(weights.arrays.at(name + ".weight_hh"), state.h, gates);
  const std::size_t size = state.h.size();
  for (std::size_t j = 0; j < size; ++j) {
    state.c[j] =
        sigmoid(gates[size + j]) * state.c[j] + sigmoid(gates[j]) * std::tanh(gates[2 * size + j]);
    state.h[j] = sigmoid(gates[3 * size + j]) * std::tanh(state.c[j]);
  }
}

/// A stack of layers that starts from a vector.
class Stack {
 public:
  Stack(const Weights& weights, std::string name, std::size_t layers, const Row& start)
      : weights_(weights), name_(std::move(name)), states_(layers) {
    const Row init = linear(weights_, name_ + ".init", start);
    const std::size_t size = init.size() / (2 * layers);
    for (std::size_t i = 0; i < init.size(); ++i) {
      State& state = states_[i / (2 * size)];
      (i / size % 2 == 0 ? state.h : state.c).push_back(std::tanh(init[i]));
    }
  }

  const Row& step(Row x) {
    for (std::size_t layer = 0; layer < states_.size(); ++layer) {
      lstm_step(weights_, name_ + "." + std::to_string(layer), x, states_[layer]);
      x = states_[layer].h;
    }
    return states_.back().h;
  }

 private:
  const Weights& weights_;
  std::string name_;
  std::vector<State> states_;
};

// Last states of all layers of one level over `rows`.
Row encode_level(const Weights& weights, const Config& config, std::size_t level,
                 std::vector<Row> rows) {
  Row last;
  for (std::size_t layer = 0; layer < config.encoder_sizes.size(); ++layer) {
    const std::string name = "encoder." + std::to_string(level) + "." + std::to_string(layer);
    const auto size = static_cast<std::size_t>(config.encoder_sizes[layer]);
    std::vector<Row> joined(rows.size(), Row(2 * size));
    last.clear();
    for (const bool forward : {true, false}) {
      State state = {Row(size), Row(size)};
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t t = forward ? i : rows.size() - 1 - i;
        lstm_step(weights, name + (forward ? ".fw" : ".bw"), rows[t], state);
        std::copy(state.h.begin(), state.h.end(),
                  joined[t].begin() + static_cast<std::ptrdiff_t>(forward ? 0 : size));
      }
      last.insert(last.end(), state.h.begin(), state.h.end());
    }
    rows = std::move(joined);
  }
  return last;
}

// The place of the best score; `margin` is its lead over the next.
std::size_t best_of(const Row& scores, double& margin) {
  const auto best = std::max_element(scores.begin(), scores.end());
  for (auto other = scores.begin(); other != scores.end(); ++other) {
    if (other != best) margin = std::min(margin, *best - *other);
  }
  return static_cast<std::size_t>(best - scores.begin());
}

// What one core chooses from its output h: values for the clip, and its next feedback columns.
void choose(const Weights& weights, const Config& config, const std::string& core, const Row& h,
            const Row& noise, double temperature, const std::vector<std::size_t>& classes,
            ReferenceClip& clip, Row& feedback) {
  const Row out = linear(weights, core + ".output", h);
  const double divisor = std::max(temperature, 1e-6);
  feedback.assign(feedback.size(), 0);
  if (config.info()->head == DecoderHead::kGroove) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      feedback[i] = i < 2 * out.size() / 3 ? sigmoid(out[i]) : std::tanh(out[i]);
    }
    clip.values.insert(clip.values.end(), feedback.begin(), feedback.end());
    return;
  }
  if (config.info()->head == DecoderHead::kNade) {
    const auto n = static_cast<std::size_t>(config.nade_size);
    const auto& input = weights.arrays.at(core + ".nade.input").values;
    const auto& output = weights.arrays.at(core + ".nade.output").values;
    Row hidden(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(n));
    for (std::size_t i = 0; i < feedback.size(); ++i) {
      double logit = out[n + i];
      for (std::size_t j = 0; j < n; ++j) logit += sigmoid(hidden[j]) * output[i * n + j];
      const double p = sigmoid(logit / divisor);
      clip.margin = std::min(clip.margin, std::fabs(p - noise[i]));
      feedback[i] = noise[i] < p ? 1 : 0;
      for (std::size_t j = 0; j < n; ++j) hidden[j] += feedback[i] * input[i * n + j];
    }
    clip.values.insert(clip.values.end(), feedback.begin(), feedback.end());
    return;
  }
  std::size_t first = 0;
  for (const std::size_t count : classes) {
    Row scores;
    for (std::size_t v = first; v < first + count; ++v) {
      scores.push_back(out[v] / divisor + noise[v]);
    }
    const std::size_t token = best_of(scores, clip.margin);
    clip.values.push_back(static_cast<double>(token));
    feedback[first + token] = 1;
    first += count;
  }
}

// Names in the order in which the first networks drew their weights.
std::string drawing_order(const std::string& name) {
  std::string key, word;
  for (const char c : name + ".") {
    if (c != '.') {
      word += c;
      continue;
    }
    static const std::map<std::string, std::string> places = {
        {"encoder", "0"}, {"mu", "1"},   {"sigma", "2"},     {"conductor", "3"}, {"core", "4"},
        {"fw", "0"},      {"bw", "1"},   {"weight_ih", "0"}, {"weight_hh", "1"}, {"weight", "0"},
        {"bias", "2"},    {"init", "!"}, {"output", "A"},    {"nade", "B"},      {"input", "0"}};
    const auto found = places.find(word);
    key += found == places.end() ? word : found->second;
    word.clear();
  }
  return key;
}

}  // namespace

Config small_config(int z_size, int encoder_size, int decoder_size, int decoder_layers) {
  Config config;
  config.name = "small";
  config.z_size = z_size;
  config.encoder_sizes = {encoder_size};
  config.decoder_sizes.assign(static_cast<std::size_t>(decoder_layers), decoder_size);
  return config;
}

Weights make_random_network(const Config& config, std::uint64_t seed) {
  const auto shapes = weight_shapes(config);
  std::vector<std::string> names;
  for (const auto& [name, shape] : shapes) names.push_back(name);
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return drawing_order(a) < drawing_order(b);
  });
  Weights weights;
  Rng rng(seed);
  for (const auto& name : names) {
    NamedArray array;
    array.shape = shapes.at(name);
    std::size_t count = 1;
    for (const auto extent : array.shape) count *= static_cast<std::size_t>(extent);
    const double spread =
        array.shape.size() == 2 ? 1.5 / std::sqrt(static_cast<double>(array.shape[1])) : 0.3;
    for (std::size_t i = 0; i < count; ++i) {
      array.values.push_back(static_cast<float>(spread * rng.normal()));
    }
    weights.arrays[name] = std::move(array);
  }
  return weights;
}

ReferenceLatent reference_latent(const Weights& weights, const Config& config,
                                 const std::vector<Row>& rows) {
  std::vector<Row> level = rows;
  if (config.encoder_levels.empty()) level = {encode_level(weights, config, 0, rows)};
  for (std::size_t i = 0; i < config.encoder_levels.size(); ++i) {
    const auto length = static_cast<std::ptrdiff_t>(config.encoder_levels[i]);
    std::vector<Row> above;
    for (auto first = level.begin(); first != level.end(); first += length) {
      above.push_back(encode_level(weights, config, i, {first, first + length}));
    }
    level = std::move(above);
  }
  ReferenceLatent latent = {linear(weights, "mu", level[0]), {}};
  for (const double x : linear(weights, "sigma", level[0])) {
    latent.sigma.push_back(std::log1p(std::exp(x)));
  }
  return latent;
}

ReferenceClip reference_clip(const Weights& weights, const Config& config, const Row& z,
                             const std::vector<Row>& noise, double temperature,
                             const std::vector<Row>& controls) {
  const RepresentationInfo& info = *config.info();
  const std::size_t cores = config.split_cores ? info.parts.size() : 1;
  std::vector<std::vector<std::size_t>> classes(cores);
  std::vector<Row> feedback(cores);
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    const auto count = static_cast<std::size_t>(info.parts[p].classes);
    const std::size_t core = config.split_cores ? p : 0;
    classes[core].push_back(count);
    feedback[core].resize(feedback[core].size() + count);
  }
  if (info.head != DecoderHead::kCategorical) {
    feedback[0].assign(static_cast<std::size_t>(info.feature_depth), 0);
  }
  const bool flat = config.conductor_sizes.empty();
  const std::size_t segment = static_cast<std::size_t>(config.core_steps());
  std::vector<Stack> conductor, stacks;
  if (!flat) conductor.emplace_back(weights, "conductor.0", config.conductor_sizes.size(), z);
  Row vector = z;
  ReferenceClip clip;
  for (std::size_t t = 0; t < static_cast<std::size_t>(config.steps); ++t) {
    if (t % segment == 0) {
      if (!flat) vector = conductor[0].step({0.0});
      stacks.clear();
      for (std::size_t i = 0; i < cores; ++i) {
        stacks.emplace_back(weights, "core." + std::to_string(i), config.decoder_sizes.size(),
                            vector);
      }
    }
    std::size_t first = 0;
    for (std::size_t i = 0; i < cores; ++i) {
      Row x = feedback[i];
      x.insert(x.end(), vector.begin(), vector.end());
      if (!controls.empty()) x.insert(x.end(), controls[t].begin(), controls[t].end());
      const Row h = stacks[i].step(std::move(x));
      Row own;
      if (!noise.empty()) {
        const auto begin = noise[t].begin() + static_cast<std::ptrdiff_t>(first);
        own.assign(begin, begin + static_cast<std::ptrdiff_t>(feedback[i].size()));
      }
      choose(weights, config, "core." + std::to_string(i), h, own, temperature, classes[i], clip,
             feedback[i]);
      first += feedback[i].size();
    }
  }
  return clip;
}

std::vector<Row> reference_attention(const Weights& weights, int length,
                                     const std::vector<Row>& inputs) {
  const auto size = weights.arrays.at("rnn.attention.window").values.size();
  const auto h = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(size))));
  const auto& score = weights.arrays.at("rnn.attention.score").values;
  const auto joined = [](Row first, const Row& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  };
  State state{Row(h), Row(h)};
  std::vector<Row> window(static_cast<std::size_t>(length), Row(h)), outputs;
  Row read(h);
  for (const Row& x : inputs) {
    lstm_step(weights, "rnn.0", linear(weights, "rnn.attention.input", joined(x, read)), state);
    const Row query = linear(weights, "rnn.attention.query", joined(state.c, state.h));
    double sum = 0;
    read.assign(h, 0);
    for (const Row& row : window) {
      Row bent = query;
      add_product(weights.arrays.at("rnn.attention.window"), row, bent);
      double exponent = 0;
      for (std::size_t i = 0; i < h; ++i) {
        exponent += static_cast<double>(score[i]) * std::tanh(bent[i]);
      }
      sum += std::exp(exponent);
      for (std::size_t i = 0; i < h; ++i) read[i] += std::exp(exponent) * row[i];
    }
    for (double& value : read) value /= sum;
    outputs.push_back(linear(weights, "rnn.attention.output", joined(state.h, read)));
    window.erase(window.begin());
    window.push_back(outputs.back());
  }
  return outputs;
}

}  // namespace segue
