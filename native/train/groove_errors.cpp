// SPDX-License-Identifier: Apache-2.0
#include "native/train/groove_errors.h"

#include <span>

#include "native/train/heads.h"

namespace segue {

void add_outputs(GrooveErrorSums& sums, const torch::Tensor& outputs, const torch::Tensor& features,
                 GrooveInput input) {
  const torch::Tensor played = groove_features(outputs).cpu().contiguous();
  const torch::Tensor given = features.cpu().contiguous();
  const auto values = [](const torch::Tensor& x) {
    return std::span(x.data_ptr<float>(), static_cast<std::size_t>(x.numel()));
  };
  settle_strokes(values(played));  // as a package's user hears it
  restore_given(values(given), input, values(played));
  sums.add(values(given), values(played));
}

}  // namespace segue
