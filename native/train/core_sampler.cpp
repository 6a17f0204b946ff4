// SPDX-License-Identifier: Apache-2.0
#include "native/train/core_sampler.h"

#include "native/train/lstm_kernels.h"

namespace segue {

using torch::Tensor;

CoreSampler::CoreSampler(CoreDecoderImpl& core, std::int64_t batch, Engine engine)
    : core_(core), engine_(engine), matmul_(thread_matmul(engine)), batch_(batch) {
  const auto d = core.hidden_size;
  const bool tokens = !core.classes.empty();
  for (std::size_t i = 0; i < core.layers.size(); ++i) {
    const auto& w = core.layers[i];
    Layer layer;
    layer.weight_hh = matmul_.pack(w->weight_hh.t(), batch);
    if (i > 0) layer.weight_ih = matmul_.pack(w->weight_ih.t(), batch);
    if (i == 0 && !tokens) layer.weight_ih = matmul_.pack(core.feature_weight().t(), batch);
    layer.bias = w->bias.detach();
    layer.gates = torch::empty({batch, 4 * d});
    layers_.push_back(std::move(layer));
  }
  if (tokens) table_ = core.tokens.table(core.layers[0]->weight_ih, core.layers[0]->bias);
  output_weight_ = matmul_.pack(core.output->weight.t(), batch);
  output_bias_ = core.output->bias.detach();
  output_ = torch::empty({batch, output_bias_.size(0)});
}

void CoreSampler::start(const Tensor& latent) {
  latent_gates_ = core_.latent_gates(latent, engine_);
  const auto state = core_.initial_state(latent, engine_);
  const bool bf16 = matmul_.input_type() == at::kBFloat16;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    layers_[i].h = state.h[i].clone();
    layers_[i].h_input = bf16 ? layers_[i].h.to(at::kBFloat16) : layers_[i].h;
    layers_[i].c = state.c[i].clone();
  }
}

const Tensor& CoreSampler::step(const std::int64_t* rows, const Tensor& features) {
  const auto d = core_.hidden_size;
  const bool bf16 = matmul_.input_type() == at::kBFloat16;
  const auto row_count = static_cast<std::int64_t>(core_.tokens.size());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    auto& layer = layers_[i];
    float* gates = layer.gates.data_ptr<float>();
    const bool below = i > 0 || rows == nullptr;
    if (i > 0) {
      matmul_.multiply(layers_[i - 1].h_input.data_ptr(), *layer.weight_ih, gates, false);
    } else if (below) {
      const Tensor x = to_input(features, matmul_);
      matmul_.multiply(x.data_ptr(), *layer.weight_ih, gates, false);
    }
    matmul_.multiply(layer.h_input.data_ptr(), *layer.weight_hh, gates, /*accumulate=*/below);
    for (std::int64_t b = 0; b < batch_; ++b) {
      float* row_gates = gates + b * 4 * d;
      const float* row = layer.bias.data_ptr<float>();
      if (!below) {
        for (std::int64_t r = 1; r < row_count; ++r) {
          add_row(row_gates, table_.data_ptr<float>() + rows[b * row_count + r] * 4 * d, 4 * d);
        }
        row = table_.data_ptr<float>() + rows[b * row_count] * 4 * d;
      }
      float* cell = layer.c.data_ptr<float>() + b * d;
      lstm_forward_row(
          {.gates = row_gates,
           .token_row = row,
           .constant_row = i > 0 ? nullptr : latent_gates_.data_ptr<float>() + b * 4 * d,
           .previous_cell = cell,
           .cell = cell,
           .hidden = layer.h.data_ptr<float>() + b * d,
           .hidden_bf16 =
               bf16 ? static_cast<std::uint16_t*>(layer.h_input.data_ptr()) + b * d : nullptr},
          d);
    }
  }
  output_.copy_(output_bias_.expand_as(output_));
  matmul_.multiply(layers_.back().h_input.data_ptr(), *output_weight_, output_.data_ptr<float>(),
                   true);
  return output_;
}

}  // namespace segue
