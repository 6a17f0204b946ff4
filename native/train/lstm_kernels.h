// SPDX-License-Identifier: Apache-2.0
// The elementwise part of an LSTM step, one row of a batch at a time, compiled for several
// processors. Gates lie as i, f, g, o, each H wide.
#pragma once

#include <cstdint>

namespace segue {

/// What one row of one step reads and writes. Pointers may be null where it says so.
struct LstmForwardRow {
  float* gates;  ///< [4H] in: products with weights; out: i, f, g, o after their functions
  const float* token_row;      ///< [4H] added to the gates, or null
  const float* constant_row;   ///< [4H] added to the gates, or null
  const float* previous_cell;  ///< [H]
  float* cell;                 ///< [H]
  float* hidden;               ///< [H]
  std::uint16_t* hidden_bf16;  ///< [H] rounded copy for the next product, or null
};
void lstm_forward_row(const LstmForwardRow& row, std::int64_t hidden_size);

struct LstmBackwardRow {
  float* gates;                ///< [4H] in: i, f, g, o; out: gradients before their functions
  const float* previous_cell;  ///< [H]
  const float* cell;           ///< [H]
  const float* hidden_grad;    ///< [H] from the layer's output at this step
  const float* carried_grad;   ///< [H] from the following step's product
  float* cell_grad;            ///< [H] in: from the following step; out: for the step before
  std::uint16_t* gates_bf16;   ///< [4H] rounded copy of the gate gradients, or null
};
void lstm_backward_row(const LstmBackwardRow& row, std::int64_t hidden_size);

/// out += x
void add_row(float* out, const float* x, std::int64_t n);

}  // namespace segue
