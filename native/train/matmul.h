// SPDX-License-Identifier: Apache-2.0
// Matrix products for the fused layers: one interface over LibTorch's BLAS and oneDNN. Shapes are
// those of the math; storage may be transposed, so that no copy is needed for W^T.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>

#include "native/train/engine.h"

namespace segue {

/// A weight matrix [K, N] in the layout an engine likes best; made once per pass, used every step.
class PackedMatrix {
 public:
  virtual ~PackedMatrix() = default;
};

class Matmul {
 public:
  virtual ~Matmul() = default;

  /// What inputs have to be: kFloat or kBFloat16. Results are always float.
  virtual at::ScalarType input_type() const = 0;

  /// `w` is float, [K, N], contiguous or the transpose of a contiguous matrix; `rows` is the M it
  /// will meet.
  virtual std::unique_ptr<PackedMatrix> pack(const at::Tensor& w, std::int64_t rows) = 0;

  /// c [M, N] = a [M, K] * w, plus c when `accumulate`. `a` row-major in input_type(), c float.
  virtual void multiply(const void* a, const PackedMatrix& w, float* c, bool accumulate) = 0;

  /// c [M, N] = a^T * b with a [K, M], b [K, N] row-major in input_type(): weight gradients.
  virtual void multiply_transposed(const void* a, const void* b, float* c, std::int64_t m,
                                   std::int64_t n, std::int64_t k) = 0;
};

/// The products of an engine for the calling thread (kTorchLstm uses those of kFusedBlas for what
/// is not LSTM). One thread per product: the trainer is parallel over replicas.
Matmul& thread_matmul(Engine engine);

/// `t` as row-major input of an engine's products: itself when float, a rounded copy for bfloat16.
at::Tensor to_input(const at::Tensor& t, const Matmul& matmul);

}  // namespace segue
