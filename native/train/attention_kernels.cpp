// SPDX-License-Identifier: Apache-2.0
#include "native/train/attention_kernels.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "native/train/kernel_math.h"

namespace segue {
namespace {

constexpr std::int64_t kLanes = 16;  // sums side by side, since the order of one sum is fixed

SEGUE_MULTIVERSION float dot(const float* __restrict x, const float* __restrict y, std::int64_t n) {
  float lanes[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::int64_t l = 0; l < kLanes; ++l) lanes[l] += x[i + l] * y[i + l];
  }
  float sum = 0;
  for (; i < n; ++i) sum += x[i] * y[i];
  for (const float lane : lanes) sum += lane;
  return sum;
}

SEGUE_MULTIVERSION void bend(const float* __restrict key, const float* __restrict query,
                             float* __restrict bent, std::int64_t n) {
#pragma GCC ivdep
  for (std::int64_t i = 0; i < n; ++i) bent[i] = tanh_of(key[i] + query[i]);
}

SEGUE_MULTIVERSION void add_scaled(float* __restrict out, float factor, const float* __restrict x,
                                   std::int64_t n) {
#pragma GCC ivdep
  for (std::int64_t i = 0; i < n; ++i) out[i] += factor * x[i];
}

// `slope` is the gradient of a row's score.
SEGUE_MULTIVERSION void unbend(float slope, const float* __restrict bent,
                               const float* __restrict score, float* __restrict score_grad,
                               float* __restrict key_grad, float* __restrict query_grad,
                               std::int64_t n) {
#pragma GCC ivdep
  for (std::int64_t i = 0; i < n; ++i) {
    const float inner = slope * score[i] * (1.0f - bent[i] * bent[i]);
    score_grad[i] += slope * bent[i];
    key_grad[i] += inner;
    query_grad[i] += inner;
  }
}

float* scratch(std::int64_t size) {
  thread_local std::vector<float> memory;
  memory.resize(static_cast<std::size_t>(size));
  return memory.data();
}

}  // namespace

void attention_forward_row(const AttentionRow& row, float* read) {
  const auto n = row.hidden_size;
  float* bent = scratch(n);
  float highest = -INFINITY, sum = 0;
  for (std::int64_t j = 0; j < row.length; ++j) {
    bend(row.keys + j * row.row_stride, row.query, bent, n);
    row.shares[j * row.share_stride] = dot(bent, row.score, n);
    highest = std::max(highest, row.shares[j * row.share_stride]);
  }
  for (std::int64_t j = 0; j < row.length; ++j) {
    float& share = row.shares[j * row.share_stride];
    share = std::exp(share - highest);
    sum += share;
  }
  std::fill_n(read, n, 0.0f);
  for (std::int64_t j = 0; j < row.length; ++j) {
    float& share = row.shares[j * row.share_stride];
    share /= sum;
    add_scaled(read, share, row.rows + j * row.row_stride, n);
  }
}

void attention_backward_row(const AttentionRow& row, const AttentionGradients& gradients) {
  const auto n = row.hidden_size;
  float* bent = scratch(n + row.length);
  float* share_grads = bent + n;
  float mean = 0;
  for (std::int64_t j = 0; j < row.length; ++j) {
    share_grads[j] = dot(row.rows + j * row.row_stride, gradients.read, n);
    mean += row.shares[j * row.share_stride] * share_grads[j];
  }
  std::fill_n(gradients.query, n, 0.0f);
  for (std::int64_t j = 0; j < row.length; ++j) {
    const float share = row.shares[j * row.share_stride];
    add_scaled(gradients.rows + j * row.row_stride, share, gradients.read, n);
    bend(row.keys + j * row.row_stride, row.query, bent, n);
    unbend(share * (share_grads[j] - mean), bent, row.score, gradients.score,
           gradients.keys + j * row.row_stride, gradients.query, n);
  }
}

}  // namespace segue
