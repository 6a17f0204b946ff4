// SPDX-License-Identifier: Apache-2.0
#include "native/train/device.h"

#include <torch/version.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace segue {
namespace {

// Whether this LibTorch can compute on a GPU that is there; what is missing otherwise.
Result<void> find_cuda() {
  const std::string found = std::string("LibTorch ") + TORCH_VERSION;
  if (!at::hasCUDA()) {
    return Error{ErrorCode::kUnsupported,
                 "--device cuda: found " + found +
                     " without CUDA, as distributions package it; unpack LibTorch for CUDA from "
                     "pytorch.org, build with -DCMAKE_PREFIX_PATH=THAT/libtorch, or use --device "
                     "cpu"};
  }
  if (!torch::cuda::is_available()) {
    return Error{ErrorCode::kUnsupported,
                 "--device cuda: found " + found +
                     " with CUDA, but no GPU that it can use; install NVIDIA's driver (nvidia-smi "
                     "should list the GPU), or use --device cpu"};
  }
  return {};
}

int local_rank() {
  const char* text = std::getenv("LOCAL_RANK");  // set by torchrun and most schedulers
  const int rank = text == nullptr ? 0 : std::atoi(text);
  const auto devices = static_cast<int>(torch::cuda::device_count());
  return rank > 0 && devices > 0 ? rank % devices : 0;
}

}  // namespace

int replica_count(const Compute& compute, int wanted) {
  if (!compute.on_cpu()) return 1;
  return wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string device_name(const torch::Device& device) { return device.str(); }

Result<Compute> choose_compute(std::string_view device, std::string_view engine) {
  if (device != "cpu" && device != "cuda" && device != "auto") {
    return Error{ErrorCode::kInvalidArgument,
                 "there is no device '" + std::string(device) + "'; choose cpu, cuda or auto"};
  }
  bool cuda = false;
  if (device != "cpu") {
    const auto found = find_cuda();
    if (device == "cuda" && !found) return found.error();
    cuda = found.ok();
  }
  if (!cuda) {
    const auto chosen = choose_engine(engine);
    if (!chosen) return chosen.error();
    return Compute{torch::kCPU, *chosen};
  }
  if (engine != "auto" && engine != engine_name(Engine::kTorchLstm)) {
    const auto chosen = choose_engine(engine);
    if (!chosen) return chosen.error();
    if (device == "auto") return Compute{torch::kCPU, *chosen};  // asked for the processor's own
    return Error{ErrorCode::kInvalidArgument,
                 "engine '" + std::string(engine) +
                     "' computes on the processor; with --device cuda use --engine torch or auto"};
  }
  return Compute{torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(local_rank())),
                 Engine::kTorchLstm};
}

}  // namespace segue
