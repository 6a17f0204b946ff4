// SPDX-License-Identifier: Apache-2.0
#include "shared/model/realism_critic.h"

#include <cstddef>

namespace segue {

double RealismCritic::log_odds(std::span<const float> z) const {
  double odds = output_bias;
  for (std::size_t h = 0; h < hidden_bias.size(); ++h) {
    double sum = hidden_bias[h];
    for (std::size_t i = 0; i < z.size(); ++i) {
      sum += static_cast<double>(hidden_weights[h * z.size() + i]) * z[i];
    }
    if (sum > 0) odds += static_cast<double>(output_weights[h]) * sum;
  }
  return odds;
}

}  // namespace segue
