// SPDX-License-Identifier: Apache-2.0
#include "native/train/heads.h"

#include <cmath>

#include "native/train/losses.h"
#include "shared/codec/multitrack_codec.h"

namespace segue {

using torch::Tensor;

namespace {

// Binary cross-entropy from logits, summed over labels and steps: [B].
Tensor label_loss(const Tensor& logits, const Tensor& labels) {
  return (torch::softplus(logits) - logits * labels).sum(0).sum(1);
}

Tensor groove_loss(const Tensor& outputs, const Tensor& target) {
  const auto n = target.size(2) / 3;
  const auto part = [n](const Tensor& x, std::int64_t i) { return x.narrow(2, i * n, n); };
  const Tensor velocity = torch::sigmoid(part(outputs, 1)) - part(target, 1);
  const Tensor offset = torch::tanh(part(outputs, 2)) - part(target, 2);
  return label_loss(part(outputs, 0), part(target, 0)) + velocity.square().sum(0).sum(1) +
         offset.square().sum(0).sum(1);
}

double total(const Tensor& flags) { return static_cast<double>(flags.sum().item<std::int64_t>()); }

}  // namespace

Tensor counted_steps(const Config& config, const WindowBatch& batch) {
  if (config.info()->fixed_rows == 0) return {};
  const auto b = batch.tokens.size(1);
  const Tensor end = batch.tokens.select(2, 0).eq(kTrackEnd).view({-1, kMultitrackEvents, b});
  const Tensor before = torch::zeros_like(end);  // [tracks, events, B]
  before.narrow(1, 1, kMultitrackEvents - 1)
      .copy_(end.narrow(1, 0, kMultitrackEvents - 1).cumsum(1).gt(0));
  return before.logical_not().view({-1, b}).to(torch::kFloat);
}

Tensor reconstruction_loss(const Config& config, const Tensor& outputs, const WindowBatch& batch) {
  const RepresentationInfo& info = *config.info();
  if (info.head == DecoderHead::kNade) return label_loss(outputs, batch.features);
  if (info.head == DecoderHead::kGroove) return groove_loss(outputs, batch.features);
  const Tensor counted = counted_steps(config, batch);
  Tensor loss;
  std::int64_t column = 0;
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    const auto v = info.parts[p].classes;
    const Tensor logits = info.parts.size() == 1 ? outputs : outputs.narrow(2, column, v);
    const Tensor part =
        reconstruction_loss(logits, batch.tokens.select(2, static_cast<std::int64_t>(p)), counted);
    loss = p == 0 ? part : loss + part;
    column += v;
  }
  return loss;
}

std::vector<double> count_right(const Config& config, const Tensor& outputs,
                                const WindowBatch& batch) {
  const RepresentationInfo& info = *config.info();
  if (info.head == DecoderHead::kNade) {
    return {total(outputs.ge(0).eq(batch.features.gt(0.5)).all(2))};
  }
  if (info.head == DecoderHead::kGroove) {
    const auto n = batch.features.size(2) / 3;
    return {total(outputs.narrow(2, 0, n).gt(0).eq(batch.features.narrow(2, 0, n).gt(0.5)))};
  }
  const Tensor counted = counted_steps(config, batch);
  std::vector<double> right;
  std::int64_t column = 0;
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    const Tensor logits = outputs.narrow(2, column, info.parts[p].classes);
    const Tensor target = batch.tokens.select(2, static_cast<std::int64_t>(p));
    const Tensor found = logits.argmax(2).eq(target);  // [T, B]
    right.push_back(counted.defined()
                        ? config.steps *
                              ((found * counted).sum(0) / counted.sum(0)).sum().item<double>()
                        : total(found));
    column += info.parts[p].classes;
  }
  return right;
}

std::int64_t countable(const Config& config) {
  const RepresentationInfo& info = *config.info();
  return info.head == DecoderHead::kGroove ? config.steps * info.feature_depth / 3 : config.steps;
}

Tensor nade_logits(const Tensor& biases, const Tensor& features, const Tensor& input,
                   const Tensor& output) {
  const auto labels = input.size(0), n = input.size(1);
  Tensor a = biases.narrow(2, 0, n);  // [T, B, N]
  std::vector<Tensor> logits;
  for (std::int64_t i = 0; i < labels; ++i) {
    logits.push_back(torch::matmul(torch::sigmoid(a), output[i]) + biases.select(2, n + i));
    if (i + 1 < labels) a = a + features.select(2, i).unsqueeze(2) * input[i];
  }
  return torch::stack(logits, 2);  // [T, B, F]
}

void sample_nade(const float* biases, const Tensor& input, const Tensor& output,
                 const float* uniforms, float* features) {
  const auto labels = input.size(0), n = input.size(1);
  const float *w_in = input.data_ptr<float>(), *w_out = output.data_ptr<float>();
  std::vector<float> a(biases, biases + n);
  for (std::int64_t i = 0; i < labels; ++i) {
    float logit = biases[n + i];
    for (std::int64_t k = 0; k < n; ++k) {
      logit += w_out[i * n + k] / (1 + std::exp(-a[static_cast<std::size_t>(k)]));
    }
    features[i] = uniforms[i] < 1 / (1 + std::exp(-logit)) ? 1.0f : 0.0f;
    if (features[i] == 0) continue;
    for (std::int64_t k = 0; k < n; ++k) a[static_cast<std::size_t>(k)] += w_in[i * n + k];
  }
}

Tensor sample_nade(const Tensor& biases, const Tensor& input, const Tensor& output,
                   const Tensor& uniforms) {
  const auto labels = input.size(0), n = input.size(1);
  Tensor a = biases.narrow(1, 0, n);  // [B, N]
  std::vector<Tensor> features;
  for (std::int64_t i = 0; i < labels; ++i) {
    const Tensor logit = torch::matmul(torch::sigmoid(a), output[i]) + biases.select(1, n + i);
    features.push_back(uniforms.select(1, i).lt(torch::sigmoid(logit)).to(biases.dtype()));  // [B]
    a = a + features.back().unsqueeze(1) * input[i];
  }
  return torch::stack(features, 1);
}

Tensor groove_features(const Tensor& outputs) {
  const auto third = outputs.size(-1) / 3;
  return torch::cat({torch::sigmoid(outputs.narrow(-1, 0, 2 * third)),
                     torch::tanh(outputs.narrow(-1, 2 * third, third))},
                    -1);
}

}  // namespace segue
