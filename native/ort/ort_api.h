// SPDX-License-Identifier: Apache-2.0
// ONNX Runtime's C++ header, set up for a library that is opened at run time. Private to
// native/ort.
#pragma once

#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>
#undef ORT_API_MANUAL_INIT

namespace segue {

/// What we ask of the library: everything used here is in the interface of release 1.17, and every
/// later library serves it.
inline constexpr int kOrtApiVersion = ORT_API_VERSION < 17 ? ORT_API_VERSION : 17;

}  // namespace segue
