// SPDX-License-Identifier: Apache-2.0
// Finds, opens and starts ONNX Runtime's library. Used by ort_backend.cpp only.
#pragma once

#include <string>

#include "shared/base/result.h"

namespace segue::detail {

/// What was opened. The library stays open for the life of the process: the engine keeps threads.
struct OrtLibrary {
  std::string path;
  std::string version;  ///< "1.30.0"
};

/// Opens the library (once; later calls give the first one) and initialises the C++ interface.
/// `path` empty: the first of ort_library_candidates() that opens.
Result<OrtLibrary> open_ort_library(const std::string& path);

}  // namespace segue::detail
