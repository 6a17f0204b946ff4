// SPDX-License-Identifier: Apache-2.0
// The decoder fed with its own samples, one step at a time: scheduled sampling (Bengio et al.,
// 2015, arXiv:1506.03099) in training, and the sampling metric in evaluation.
#include "native/train/core_sampler.h"
#include "native/train/decoder.h"
#include "native/train/heads.h"

namespace segue {
namespace {

using torch::Tensor;

// Samples the tokens [B, P] of a core's parts for the windows with `chosen`, into their places in
// `next` [B, all parts].
void sample_tokens(const CoreDecoderImpl& core, const Tensor& logits,
                   const std::vector<bool>& chosen, const float* uniforms, Tensor next) {
  const auto all_parts = next.size(1), columns = logits.size(1);
  auto* tokens = next.data_ptr<std::int64_t>();
  for (std::int64_t b = 0; b < logits.size(0); ++b) {
    if (!chosen[static_cast<std::size_t>(b)]) continue;
    const float* row = logits.data_ptr<float>() + b * columns;
    for (std::size_t p = 0; p < core.classes.size(); ++p) {
      const auto part = core.first + static_cast<std::int64_t>(p);
      const auto classes = static_cast<std::size_t>(core.classes[p]);
      tokens[b * all_parts + part] = sample_class({row, classes}, uniforms[b * all_parts + part]);
      row += classes;
    }
  }
}

void sample_features(const CoreDecoderImpl& core, const Tensor& output,
                     const std::vector<bool>& chosen, const float* uniforms, Tensor next) {
  const bool has_nade = !core.nade.is_empty();
  const Tensor activated = has_nade ? Tensor() : groove_features(output);
  const auto f = next.size(1);
  for (std::int64_t b = 0; b < output.size(0); ++b) {
    if (!chosen[static_cast<std::size_t>(b)]) continue;
    if (has_nade) {
      sample_nade(output.data_ptr<float>() + b * output.size(1), core.nade->input,
                  core.nade->output, uniforms + b * f, next.data_ptr<float>() + b * f);
    } else {
      next[b].copy_(activated[b]);
    }
  }
}

}  // namespace

Tensor DecoderImpl::sampled_inputs(const Tensor& z, const WindowBatch& batch, double probability,
                                   std::span<const float> coins, std::span<const float> uniforms,
                                   Engine engine) {
  at::NoGradGuard no_grad;
  if (engine == Engine::kTorchLstm) {
    return plain_sampled_inputs(z, batch, probability, coins, uniforms);
  }
  Tensor inputs = teacher_inputs(batch);  // [T, B, P] or [T, B, F]
  if (probability <= 0) return inputs;
  const auto t_count = inputs.size(0), b_count = inputs.size(1);
  const Tensor latent = latents(z, engine, nullptr).view({segments, b_count, -1});  // [S, B, C]
  std::vector<CoreSampler> samplers;
  for (auto& core : cores) samplers.emplace_back(*core, b_count, engine);
  std::vector<bool> chosen(static_cast<std::size_t>(b_count));

  for (std::int64_t t = 0; t + 1 < t_count; ++t) {
    const auto segment_steps = t_count / segments;
    const auto at = static_cast<std::size_t>(t * b_count);
    for (std::size_t b = 0; b < chosen.size(); ++b) chosen[b] = coins[at + b] < probability;
    const float* draws = uniforms.data() + at * static_cast<std::size_t>(draws_);
    const Tensor controls = batch.controls.defined() ? batch.controls.narrow(0, t, 1) : Tensor();
    for (std::size_t i = 0; i < cores.size(); ++i) {
      auto& core = *cores[i];
      if (t % segment_steps == 0) samplers[i].start(latent[t / segment_steps].contiguous());
      if (core.classes.empty()) {
        const Tensor x = with_controls(inputs.narrow(0, t, 1), controls)[0].contiguous();
        sample_features(core, samplers[i].step(nullptr, x), chosen, draws, inputs[t + 1]);
        continue;
      }
      const auto parts = static_cast<std::int64_t>(core.classes.size());
      const Tensor own = inputs.narrow(0, t, 1).narrow(2, core.first, parts);
      const Tensor rows = core.tokens.rows(with_controls(own, controls)).contiguous();
      const Tensor& logits = samplers[i].step(rows.data_ptr<std::int64_t>(), {});
      sample_tokens(core, logits, chosen, draws, inputs[t + 1]);
    }
  }
  return inputs;
}

}  // namespace segue
