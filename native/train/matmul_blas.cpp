// SPDX-License-Identifier: Apache-2.0
// Products by the BLAS that LibTorch uses.
#include "native/train/matmul_backends.h"

namespace segue {
namespace {

struct BlasMatrix : PackedMatrix {
  at::Tensor w;  // [K, N]
  std::int64_t rows = 0;
};

at::Tensor view(const void* data, std::int64_t rows, std::int64_t columns) {
  return at::from_blob(const_cast<void*>(data), {rows, columns}, at::kFloat);
}

class BlasMatmul : public Matmul {
 public:
  at::ScalarType input_type() const override { return at::kFloat; }

  std::unique_ptr<PackedMatrix> pack(const at::Tensor& w, std::int64_t rows) override {
    auto packed = std::make_unique<BlasMatrix>();
    packed->w = w.detach();
    packed->rows = rows;
    return packed;
  }

  void multiply(const void* a, const PackedMatrix& w, float* c, bool accumulate) override {
    const auto& packed = static_cast<const BlasMatrix&>(w);
    const auto k = packed.w.size(0), n = packed.w.size(1);
    auto out = view(c, packed.rows, n);
    if (accumulate) {
      out.addmm_(view(a, packed.rows, k), packed.w);
    } else {
      at::mm_out(out, view(a, packed.rows, k), packed.w);
    }
  }

  void multiply_transposed(const void* a, const void* b, float* c, std::int64_t m, std::int64_t n,
                           std::int64_t k) override {
    auto out = view(c, m, n);
    at::mm_out(out, view(a, k, m).t(), view(b, k, n));
  }
};

}  // namespace

std::unique_ptr<Matmul> make_blas_matmul() { return std::make_unique<BlasMatmul>(); }

Matmul& thread_matmul(Engine engine) {
  thread_local std::unique_ptr<Matmul> blas, dnnl_f32, dnnl_bf16;
#ifdef SEGUE_HAVE_DNNL
  if (engine == Engine::kDnnlF32) {
    if (!dnnl_f32) dnnl_f32 = make_dnnl_matmul(/*bf16=*/false);
    return *dnnl_f32;
  }
  if (engine == Engine::kDnnlBf16) {
    if (!dnnl_bf16) dnnl_bf16 = make_dnnl_matmul(/*bf16=*/true);
    return *dnnl_bf16;
  }
#else
  (void)engine;
#endif
  if (!blas) blas = make_blas_matmul();
  return *blas;
}

at::Tensor to_input(const at::Tensor& t, const Matmul& matmul) {
  return t.detach().to(matmul.input_type()).contiguous();
}

}  // namespace segue
