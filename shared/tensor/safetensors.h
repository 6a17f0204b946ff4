// SPDX-License-Identifier: Apache-2.0
// The safetensors format: an 8-byte little-endian header length, a JSON header, raw little-endian
// numbers. Priors, weights and checkpoints are such files, so that other tools can read them too.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/tensor/half.h"
#include "shared/tensor/tensor.h"

namespace segue {

/// Reads F32 and F16 arrays, all as floats. Metadata is ignored.
/// Errors: kCorruptData (too short, no JSON, offsets outside the data, a shape that does not fit
/// its bytes), kUnsupported (another dtype); messages name the array.
Result<NamedTensors> parse_safetensors(std::span<const std::uint8_t> bytes);

/// The bytes of a file with the float tensors of `tensors`, in name order: the same tensors always
/// give the same bytes. `metadata` is text for other readers.
std::vector<std::uint8_t> format_safetensors(
    const NamedTensors& tensors, FloatStorage storage,
    const std::map<std::string, std::string>& metadata = {});

}  // namespace segue
