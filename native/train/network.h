// SPDX-License-Identifier: Apache-2.0
// The seam between the trainer and what it trains: a network with its loss, on one replica's share
// of a batch.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "native/train/config.h"
#include "native/train/engine.h"
#include "native/train/step_metrics.h"
#include "native/train/window_batch.h"

namespace segue {

struct StepShare {
  const WindowBatch& batch;  ///< the replica's windows or streams
  std::int64_t step = 0;
  int replica = 0;        ///< counted over all ranks
  double windows = 0;     ///< of the whole batch
  double events = 0;      ///< of the whole batch of streams
  torch::Tensor carried;  ///< of streams, [R, B, H] in and out: the state between pieces
};

class Network {
 public:
  virtual ~Network() = default;
  virtual torch::nn::Module& module() = 0;

  /// Adds this share's part of the gradients of the mean loss to those of the module. `loss` is the
  /// share's part of that mean; the other metrics are sums over its windows. Noise depends on the
  /// seed, the step and the replica only.
  virtual StepMetrics learn(const StepShare& share) = 0;
};

/// The network of `config`.network.
std::unique_ptr<Network> make_network(const Config& config, Engine engine);

std::unique_ptr<Network> make_vae_network(const Config& config, Engine engine);
std::unique_ptr<Network> make_rnn_network(const Config& config, Engine engine);

}  // namespace segue
