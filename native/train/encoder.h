// SPDX-License-Identifier: Apache-2.0
// The encoder: stacked bidirectional LSTM layers; hierarchical ones read segments first, then the
// sequence of what they made of them, with a set of layers for each level.
#pragma once

#include "native/train/config.h"
#include "native/train/dropout.h"
#include "native/train/lstm.h"
#include "native/train/token_input.h"
#include "native/train/window_batch.h"

namespace segue {

/// Both [B, Z]; sigma > 0.
struct Posterior {
  torch::Tensor mu, sigma;
};

/// A layer in both directions.
struct BiLstmImpl : torch::nn::Module {
  BiLstmImpl(std::int64_t input_size, std::int64_t hidden_size);
  LstmWeights fw{nullptr}, bw{nullptr};
};
TORCH_MODULE(BiLstm);

struct EncoderImpl : torch::nn::Module {
  explicit EncoderImpl(const Config& config);
  /// Last forward and last backward state of the top layer, [B, 2H].
  torch::Tensor forward(const WindowBatch& batch, Engine engine, Dropout* dropout = nullptr);

  /// What the lowest level makes of every segment, those of the first in front: [S * B, 2H]. The
  /// whole encoder where there is one level.
  torch::Tensor segments(const WindowBatch& batch, Engine engine, Dropout* dropout = nullptr);
  /// What the levels above make of `segments` of `b` windows: [B, 2H].
  torch::Tensor above(const torch::Tensor& segments, std::int64_t b, Engine engine,
                      Dropout* dropout = nullptr);

  struct LevelImpl : torch::nn::Module {
    LevelImpl(std::int64_t input_size, const std::vector<int>& sizes);
    std::vector<BiLstm> layers;
  };
  TORCH_MODULE(Level);

  std::vector<Level> levels;
  std::vector<int> level_steps;  // of each level, from the bottom
  TokenInput tokens;
  std::int64_t output_size = 0;

 private:
  using Both = std::pair<torch::Tensor, torch::Tensor>;
  Both first_layer(const WindowBatch& batch, std::int64_t segments, Engine engine,
                   Dropout* dropout);
  // The layers from `first` on of a level, on what the one below gave.
  torch::Tensor run_level(std::size_t level, Both both, std::size_t first, Engine engine,
                          Dropout* dropout);
};
TORCH_MODULE(Encoder);

}  // namespace segue
