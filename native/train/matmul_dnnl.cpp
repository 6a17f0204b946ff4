// SPDX-License-Identifier: Apache-2.0
// Products by oneDNN, with weights reordered once into its blocked layout. Versions 2 and 3 differ
// in how a primitive is described.
#include <dnnl.hpp>
#include <map>
#include <tuple>

#include "native/train/matmul_backends.h"

namespace segue {
namespace {

using Desc = dnnl::memory::desc;
using Dims = dnnl::memory::dims;

dnnl::engine& cpu() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

struct Primitive {
  dnnl::matmul run;
  Desc a, w, w_best, c;
};

struct DnnlMatrix : PackedMatrix {
  std::int64_t m = 0, k = 0, n = 0;
  bool transposed = false;
  at::Tensor keep;  // owns the bytes when no reorder was needed
  dnnl::memory memory;
};

class DnnlMatmul : public Matmul {
 public:
  explicit DnnlMatmul(bool bf16)
      : type_(bf16 ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32),
        input_type_(bf16 ? at::kBFloat16 : at::kFloat),
        stream_(cpu()) {}

  at::ScalarType input_type() const override { return input_type_; }

  std::unique_ptr<PackedMatrix> pack(const at::Tensor& w, std::int64_t rows) override {
    auto packed = std::make_unique<DnnlMatrix>();
    packed->m = rows;
    packed->k = w.size(0);
    packed->n = w.size(1);
    packed->transposed = !w.is_contiguous();
    // Converted in storage order, so that a transposed view stays one.
    const auto stored = (packed->transposed ? w.t() : w).detach();
    packed->keep = stored.to(input_type_).contiguous();
    const auto& p = primitive({rows, packed->n, packed->k, /*a_t=*/false, packed->transposed,
                               /*accumulate=*/false, /*packed=*/true});
    dnnl::memory plain(p.w, cpu(), packed->keep.data_ptr());
    if (p.w == p.w_best) {
      packed->memory = plain;
    } else {
      packed->memory = dnnl::memory(p.w_best, cpu());
      dnnl::reorder(plain, packed->memory).execute(stream_, plain, packed->memory);
      stream_.wait();
    }
    return packed;
  }

  void multiply(const void* a, const PackedMatrix& w, float* c, bool accumulate) override {
    const auto& packed = static_cast<const DnnlMatrix&>(w);
    const auto& p = primitive(
        {packed.m, packed.n, packed.k, false, packed.transposed, accumulate, /*packed=*/true});
    execute(p, a, packed.memory, c);
  }

  void multiply_transposed(const void* a, const void* b, float* c, std::int64_t m, std::int64_t n,
                           std::int64_t k) override {
    const auto& p = primitive({m, n, k, /*a_t=*/true, false, false, /*packed=*/false});
    execute(p, a, dnnl::memory(p.w, cpu(), const_cast<void*>(b)), c);
  }

 private:
  struct Key {
    std::int64_t m, n, k;
    bool a_transposed, w_transposed, accumulate, packed;
    bool operator<(const Key& o) const {
      return std::tie(m, n, k, a_transposed, w_transposed, accumulate, packed) <
             std::tie(o.m, o.n, o.k, o.a_transposed, o.w_transposed, o.accumulate, o.packed);
    }
  };

  void execute(const Primitive& p, const void* a, const dnnl::memory& w, float* c) {
    p.run.execute(stream_, {{DNNL_ARG_SRC, dnnl::memory(p.a, cpu(), const_cast<void*>(a))},
                            {DNNL_ARG_WEIGHTS, w},
                            {DNNL_ARG_DST, dnnl::memory(p.c, cpu(), c)}});
    stream_.wait();
  }

  const Primitive& primitive(const Key& key) {
    if (const auto found = cache_.find(key); found != cache_.end()) return found->second;
    const Desc a({key.m, key.k}, type_, key.a_transposed ? Dims{1, key.m} : Dims{key.k, 1});
    const Desc w({key.k, key.n}, type_, key.w_transposed ? Dims{1, key.k} : Dims{key.n, 1});
    const Desc any({key.k, key.n}, type_, dnnl::memory::format_tag::any);
    const Desc c({key.m, key.n}, dnnl::memory::data_type::f32, Dims{key.n, 1});
    dnnl::primitive_attr attributes;
    if (key.accumulate) {
      dnnl::post_ops sum;
      sum.append_sum(1.0f);
      attributes.set_post_ops(sum);
    }
#if DNNL_VERSION_MAJOR >= 3
    const dnnl::matmul::primitive_desc description(cpu(), a, key.packed ? any : w, c, attributes);
#else
    const dnnl::matmul::primitive_desc description(dnnl::matmul::desc(a, key.packed ? any : w, c),
                                                   attributes, cpu());
#endif
    return cache_
        .emplace(key, Primitive{dnnl::matmul(description), a, w, description.weights_desc(), c})
        .first->second;
  }

  dnnl::memory::data_type type_;
  at::ScalarType input_type_;
  dnnl::stream stream_;
  std::map<Key, Primitive> cache_;
};

}  // namespace

std::unique_ptr<Matmul> make_dnnl_matmul(bool bf16) { return std::make_unique<DnnlMatmul>(bf16); }

}  // namespace segue
