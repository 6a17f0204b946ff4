// SPDX-License-Identifier: Apache-2.0
// Looking back, one row of a batch at one step at a time: the elementwise part of
// attention_lstm.h, compiled for several processors.
#pragma once

#include <cstdint>

namespace segue {

/// Row j of A lies at j * row_stride; its share at j * share_stride.
struct AttentionRow {
  const float* rows;   ///< [A, H] of the window
  const float* keys;   ///< [A, H] their products with the window's weights
  const float* query;  ///< [H]
  const float* score;  ///< [H]
  float* shares;       ///< [A] out on the way forwards, in on the way back
  std::int64_t length, hidden_size, row_stride, share_stride;
};

/// Shares, and `read` [H]: the mean of the rows.
void attention_forward_row(const AttentionRow& row, float* read);

struct AttentionGradients {
  const float* read;  ///< [H] in
  float* rows;        ///< [A, H] added to
  float* keys;        ///< [A, H] added to
  float* query;       ///< [H] set
  float* score;       ///< [H] added to
};
void attention_backward_row(const AttentionRow& row, const AttentionGradients& gradients);

}  // namespace segue
