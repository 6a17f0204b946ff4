// SPDX-License-Identifier: Apache-2.0
#include "native/train/engine.h"

#include <algorithm>

#ifdef SEGUE_HAVE_DNNL
#include <dnnl.hpp>
#endif

namespace segue {
namespace {

constexpr Engine kAll[] = {Engine::kTorchLstm, Engine::kFusedBlas, Engine::kDnnlF32,
                           Engine::kDnnlBf16};

}  // namespace

const char* engine_name(Engine engine) {
  switch (engine) {
    case Engine::kTorchLstm:
      return "torch";
    case Engine::kFusedBlas:
      return "blas";
    case Engine::kDnnlF32:
      return "dnnl-f32";
    default:
      return "dnnl-bf16";
  }
}

std::vector<Engine> available_engines() {
  std::vector<Engine> engines = {Engine::kTorchLstm, Engine::kFusedBlas};
#ifdef SEGUE_HAVE_DNNL
  engines.push_back(Engine::kDnnlF32);
  // Without the instructions oneDNN would emulate bf16, slower than f32.
  const int isa = static_cast<int>(dnnl::get_effective_cpu_isa());
  const int bf16 = static_cast<int>(dnnl::cpu_isa::avx512_core_bf16);
  if ((isa & bf16) == bf16) engines.push_back(Engine::kDnnlBf16);
#endif
  return engines;
}

Result<Engine> choose_engine(std::string_view name) {
  const auto engines = available_engines();
  if (name == "auto") return engines.back();
  for (const Engine engine : kAll) {
    if (name != engine_name(engine)) continue;
    if (std::find(engines.begin(), engines.end(), engine) != engines.end()) return engine;
    return Error{
        ErrorCode::kUnsupported,
        "engine '" + std::string(name) +
            "' does not work here: it needs oneDNN at build time, and for bf16 a processor "
            "with AVX-512 BF16; use --engine auto"};
  }
  return Error{ErrorCode::kInvalidArgument,
               "there is no engine '" + std::string(name) +
                   "'; choose auto, torch, blas, dnnl-f32 or dnnl-bf16"};
}

}  // namespace segue
