// SPDX-License-Identifier: Apache-2.0
// Where a network is computed. The engines with kernels of our own are for the processor; every
// other device runs the plain LibTorch operations of Engine::kTorchLstm, with tensors created where
// the weights are.
#pragma once

#include <torch/torch.h>

#include <string>
#include <string_view>

#include "native/train/engine.h"
#include "shared/base/result.h"

namespace segue {

struct Compute {
  torch::Device device = torch::kCPU;
  Engine engine = Engine::kTorchLstm;
  bool on_cpu() const { return device.is_cpu(); }
};

/// `device` is "cpu", "cuda" (of several the one that LOCAL_RANK numbers, else the first) or
/// "auto": cuda where there is one. `engine` as choose_engine takes it; on cuda "auto" is torch.
/// Errors: those of choose_engine, kInvalidArgument (no such device, an engine that is for the
/// processor), kUnsupported (no cuda here: says what was found and what to install).
Result<Compute> choose_compute(std::string_view device, std::string_view engine);

/// Threads of a ReplicaPool: `wanted`, or for 0 one a core; one where the work is not the
/// processor's.
int replica_count(const Compute& compute, int wanted);

/// "cpu", "cuda:0".
std::string device_name(const torch::Device& device);

}  // namespace segue
