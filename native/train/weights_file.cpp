// SPDX-License-Identifier: Apache-2.0
// Weights as files.
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "native/train/weights.h"

namespace segue {

Result<Weights> load_weights(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  auto weights = read_safetensors(*bytes);
  if (!weights) return Error{weights.error().code, path + ": " + weights.error().message};
  return weights;
}

Result<void> save_weights(const Weights& weights, const std::string& path) {
  return write_file(path, write_safetensors(weights), Overwrite::kYes);
}

}  // namespace segue
