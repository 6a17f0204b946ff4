// SPDX-License-Identifier: Apache-2.0
#include "native/train/schedules.h"

#include <cmath>

namespace segue {

double learning_rate_at(const Config& c, std::int64_t step) {
  return (c.learning_rate - c.min_learning_rate) * std::pow(c.decay_rate, step) +
         c.min_learning_rate;
}

double beta_at(const Config& c, std::int64_t step) {
  if (c.beta_rate == 0) return c.max_beta;  // 0^0 is 1 and would make step 0 an exception
  return c.max_beta * (1 - std::pow(c.beta_rate, step));
}

double sampling_probability_at(const Config& c, std::int64_t step) {
  if (c.sampling_schedule == "constant") return c.sampling_rate;
  if (c.sampling_schedule == "exponential") return 1 - std::pow(c.sampling_rate, step);
  // Divided by e^(t/k), so that nothing overflows late in a run.
  const double k = c.sampling_rate;
  return 1 - k * std::exp(-step / k) / (k * std::exp(-step / k) + 1);
}

}  // namespace segue
