// SPDX-License-Identifier: Apache-2.0
// Segments of a window side by side: what has no state in common runs as one larger batch.
#pragma once

#include <torch/torch.h>

namespace segue {

/// [S * T, B, ...] to [T, S * B, ...].
inline torch::Tensor fold_segments(const torch::Tensor& x, std::int64_t segments) {
  if (segments == 1 || !x.defined()) return x;
  auto shape = x.sizes().vec();
  const auto t = shape[0] / segments, b = shape[1];
  std::vector<std::int64_t> apart = {segments, t, b}, folded = {t, segments * b};
  apart.insert(apart.end(), shape.begin() + 2, shape.end());
  folded.insert(folded.end(), shape.begin() + 2, shape.end());
  return x.reshape(apart).transpose(0, 1).reshape(folded).contiguous();
}

/// The way back: [T, S * B, ...] to [S * T, B, ...].
inline torch::Tensor unfold_segments(const torch::Tensor& x, std::int64_t segments) {
  if (segments == 1 || !x.defined()) return x;
  auto shape = x.sizes().vec();
  const auto t = shape[0], b = shape[1] / segments;
  std::vector<std::int64_t> apart = {t, segments, b}, whole = {segments * t, b};
  apart.insert(apart.end(), shape.begin() + 2, shape.end());
  whole.insert(whole.end(), shape.begin() + 2, shape.end());
  return x.reshape(apart).transpose(0, 1).reshape(whole);
}

}  // namespace segue
