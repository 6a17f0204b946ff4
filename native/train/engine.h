// SPDX-License-Identifier: Apache-2.0
// The ways the LSTM layers can be computed, and which of them this machine has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace segue {

enum class Engine {
  kTorchLstm,  ///< LibTorch's own LSTM, as torch::nn::LSTM runs it
  kFusedBlas,  ///< our fused layer, products by LibTorch's BLAS
  kDnnlF32,    ///< our fused layer, products by oneDNN in 32 bits
  kDnnlBf16,  ///< our fused layer, products by oneDNN on bfloat16 inputs, sums and state in 32 bits
};

/// "torch", "blas", "dnnl-f32", "dnnl-bf16".
const char* engine_name(Engine engine);

/// Those that work here, slowest first. oneDNN has to be built in; bf16 needs a processor with it.
std::vector<Engine> available_engines();

/// "auto" is the fastest available. Errors: kInvalidArgument (no such name, listing them),
/// kUnsupported (not built in, or not in this processor).
Result<Engine> choose_engine(std::string_view name);

}  // namespace segue
