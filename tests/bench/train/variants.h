// SPDX-License-Identifier: Apache-2.0
// What the benchmark measures, each in a process of its own: a BLAS reads its environment when it
// is loaded.
#pragma once

#include <string>
#include <vector>

#include "native/train/config.h"
#include "native/train/engine.h"

namespace segue {

struct Variant {
  std::string name;         ///< shown in the table
  std::string mode;         ///< "plain", "peak" or an engine's name
  int threads = 0;          ///< of operators (plain) or replicas (engines); 0: as it comes
  bool tuned_blas = false;  ///< without OPENBLAS_* variables that slow it down
  bool best_torch = false;  ///< one of the ways to run torch::nn::LSTM well: the fastest counts
};

std::vector<Variant> make_variants(int cores);

/// Runs `program --child ...` for one round. The smallest seconds of a step, or GFLOP/s for "peak";
/// 0 on failure.
double run_in_child(const std::string& program, const Variant& variant, int batch, int steps);

/// The child's part: measures and prints one number.
int child_main(const std::string& mode, int threads, int batch, int steps);

/// GFLOP/s of the fastest product of the fastest engine, on `threads` cores at once; the best of
/// `rounds`.
double peak_gflops(int threads, int rounds);

/// Losses of `steps` steps of the trainer from one start, the mean over the last tenth.
double final_loss(Engine engine, int threads, int batch, int steps);

}  // namespace segue
