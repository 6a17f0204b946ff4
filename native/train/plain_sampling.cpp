// SPDX-License-Identifier: Apache-2.0
// What decoder_sampling.cpp does, with LibTorch's operations alone: for devices that our kernels
// are not for, and the reference they are compared with.
#include "native/train/decoder.h"
#include "native/train/heads.h"

namespace segue {
namespace {

using torch::Tensor;

// A core one step at a time.
class PlainCore {
 public:
  explicit PlainCore(CoreDecoder core) : core_(*core) {}

  void start(const Tensor& latent) {
    latent_ = latent;  // [B, C]
    state_ = core_.initial_state(latent, Engine::kTorchLstm);
  }

  // [B, O] for what was put out before [1, B, P or F] and controls [1, B, K].
  Tensor step(const Tensor& previous, const Tensor& controls) {
    Tensor x = core_.input_rows(latent_, previous, controls)[0];  // [B, I]
    for (std::size_t i = 0; i < core_.layers.size(); ++i) {
      const auto& w = core_.layers[i];
      std::tie(state_.h[i], state_.c[i]) =
          torch::lstm_cell(x, {state_.h[i], state_.c[i]}, w->weight_ih, w->weight_hh, w->bias,
                           torch::zeros_like(w->bias));
      x = state_.h[i];  // [B, D]
    }
    return torch::linear(x, core_.output->weight, core_.output->bias);
  }

 private:
  CoreDecoderImpl& core_;
  Tensor latent_;
  LstmStackImpl::State state_;
};

// sample_class for many at once: `logits` [B, V], `uniforms` [B] give [B] int64.
Tensor sample_classes(const Tensor& logits, const Tensor& uniforms) {
  const Tensor weights = (logits - logits.amax(1, /*keepdim=*/true)).exp();  // [B, V]
  const Tensor sums = weights.cumsum(1);
  const Tensor wanted = (uniforms * sums.select(1, -1)).unsqueeze(1);
  return sums.le(wanted).sum(1).clamp_max(logits.size(1) - 1);
}

// Samples of a core's parts [B, P].
Tensor sample_tokens(const CoreDecoderImpl& core, const Tensor& logits, const Tensor& uniforms) {
  std::vector<Tensor> tokens;
  std::int64_t column = 0;
  for (std::size_t p = 0; p < core.classes.size(); ++p) {
    tokens.push_back(sample_classes(logits.narrow(1, column, core.classes[p]),
                                    uniforms.select(1, core.first + static_cast<std::int64_t>(p))));
    column += core.classes[p];
  }
  return torch::stack(tokens, 1);
}

// Numbers drawn on the processor, where the network is.
Tensor moved(std::span<const float> values, torch::IntArrayRef shape, const torch::Device& device) {
  return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat).to(device);
}

}  // namespace

Tensor DecoderImpl::plain_sampled_inputs(const Tensor& z, const WindowBatch& batch,
                                         double probability, std::span<const float> coins,
                                         std::span<const float> uniforms) {
  Tensor inputs = teacher_inputs(batch);  // [T, B, P] or [T, B, F]
  if (probability <= 0) return inputs;
  const auto t_count = inputs.size(0), b_count = inputs.size(1), segment = t_count / segments;
  const Tensor latent = latents(z, Engine::kTorchLstm, nullptr).view({segments, b_count, -1});
  const Tensor chosen = moved(coins, {t_count, b_count, 1}, z.device()).lt(probability);
  const Tensor draws = moved(uniforms, {t_count, b_count, draws_}, z.device());  // none: grooves
  std::vector<PlainCore> plain(cores.begin(), cores.end());
  for (std::int64_t t = 0; t + 1 < t_count; ++t) {
    const Tensor controls = batch.controls.defined() ? batch.controls.narrow(0, t, 1) : Tensor();
    for (std::size_t i = 0; i < cores.size(); ++i) {
      auto& core = *cores[i];
      if (t % segment == 0) plain[i].start(latent[t / segment]);
      const bool tokens = !core.classes.empty();
      const auto columns = tokens ? static_cast<std::int64_t>(core.classes.size()) : inputs.size(2);
      const Tensor own = inputs.narrow(2, core.first, columns);  // [T, B, columns]
      const Tensor output = plain[i].step(own.narrow(0, t, 1), controls);
      const Tensor sampled = tokens                 ? sample_tokens(core, output, draws[t])
                             : core.nade.is_empty() ? groove_features(output)
                                                    : sample_nade(output, core.nade->input,
                                                                  core.nade->output, draws[t]);
      Tensor next = own[t + 1];  // [B, columns]
      next.copy_(torch::where(chosen[t], sampled, next));
    }
  }
  return inputs;
}

}  // namespace segue
