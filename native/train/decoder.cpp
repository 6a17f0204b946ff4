// SPDX-License-Identifier: Apache-2.0
#include "native/train/decoder.h"

#include <algorithm>
#include <cmath>

#include "native/train/heads.h"
#include "native/train/segments.h"

namespace segue {

using torch::Tensor;

namespace {

// A module that only holds others under a name.
struct HolderImpl : torch::nn::Module {};
TORCH_MODULE(Holder);

}  // namespace

DecoderImpl::DecoderImpl(const Config& config)
    : segments(config.conductor_levels.empty() ? 1 : config.conductor_levels.front()),
      head_(config.info()->head) {
  const RepresentationInfo& info = *config.info();
  std::int64_t latent = config.z_size;
  if (!config.conductor_sizes.empty()) {
    latent = config.conductor_sizes.front();
    conductor = Conductor(config);
    register_module("conductor", Holder())->register_module("0", conductor);
  }
  Holder core = register_module("core", Holder());
  const std::size_t parts = info.parts.size();
  for (std::size_t p = 0; p < (config.split_cores ? parts : 1); ++p) {
    const std::size_t last = config.split_cores ? p + 1 : parts;
    cores.push_back(core->register_module(std::to_string(p), CoreDecoder(config, p, last, latent)));
  }
  for (const auto& part : info.parts) classes_.push_back(part.classes);
  draws_ = head_ == DecoderHead::kCategorical ? static_cast<std::int64_t>(parts)
           : head_ == DecoderHead::kNade      ? info.feature_depth
                                              : 0;
}

Tensor DecoderImpl::latents(const Tensor& z, Engine engine, Dropout* dropout) {
  if (conductor.is_empty()) return z;
  const Tensor u = conductor->forward(z, engine, dropout);  // [S, B, C]
  return u.reshape({-1, u.size(2)});
}

Tensor DecoderImpl::forward(const Tensor& z, const Tensor& previous, const WindowBatch& batch,
                            Engine engine, Dropout* dropout) {
  // With the previous outputs known, segments have nothing in common: they are one larger batch.
  const Tensor latent = latents(z, engine, dropout);
  const Tensor fed = fold_segments(previous, segments);
  const Tensor controls = fold_segments(batch.controls, segments);
  std::vector<Tensor> outputs;
  for (auto& core : cores) {
    const auto parts = static_cast<std::int64_t>(core->classes.size());
    const Tensor own = parts > 0 ? fed.narrow(2, core->first, parts) : fed;
    outputs.push_back(core->forward(latent, own, controls, engine, dropout));
  }
  const Tensor all =
      unfold_segments(outputs.size() == 1 ? outputs[0] : torch::cat(outputs, 2), segments);
  if (head_ != DecoderHead::kNade) return all;
  return nade_logits(all, batch.features, cores[0]->nade->input, cores[0]->nade->output);
}

Tensor DecoderImpl::teacher_inputs(const WindowBatch& batch) const {
  const Tensor& target = batch.target();
  const auto b = target.size(1), columns = target.size(2);
  const Tensor first = batch.tokens.defined()
                           ? torch::tensor(classes_, target.options()).expand({1, b, columns})
                           : torch::zeros({1, b, columns}, target.options());
  return torch::cat({first, target.narrow(0, 0, target.size(0) - 1)}).contiguous();
}

int sample_class(std::span<const float> logits, float uniform) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  float total = 0;
  for (const float x : logits) total += std::exp(x - largest);
  float left = uniform * total;
  for (std::size_t i = 0; i + 1 < logits.size(); ++i) {
    left -= std::exp(logits[i] - largest);
    if (left < 0) return static_cast<int>(i);
  }
  return static_cast<int>(logits.size()) - 1;
}

}  // namespace segue
