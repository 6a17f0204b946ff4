// SPDX-License-Identifier: Apache-2.0
// The decoder fed with its own samples, one step at a time: scheduled sampling (Bengio et al.,
// 2015, arXiv:1506.03099) in training, and the sampling metric in evaluation.
#include "native/train/decoder.h"
#include "native/train/lstm_kernels.h"
#include "native/train/matmul.h"

namespace segue {
namespace {

using torch::Tensor;

// One layer's weights ready for steps, and its state.
struct LayerRun {
  std::unique_ptr<PackedMatrix> weight_ih, weight_hh;
  Tensor bias, gates, h, h_input, c;  // [4D], [B, 4D], [B, D] ...
};

}  // namespace

Tensor DecoderImpl::sampled_inputs(const Tensor& z, const Tensor& targets, double probability,
                                   std::span<const float> coins, std::span<const float> uniforms,
                                   Engine engine) {
  at::NoGradGuard no_grad;
  Tensor inputs = teacher_inputs(targets).contiguous();  // [T, B]
  if (probability <= 0) return inputs;
  const auto t_count = inputs.size(0), b_count = inputs.size(1), d = hidden_size;
  Matmul& matmul = thread_matmul(engine);
  const bool bf16 = matmul.input_type() == at::kBFloat16;
  const Tensor table = token_table();             // [V + 1, 4D]
  const Tensor latent = latent_gates(z, engine);  // [B, 4D]
  const auto state = initial_state(z, engine);
  std::vector<LayerRun> runs(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    runs[i].weight_hh = matmul.pack(layers[i]->weight_hh.t(), b_count);
    if (i > 0) runs[i].weight_ih = matmul.pack(layers[i]->weight_ih.t(), b_count);
    runs[i].bias = layers[i]->bias.detach();
    runs[i].gates = torch::empty({b_count, 4 * d});
    runs[i].h = state.h[i].clone();
    runs[i].h_input = bf16 ? runs[i].h.to(at::kBFloat16) : runs[i].h;
    runs[i].c = state.c[i].clone();
  }
  const auto output_weight = matmul.pack(output->weight.t(), b_count);
  const Tensor output_bias = output->bias.detach();
  Tensor logits = torch::empty({b_count, classes});
  auto* tokens = inputs.data_ptr<std::int64_t>();

  for (std::int64_t t = 0; t + 1 < t_count; ++t) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      auto& run = runs[i];
      float* gates = run.gates.data_ptr<float>();
      if (i > 0) {
        matmul.multiply(runs[i - 1].h_input.data_ptr(), *run.weight_ih, gates, false);
      }
      matmul.multiply(run.h_input.data_ptr(), *run.weight_hh, gates, /*accumulate=*/i > 0);
      for (std::int64_t b = 0; b < b_count; ++b) {
        const float* row = i > 0 ? run.bias.data_ptr<float>()
                                 : table.data_ptr<float>() + tokens[t * b_count + b] * 4 * d;
        float* cell = run.c.data_ptr<float>() + b * d;
        lstm_forward_row(
            {.gates = gates + b * 4 * d,
             .token_row = row,
             .constant_row = i > 0 ? nullptr : latent.data_ptr<float>() + b * 4 * d,
             .previous_cell = cell,
             .cell = cell,
             .hidden = run.h.data_ptr<float>() + b * d,
             .hidden_bf16 =
                 bf16 ? static_cast<std::uint16_t*>(run.h_input.data_ptr()) + b * d : nullptr},
            d);
      }
    }
    logits.copy_(output_bias.expand_as(logits));
    matmul.multiply(runs.back().h_input.data_ptr(), *output_weight, logits.data_ptr<float>(), true);
    for (std::int64_t b = 0; b < b_count; ++b) {
      const auto at = static_cast<std::size_t>(t * b_count + b);
      if (coins[at] >= probability) continue;
      tokens[(t + 1) * b_count + b] =
          sample_class({logits.data_ptr<float>() + b * classes, static_cast<std::size_t>(classes)},
                       uniforms[at]);
    }
  }
  return inputs;
}

}  // namespace segue
