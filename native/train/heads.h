// SPDX-License-Identifier: Apache-2.0
// What comes out of a decoder and how wrong it is, for each kind of representation.
#pragma once

#include <torch/torch.h>

#include "native/train/config.h"
#include "native/train/window_batch.h"

namespace segue {

/// 1 for the steps of `batch` that count, [T, B]: of a track of multitrack_490 those up to its
/// first end token, as the reference's lengths say. Undefined for other representations: all count.
torch::Tensor counted_steps(const Config& config, const WindowBatch& batch);

/// Summed over steps and parts, in nats: [B]. Tokens: softmax cross-entropy; NADE: that of each
/// label given those before it; grooves: that of hits, plus squared errors of velocities and
/// offsets. `outputs` are those of DecoderImpl::forward.
torch::Tensor reconstruction_loss(const Config& config, const torch::Tensor& outputs,
                                  const WindowBatch& batch);

/// Share of what `outputs` gets right, a number for each part: steps with the most likely token
/// right; NADE: steps with all labels right; grooves: hits. Sum over steps (and hits) and windows;
/// where not all steps count, a window's share of those times its steps.
std::vector<double> count_right(const Config& config, const torch::Tensor& outputs,
                                const WindowBatch& batch);

/// What a window has of these: T, or 9 T hits.
std::int64_t countable(const Config& config);

/// Logits [T, B, F] of each label given the ones before it in `features` [T, B, F], from `biases`
/// [T, B, N + F] (NADE's hidden ones, then the labels'). `input` and `output` are [F, N].
torch::Tensor nade_logits(const torch::Tensor& biases, const torch::Tensor& features,
                          const torch::Tensor& input, const torch::Tensor& output);

/// Samples labels [F] one after the other: on where uniforms[i] < p. `biases` [N + F].
void sample_nade(const float* biases, const torch::Tensor& input, const torch::Tensor& output,
                 const float* uniforms, float* features);

/// The same for many at once, with LibTorch's operations: `biases` [B, N + F], `uniforms` and the
/// labels [B, F].
torch::Tensor sample_nade(const torch::Tensor& biases, const torch::Tensor& input,
                          const torch::Tensor& output, const torch::Tensor& uniforms);

/// Outputs [.., 27] to features: sigmoid of hits and velocities, tanh of offsets.
torch::Tensor groove_features(const torch::Tensor& outputs);

}  // namespace segue
