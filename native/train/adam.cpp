// SPDX-License-Identifier: Apache-2.0
#include "native/train/adam.h"

#include <algorithm>
#include <cmath>

#include "native/train/adam_kernels.h"

namespace segue {

OptimizerState OptimizerState::to(const torch::Device& device) const {
  OptimizerState moved = *this;
  for (auto* one : {&moved.values, &moved.mean, &moved.variance, &moved.average, &moved.carried}) {
    if (one->defined()) *one = one->to(device);
  }
  return moved;
}

OptimizerState make_optimizer_state(torch::Tensor values, const Config& config) {
  OptimizerState state;
  state.mean = torch::zeros_like(values);
  state.variance = torch::zeros_like(values);
  state.average = config.ema_decay > 0 ? values.clone() : torch::Tensor();
  state.values = std::move(values);
  return state;
}

void plain_adam_update(OptimizerState& state, const torch::Tensor& gradients, const AdamStep& adam,
                       float keep, std::int64_t begin, std::int64_t end) {
  const auto part = [&](const torch::Tensor& all) { return all.narrow(0, begin, end - begin); };
  torch::Tensor mean = part(state.mean), variance = part(state.variance);
  const torch::Tensor gradient = part(gradients) * adam.scale;
  mean.mul_(adam.beta1).add_(gradient, 1 - adam.beta1);
  variance.mul_(adam.beta2).addcmul_(gradient, gradient, 1 - adam.beta2);
  part(state.values).addcdiv_(mean, variance.sqrt().add_(adam.epsilon), -adam.step);
  if (state.average.defined()) part(state.average).mul_(keep).add_(part(state.values), 1 - keep);
}

double clip_factor(double norm, const Config& config) {
  if (norm >= config.grad_norm_clip_to_zero) return 0;
  if (config.clip_by == kClipByTensorNorm) return 1;
  return norm > config.clip_norm ? config.clip_norm / norm : 1;
}

void clip_each(const ParameterLayout& layout, torch::Tensor& gradients, double clip_norm) {
  for (const auto& entry : layout.entries) {
    torch::Tensor one = gradients.narrow(0, entry.offset, entry.count);
    const double norm = one.norm().item<double>();
    if (norm > clip_norm) one.mul_(clip_norm / norm);
  }
}

void adam_update(OptimizerState& state, const torch::Tensor& gradients, double gradient_factor,
                 double learning_rate, const Config& config, std::int64_t begin, std::int64_t end) {
  const double t = static_cast<double>(state.updates);
  const double bias1 = 1 - std::pow(config.adam_beta1, t),
               bias2 = 1 - std::pow(config.adam_beta2, t);
  AdamStep adam;
  adam.beta1 = static_cast<float>(config.adam_beta1);
  adam.beta2 = static_cast<float>(config.adam_beta2);
  // The bias corrections folded into the step size (Kingma and Ba, end of section 2).
  adam.step = static_cast<float>(learning_rate * std::sqrt(bias2) / bias1);
  adam.epsilon = static_cast<float>(config.adam_epsilon);
  adam.scale = static_cast<float>(gradient_factor);
  // A young average would remember the random start: its memory grows with the number of updates.
  const float keep = static_cast<float>(std::min(config.ema_decay, (1 + t) / (10 + t)));
  if (!state.values.is_cpu()) return plain_adam_update(state, gradients, adam, keep, begin, end);
  const auto from = [begin](const torch::Tensor& all) { return all.data_ptr<float>() + begin; };
  adam_step(adam, end - begin, from(gradients), from(state.values), from(state.mean),
            from(state.variance));
  if (!state.average.defined()) return;
  average_step(keep, end - begin, from(state.values), from(state.average));
}

}  // namespace segue
