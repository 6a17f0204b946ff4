// SPDX-License-Identifier: Apache-2.0
#include "native/train/groove_errors.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "native/train/heads.h"

namespace segue {

using torch::Tensor;

void GrooveErrorSums::add(const Tensor& outputs, const Tensor& features, GrooveInput input) {
  const auto n = features.size(2) / 3;
  const auto part = [n](const Tensor& x, std::int64_t i) {
    return x.narrow(2, i * n, n).to(torch::kDouble);
  };
  const Tensor made = groove_features(outputs).cpu().contiguous();
  const Tensor given = features.cpu().contiguous();
  const auto values = [](const Tensor& x) {
    return std::span(x.data_ptr<float>(), static_cast<std::size_t>(x.numel()));
  };
  settle_strokes(values(made));  // as a package's user hears it
  restore_given(values(given), input, values(made));
  const Tensor strokes = part(given, 0).gt(0.5).to(torch::kDouble);
  const auto sum = [&strokes](const Tensor& x) { return (x * strokes).sum().item<double>(); };
  const Tensor velocity = part(given, 1), offset = part(given, 2);
  strokes_ += strokes.sum().item<double>();
  velocity_ += sum(velocity);
  velocity_squared_ += sum(velocity.square());
  const Tensor struck = strokes.amax(2),
               answered = part(made, 0).gt(0.5).to(torch::kDouble).amax(2);
  steps_ += static_cast<double>(struck.numel());
  struck_steps_ += struck.sum().item<double>();
  answered_ += (struck * answered).sum().item<double>();
  added_ += ((1 - struck) * answered).sum().item<double>();
  velocity_error_ += sum((part(made, 1) - velocity).square());
  offset_squared_ += sum(offset.square());
  offset_error_ += sum((part(made, 2) - offset).square());
}

void GrooveErrorSums::add(const GrooveErrorSums& other) {
  strokes_ += other.strokes_;
  velocity_ += other.velocity_;
  velocity_squared_ += other.velocity_squared_;
  velocity_error_ += other.velocity_error_;
  offset_squared_ += other.offset_squared_;
  offset_error_ += other.offset_error_;
  steps_ += other.steps_;
  struck_steps_ += other.struck_steps_;
  answered_ += other.answered_;
  added_ += other.added_;
}

GrooveErrors GrooveErrorSums::errors() const {
  if (strokes_ == 0) return {};
  const double mean = velocity_ / strokes_;
  return {.strokes = strokes_,
          .velocity = std::sqrt(velocity_error_ / strokes_),
          .velocity_spread = std::sqrt(std::max(0.0, velocity_squared_ / strokes_ - mean * mean)),
          .offset = std::sqrt(offset_error_ / strokes_),
          .offset_spread = std::sqrt(offset_squared_ / strokes_),
          .answered = answered_ / struck_steps_,
          .added = steps_ > struck_steps_ ? added_ / (steps_ - struck_steps_) : 0};
}

}  // namespace segue
