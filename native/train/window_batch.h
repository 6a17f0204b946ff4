// SPDX-License-Identifier: Apache-2.0
// Windows as the network takes them: time first.
#pragma once

#include <torch/torch.h>

namespace segue {

/// Of tokens and features one is undefined, as the representation says.
struct WindowBatch {
  torch::Tensor tokens;    ///< [T, B, P] int64: target, and what the encoder sees
  torch::Tensor features;  ///< [T, B, F] float: target
  torch::Tensor seen;      ///< [T, B, D] float: input rows of the encoder, where there are features
  torch::Tensor controls;  ///< [T, B, K] int64 class indices, or [T, B, 9] float hits, or undefined
  torch::Tensor next = {};     ///< [T, B] int64: of streams, what follows each token; -1: padding
  torch::Tensor goes_on = {};  ///< [1, B] float: of streams, 1 where a stream goes on in the middle

  const torch::Tensor& target() const { return tokens.defined() ? tokens : features; }
  std::int64_t steps() const { return target().size(0); }
  std::int64_t size() const { return target().size(1); }

  /// Of streams, those that are foretold.
  std::int64_t events() const { return next.defined() ? next.ge(0).sum().item<std::int64_t>() : 0; }

  WindowBatch to(const torch::Device& device) const {
    const auto moved = [&](const torch::Tensor& x) { return x.defined() ? x.to(device) : x; };
    return {moved(tokens),   moved(features), moved(seen),
            moved(controls), moved(next),     moved(goes_on)};
  }

  /// Windows [begin, end).
  WindowBatch part(std::int64_t begin, std::int64_t end) const {
    const auto cut = [&](const torch::Tensor& x) {
      return x.defined() ? x.slice(1, begin, end).contiguous() : x;
    };
    return {cut(tokens), cut(features), cut(seen), cut(controls), cut(next), cut(goes_on)};
  }
};

}  // namespace segue
