// SPDX-License-Identifier: Apache-2.0
#include "native/train/adam.h"

#include <cmath>

namespace segue {

OptimizerState make_optimizer_state(torch::Tensor values, const Config& config) {
  OptimizerState state;
  state.mean = torch::zeros_like(values);
  state.variance = torch::zeros_like(values);
  state.average = config.ema_decay > 0 ? values.clone() : torch::Tensor();
  state.values = std::move(values);
  return state;
}

double clip_factor(double norm, const Config& config) {
  if (norm >= config.grad_norm_clip_to_zero) return 0;
  return norm > config.clip_norm ? config.clip_norm / norm : 1;
}

void adam_update(OptimizerState& state, const torch::Tensor& gradients, double gradient_factor,
                 double learning_rate, const Config& config, std::int64_t begin, std::int64_t end) {
  const double t = static_cast<double>(state.updates);
  const float b1 = static_cast<float>(config.adam_beta1),
              b2 = static_cast<float>(config.adam_beta2);
  const double bias1 = 1 - std::pow(config.adam_beta1, t),
               bias2 = 1 - std::pow(config.adam_beta2, t);
  // The bias corrections folded into the step size (Kingma and Ba, end of section 2).
  const float step = static_cast<float>(learning_rate * std::sqrt(bias2) / bias1);
  const float epsilon = static_cast<float>(config.adam_epsilon);
  const float scale = static_cast<float>(gradient_factor);
  float* __restrict values = state.values.data_ptr<float>();
  float* __restrict mean = state.mean.data_ptr<float>();
  float* __restrict variance = state.variance.data_ptr<float>();
  const float* __restrict gradient = gradients.data_ptr<float>();
  for (std::int64_t i = begin; i < end; ++i) {
    const float g = gradient[i] * scale;
    mean[i] = b1 * mean[i] + (1 - b1) * g;
    variance[i] = b2 * variance[i] + (1 - b2) * g * g;
    values[i] -= step * mean[i] / (std::sqrt(variance[i]) + epsilon);
  }
  if (!state.average.defined()) return;
  // A young average would remember the random start: its memory grows with the number of updates.
  const float keep = static_cast<float>(std::min(config.ema_decay, (1 + t) / (10 + t)));
  float* __restrict average = state.average.data_ptr<float>();
  for (std::int64_t i = begin; i < end; ++i)
    average[i] = keep * average[i] + (1 - keep) * values[i];
}

}  // namespace segue
