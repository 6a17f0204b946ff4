// SPDX-License-Identifier: Apache-2.0
// Branch-free loops that GCC vectorises. GCC picks the variant for the processor when the program
// starts.
#include "native/train/lstm_kernels.h"

#include <cstring>

#include "native/train/kernel_math.h"

namespace segue {
namespace {

// Round to nearest even; NaN is not kept, the loss finds it first.
SEGUE_INLINE std::uint16_t to_bf16(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

SEGUE_MULTIVERSION void round_row(const float* __restrict x, std::uint16_t* __restrict out,
                                  std::int64_t n) {
#pragma GCC ivdep
  for (std::int64_t j = 0; j < n; ++j) out[j] = to_bf16(x[j]);
}

SEGUE_MULTIVERSION void forward(float* __restrict g, const float* previous_cell, float* cell,
                                float* __restrict hidden, std::int64_t h) {
#pragma GCC ivdep
  for (std::int64_t j = 0; j < h; ++j) {
    const float i = sigmoid(g[j]), f = sigmoid(g[h + j]);
    const float z = tanh_of(g[2 * h + j]), o = sigmoid(g[3 * h + j]);
    const float c = f * previous_cell[j] + i * z;
    g[j] = i;
    g[h + j] = f;
    g[2 * h + j] = z;
    g[3 * h + j] = o;
    cell[j] = c;
    hidden[j] = o * tanh_of(c);
  }
}

SEGUE_MULTIVERSION void backward(float* __restrict g, const float* previous_cell,
                                 const float* __restrict cell, const float* __restrict output_grad,
                                 const float* __restrict carried_grad, float* __restrict cell_grad,
                                 std::int64_t h) {
#pragma GCC ivdep
  for (std::int64_t j = 0; j < h; ++j) {
    const float i = g[j], f = g[h + j], z = g[2 * h + j], o = g[3 * h + j];
    const float dh = output_grad[j] + carried_grad[j];
    const float tc = tanh_of(cell[j]);
    const float dc = cell_grad[j] + dh * o * (1.0f - tc * tc);
    g[j] = dc * z * i * (1.0f - i);
    g[h + j] = dc * previous_cell[j] * f * (1.0f - f);
    g[2 * h + j] = dc * i * (1.0f - z * z);
    g[3 * h + j] = dh * tc * o * (1.0f - o);
    cell_grad[j] = dc * f;
  }
}

}  // namespace

SEGUE_MULTIVERSION void add_row(float* __restrict out, const float* __restrict x, std::int64_t n) {
#pragma GCC ivdep
  for (std::int64_t j = 0; j < n; ++j) out[j] += x[j];
}

void lstm_forward_row(const LstmForwardRow& row, std::int64_t h) {
  if (row.token_row) add_row(row.gates, row.token_row, 4 * h);
  if (row.constant_row) add_row(row.gates, row.constant_row, 4 * h);
  forward(row.gates, row.previous_cell, row.cell, row.hidden, h);
  if (row.hidden_bf16) round_row(row.hidden, row.hidden_bf16, h);
}

void lstm_backward_row(const LstmBackwardRow& row, std::int64_t h) {
  backward(row.gates, row.previous_cell, row.cell, row.hidden_grad, row.carried_grad, row.cell_grad,
           h);
  if (row.gates_bf16) round_row(row.gates, row.gates_bf16, 4 * h);
}

}  // namespace segue
