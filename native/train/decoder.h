// SPDX-License-Identifier: Apache-2.0
// The decoder: one core or several, on z or, when hierarchical, on what a conductor makes of it for
// each segment. A core's state starts anew in every segment; what it put out last is carried over.
#pragma once

#include <span>
#include <vector>

#include "native/train/conductor.h"
#include "native/train/core_decoder.h"
#include "native/train/window_batch.h"

namespace segue {

struct DecoderImpl : torch::nn::Module {
  explicit DecoderImpl(const Config& config);

  /// Outputs when the decoder is fed `previous` (tokens [T, B, P] or features [T, B, F]): logits of
  /// all parts side by side [T, B, V]; NADE: logits of each label given the true ones before it
  /// [T, B, F]; grooves: [T, B, 27] before their functions.
  torch::Tensor forward(const torch::Tensor& z, const torch::Tensor& previous,
                        const WindowBatch& batch, Engine engine, Dropout* dropout = nullptr);

  /// The targets moved on by one step; at first start tokens (each part's number of classes), or
  /// zeros.
  torch::Tensor teacher_inputs(const WindowBatch& batch) const;

  /// Scheduled sampling, step by step: the input of step t + 1 is the target of step t or, where
  /// coins[t, b] < probability, a sample at temperature 1 of what its own inputs led to (grooves:
  /// the output itself). `coins` [T, B] and `uniforms` [T, B, draws()] are in [0, 1). Not
  /// differentiated: these are then inputs of forward().
  torch::Tensor sampled_inputs(const torch::Tensor& z, const WindowBatch& batch, double probability,
                               std::span<const float> coins, std::span<const float> uniforms,
                               Engine engine);

  /// Random numbers a step and window needs to sample.
  std::int64_t draws() const { return draws_; }

  Conductor conductor{nullptr};
  std::vector<CoreDecoder> cores;
  std::int64_t segments = 1;

 private:
  torch::Tensor latents(const torch::Tensor& z, Engine engine, Dropout* dropout);  // [S * B, C]
  // The same with LibTorch's operations alone, on any device (plain_sampling.cpp).
  torch::Tensor plain_sampled_inputs(const torch::Tensor& z, const WindowBatch& batch,
                                     double probability, std::span<const float> coins,
                                     std::span<const float> uniforms);
  DecoderHead head_;
  std::vector<std::int64_t> classes_;  // of all parts
  std::int64_t draws_;
};
TORCH_MODULE(Decoder);

/// Index of the class that inverse-transform sampling of softmax(logits) gives for `uniform` in [0,
/// 1).
int sample_class(std::span<const float> logits, float uniform);

}  // namespace segue
