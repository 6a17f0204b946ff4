// SPDX-License-Identifier: Apache-2.0
// IEEE 754 half precision: how weights and priors are stored in half the bytes.
#pragma once

#include <cstdint>

namespace segue {

/// Round to nearest even; overflow gives infinity.
std::uint16_t to_half(float value);
float from_half(std::uint16_t bits);

/// How files keep floats: whole, or in half precision.
enum class FloatStorage { kF32, kF16 };

}  // namespace segue
