// SPDX-License-Identifier: Apache-2.0
// The weights back out of a package's graphs, so that LibTorch can run a model of which only the
// package is at hand. The way back of native/train/onnx_vae.cpp; for tests.
#pragma once

#include <cstdint>
#include <vector>

#include "native/train/weights.h"
#include "shared/base/result.h"

namespace segue {

/// Errors: kCorruptData for graphs that this exporter did not write.
Result<Weights> read_package_weights(const std::vector<std::uint8_t>& encoder,
                                     const std::vector<std::uint8_t>& decoder);

}  // namespace segue
