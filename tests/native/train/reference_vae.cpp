// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/reference_vae.h"

#include <algorithm>
#include <cmath>

#include "shared/base/rng.h"

namespace segue {
namespace {

using Vector = std::vector<double>;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// weight [out, in] times x, added to `sum`.
void add_product(const NamedArray& weight, const Vector& x, Vector& sum) {
  for (std::size_t r = 0; r < sum.size(); ++r) {
    for (std::size_t c = 0; c < x.size(); ++c) {
      sum[r] += static_cast<double>(weight.values[r * x.size() + c]) * x[c];
    }
  }
}

Vector linear(const Weights& weights, const std::string& name, const Vector& x) {
  const auto& bias = weights.arrays.at(name + ".bias").values;
  Vector sum(bias.begin(), bias.end());
  add_product(weights.arrays.at(name + ".weight"), x, sum);
  return sum;
}

// One step of an LSTM; gates i, f, g, o.
void lstm_step(const Weights& weights, const std::string& name, const Vector& x, Vector& h,
               Vector& c) {
  const auto& bias = weights.arrays.at(name + ".bias").values;
  Vector gates(bias.begin(), bias.end());
  add_product(weights.arrays.at(name + ".weight_ih"), x, gates);
  add_product(weights.arrays.at(name + ".weight_hh"), h, gates);
  const std::size_t size = h.size();
  for (std::size_t j = 0; j < size; ++j) {
    c[j] = sigmoid(gates[size + j]) * c[j] + sigmoid(gates[j]) * std::tanh(gates[2 * size + j]);
    h[j] = sigmoid(gates[3 * size + j]) * std::tanh(c[j]);
  }
}

}  // namespace

Weights make_random_weights(const ReferenceSizes& s, std::uint64_t seed) {
  Weights weights;
  Rng rng(seed);
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
    NamedArray array;
    std::size_t count = 1;
    for (const auto extent : shape) count *= static_cast<std::size_t>(extent);
    const double spread = shape.size() == 2 ? 1.5 / std::sqrt(static_cast<double>(shape[1])) : 0.3;
    for (std::size_t i = 0; i < count; ++i) {
      array.values.push_back(static_cast<float>(spread * rng.normal()));
    }
    array.shape = std::move(shape);
    weights.arrays[name] = std::move(array);
  };
  const auto h = s.encoder_size, d = s.decoder_size, v = s.classes, z = s.z_size;
  for (const std::string name : {"encoder.fw", "encoder.bw"}) {
    add(name + ".weight_ih", {4 * h, v});
    add(name + ".weight_hh", {4 * h, h});
    add(name + ".bias", {4 * h});
  }
  for (const std::string name : {"mu", "sigma"}) {
    add(name + ".weight", {z, 2 * h});
    add(name + ".bias", {z});
  }
  add("decoder.init.weight", {2 * s.decoder_layers * d, z});
  add("decoder.init.bias", {2 * s.decoder_layers * d});
  for (std::int64_t layer = 0; layer < s.decoder_layers; ++layer) {
    const std::string name = "decoder." + std::to_string(layer);
    add(name + ".weight_ih", {4 * d, layer == 0 ? v + z : d});
    add(name + ".weight_hh", {4 * d, d});
    add(name + ".bias", {4 * d});
  }
  add("output.weight", {v, d});
  add("output.bias", {v});
  return weights;
}

ReferencePosterior reference_encode(const Weights& weights,
                                    const std::vector<std::uint8_t>& tokens) {
  const auto& input = weights.arrays.at("encoder.fw.weight_ih");
  const auto size = static_cast<std::size_t>(input.shape[0] / 4);
  const auto classes = static_cast<std::size_t>(input.shape[1]);
  Vector last;
  for (const bool forward : {true, false}) {
    Vector h(size), c(size);
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      Vector row(classes);
      row[tokens[forward ? t : tokens.size() - 1 - t]] = 1;
      lstm_step(weights, forward ? "encoder.fw" : "encoder.bw", row, h, c);
    }
    last.insert(last.end(), h.begin(), h.end());
  }
  ReferencePosterior q;
  for (const double x : linear(weights, "mu", last)) q.mu.push_back(static_cast<float>(x));
  for (const double x : linear(weights, "sigma", last)) {
    q.sigma.push_back(static_cast<float>(std::log1p(std::exp(x))));
  }
  return q;
}

std::vector<std::int64_t> reference_decode(const Weights& weights, const std::vector<float>& z,
                                           const std::vector<float>& noise, float temperature,
                                           float* margin) {
  const auto classes = static_cast<std::size_t>(weights.arrays.at("output.bias").shape[0]);
  const auto size = static_cast<std::size_t>(weights.arrays.at("output.weight").shape[1]);
  const Vector latent(z.begin(), z.end());
  Vector init = linear(weights, "decoder.init", latent);
  const std::size_t layers = init.size() / (2 * size);
  std::vector<Vector> h(layers), c(layers);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    for (std::size_t j = 0; j < size; ++j) {
      h[layer].push_back(std::tanh(init[2 * layer * size + j]));
      c[layer].push_back(std::tanh(init[(2 * layer + 1) * size + j]));
    }
  }
  std::vector<std::int64_t> tokens;
  float smallest = INFINITY;
  for (std::size_t t = 0; t < noise.size() / classes; ++t) {
    Vector x(classes);  // zeros at first, then the previous token
    if (t > 0) x[static_cast<std::size_t>(tokens.back())] = 1;
    x.insert(x.end(), latent.begin(), latent.end());
    for (std::size_t layer = 0; layer < layers; ++layer) {
      lstm_step(weights, "decoder." + std::to_string(layer), x, h[layer], c[layer]);
      x = h[layer];
    }
    const Vector logits = linear(weights, "output", x);
    std::vector<float> scores;
    for (std::size_t v = 0; v < classes; ++v) {
      scores.push_back(static_cast<float>(logits[v] / std::max(temperature, 1e-6f)) +
                       noise[t * classes + v]);
    }
    const auto best = std::max_element(scores.begin(), scores.end());
    tokens.push_back(best - scores.begin());
    const float score = *best;
    *best = -INFINITY;
    smallest = std::min(smallest, score - *std::max_element(scores.begin(), scores.end()));
  }
  if (margin) *margin = smallest;
  return tokens;
}

}  // namespace segue
