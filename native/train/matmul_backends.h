// SPDX-License-Identifier: Apache-2.0
// The implementations behind matmul.h.
#pragma once

#include "native/train/matmul.h"

namespace segue {

std::unique_ptr<Matmul> make_blas_matmul();
/// Only in builds with SEGUE_HAVE_DNNL.
std::unique_ptr<Matmul> make_dnnl_matmul(bool bf16);

}  // namespace segue
