// SPDX-License-Identifier: Apache-2.0
// The trainable Polyphony, Drums and Melody RNN: LSTM layers on top of each other that foretell the
// next event of a stream.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "native/train/attention_lstm.h"
#include "native/train/config.h"
#include "native/train/dense.h"
#include "native/train/dropout.h"
#include "native/train/lstm.h"
#include "native/train/stream_measures.h"
#include "native/train/token_input.h"

namespace segue {

struct RnnModuleImpl : torch::nn::Module {
  explicit RnnModuleImpl(const Config& config);

  /// Logits [T, B, V] of what follows each of `tokens` [T, B, R] (R = 2 with position counters,
  /// stream_batches.h). `state` [R, B, H] holds what there was before the first step: h of each
  /// layer, c of each layer and, with attention, the memory of attention_lstm.h. It becomes that
  /// after the last, without gradients.
  torch::Tensor forward(const torch::Tensor& tokens, torch::Tensor& state, Engine engine,
                        Dropout* dropout = nullptr);

  /// Zeros, where a stream begins.
  torch::Tensor initial_state(std::int64_t batch_size) const;

  std::vector<LstmWeights> layers;
  AttentionWeights attention{nullptr};  // of the first layer; empty where there is none
  Dense output{nullptr};
  std::int64_t hidden_size;

 private:
  LstmOutput first_layer(const torch::Tensor& tokens, const torch::Tensor& h0,
                         const torch::Tensor& c0, Engine engine);

  TokenInput input_;
  std::int64_t state_rows_;
};
TORCH_MODULE(RnnModule);

/// -ln p of each event [T, B], 0 where `next` [T, B] is kNothingNext.
torch::Tensor event_nats(const torch::Tensor& logits, const torch::Tensor& next);

/// Adds the measures of these events to `sums`; those of single classes only when asked for.
void count_events(const StreamForm& form, const torch::Tensor& logits, const torch::Tensor& nats,
                  const torch::Tensor& next, bool classes, StreamSums& sums);

}  // namespace segue
