// SPDX-License-Identifier: Apache-2.0
// A core: stacked LSTM on [previous outputs; z or what a conductor made of it; controls], for all
// parts of a representation or for one.
#pragma once

#include "native/train/config.h"
#include "native/train/lstm_stack.h"
#include "native/train/token_input.h"

namespace segue {

/// NADE's arrays (Larochelle and Murray, 2011, arXiv:1306.3577 for the variant with biases from an
/// RNN).
struct NadeImpl : torch::nn::Module {
  NadeImpl(std::int64_t labels, std::int64_t hidden);
  torch::Tensor input, output;  // [F, N]
};
TORCH_MODULE(Nade);

struct CoreDecoderImpl : LstmStackImpl {
  /// Parts [first_part, last_part) of the representation; `latent_size` is Z or C.
  CoreDecoderImpl(const Config& config, std::size_t first_part, std::size_t last_part,
                  std::int64_t latent_size);

  /// What its output layer gives, [T, B, O], for `latent` [B, Z or C]. `previous` are the tokens of
  /// the core's parts [T, B, P] or features [T, B, F]; `controls` as in WindowBatch.
  torch::Tensor forward(const torch::Tensor& latent, const torch::Tensor& previous,
                        const torch::Tensor& controls, Engine engine, Dropout* dropout);

  std::int64_t classes_of(std::size_t part) const { return classes[part]; }

  /// [previous; latent; controls] in full [T, B, I], for LibTorch's LSTM and for dropout.
  torch::Tensor input_rows(const torch::Tensor& latent, const torch::Tensor& previous,
                           const torch::Tensor& controls) const;
  torch::Tensor latent_gates(const torch::Tensor& latent, Engine engine);  // [B, 4D]
  torch::Tensor feature_weight() const;  // [4D, F + controls], where there are features

  Dense output{nullptr};
  Nade nade{nullptr};
  TokenInput tokens;                  // parts, then controls
  std::vector<std::int64_t> classes;  // of each part; empty where there are features
  std::int64_t first, width, latent_size, control_columns;  // width: columns of what is fed back
};
TORCH_MODULE(CoreDecoder);

/// `x` and `controls` side by side; `x` where there are no controls.
torch::Tensor with_controls(const torch::Tensor& x, const torch::Tensor& controls);

}  // namespace segue
