// SPDX-License-Identifier: Apache-2.0
// A Backend on ONNX Runtime for the packages in models/. The engine's library is loaded at run
// time, so that no release of it is built in; its exceptions end here and become Errors.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/backend.h"
#include "shared/model/model_package.h"

namespace segue {

struct OrtOptions {
  /// Threads inside one operator; 0 = as many as the machine has cores. One is the best choice for
  /// single clips of a small model.
  int threads = 1;
  /// The engine's library; empty = look for it (see ort_library_candidates).
  std::string library;
};

/// Answers at once, on the calling thread. Graphs are loaded when they are first run.
class OrtBackend : public Backend {
 public:
  /// Opens the engine and remembers the package's graph files.
  /// Errors: kNotFound (no library found: says what to install), kUnsupported (a library too old).
  static Result<std::unique_ptr<OrtBackend>> create(ModelPackage package, std::string folder,
                                                    const OrtOptions& options = {});
  ~OrtBackend() override;

  /// Inputs are checked against the graph before it runs. Errors: kNotFound (no such graph or
  /// file), kCorruptData (wrong size or hash, not a graph), kInvalidArgument (missing or unknown
  /// input, wrong type or shape; names the input), kRuntime (the engine failed).
  void run(const std::string& graph, NamedTensors inputs, OnDone on_done) override;

  /// Loads the graph as its first run would, and checks its inputs and outputs against the package.
  Result<void> load(const std::string& graph);

  /// "1.30.0"
  std::string engine_version() const;

 private:
  class Impl;
  explicit OrtBackend(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Where the engine's library is looked for, best first: $SEGUE_ORT_LIB alone when it is set; else
/// the system's library folders, node_modules folders at and above the program and the working
/// folder, and Segue's cache ($SEGUE_CACHE, default under $XDG_CACHE_HOME or ~/.cache). Names
/// without a folder are for the system's own search.
std::vector<std::string> ort_library_candidates();

}  // namespace segue
