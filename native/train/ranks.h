// SPDX-License-Identifier: Apache-2.0
// Several processes or machines training one model: each computes gradients of its share of the
// batch, all add them up. Started by torchrun, Slurm, mpirun or by hand.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "shared/base/result.h"

namespace segue {

class Ranks {
 public:
  /// From the environment: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT. Null where WORLD_SIZE is not
  /// set or 1. Waits until all are there. Errors: kInvalidArgument (a variable is missing or
  /// wrong), kUnsupported (built without gloo), kIo (the others cannot be reached).
  static Result<std::unique_ptr<Ranks>> from_environment();

  virtual ~Ranks() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;

  /// Sum over all ranks in place, the same bits on each. Errors: kIo when a rank is gone.
  virtual Result<void> add_up(torch::Tensor& values) = 0;
};

}  // namespace segue
