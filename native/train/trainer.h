// SPDX-License-Identifier: Apache-2.0
// One training step: replicas compute gradients of their share of the batch, then update their
// share of the weights.
#pragma once

#include <memory>
#include <vector>

#include "native/train/adam.h"
#include "native/train/network.h"
#include "native/train/parameters.h"
#include "native/train/ranks.h"
#include "native/train/replicas.h"
#include "native/train/step_metrics.h"

namespace segue {

class Trainer {
 public:
  /// `state` is where to start from (make_optimizer_state, or a checkpoint's); `replicas` >= 1.
  /// It computes where the state is; on another device than the processor with one replica and
  /// Engine::kTorchLstm. With `ranks`, which must outlive the trainer, all processes see the same
  /// batches and each learns from its share.
  Trainer(const Config& config, Engine engine, int replicas, OptimizerState state,
          Ranks* ranks = nullptr);

  /// Learns from `batch` of B >= replicas (of all ranks) windows. Noise depends on config.seed and
  /// `step` only. A loss or gradient that is not finite leaves the weights as they were; look at
  /// the metrics. Errors: kIo when a rank is gone, which leaves the weights as they were too.
  Result<StepMetrics> try_step(const WindowBatch& batch, std::int64_t step);
  /// The same for a process on its own, which has no errors.
  StepMetrics step(const WindowBatch& batch, std::int64_t step);

  /// Gradients of the last step, summed over replicas, flat; for tests.
  const torch::Tensor& gradients() const { return replicas_[0].gradients; }

  const OptimizerState& state() const { return state_; }
  const ParameterLayout& layout() const { return layout_; }
  ReplicaPool& pool() { return pool_; }
  const Config& config() const { return config_; }
  torch::Device device() const { return state_.values.device(); }

  /// The weights to evaluate and export: the moving average where there is one.
  const torch::Tensor& best_values() const {
    return state_.average.defined() ? state_.average : state_.values;
  }

 private:
  struct Replica {
    std::unique_ptr<Network> network;
    torch::Tensor gradients;
    StepMetrics sums;  // over the replica's windows
    double squared_norm = 0;
  };
  void start_carrying();
  Result<void> carry_on(const torch::Tensor& carried);

  Config config_;
  ParameterLayout layout_;
  OptimizerState state_;
  ReplicaPool pool_;
  std::vector<Replica> replicas_;
  Ranks* ranks_;
};

}  // namespace segue
