// SPDX-License-Identifier: Apache-2.0
// Keeps the sum of many voices below full scale without delay: a gain that follows the peaks, and a
// soft knee for the first milliseconds the gain is too slow for.
#pragma once

namespace segue::detail {

class Limiter {
 public:
  explicit Limiter(double sample_rate_hz) noexcept;
  /// Edits both channels in place; the results lie within (-1, 1).
  void apply(float* left, float* right, int frames) noexcept;
  void clear() noexcept { level_ = 0; }

 private:
  float level_ = 0, attack_ = 1, release_ = 1;
};

}  // namespace segue::detail
