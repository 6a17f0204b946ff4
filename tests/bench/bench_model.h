// SPDX-License-Identifier: Apache-2.0
// What the benchmarks of model packages share: a package on one thread of the native engine, and
// how they end.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "native/io/file.h"
#include "native/ort/ort_backend.h"

namespace segue {

struct BenchModel {
  ModelPackage package;
  std::unique_ptr<OrtBackend> backend;
};

inline Result<BenchModel> open_bench_model(const std::string& folder) {
  const auto card = read_text_file(folder + "/model.json");
  if (!card) return card.error();
  auto package = parse_model_package(*card);
  if (!package) return package.error();
  auto backend = OrtBackend::create(*package, folder, {.threads = 1, .library = ""});
  if (!backend) return backend.error();
  return BenchModel{std::move(*package), std::move(*backend)};
}

/// Says why on standard error; the exit code.
inline int fail(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  return 1;
}

}  // namespace segue
