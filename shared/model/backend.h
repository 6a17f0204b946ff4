// SPDX-License-Identifier: Apache-2.0
// The seam between Segue's models and the engine that runs their graphs.
#pragma once

#include <functional>
#include <string>

#include "shared/base/result.h"
#include "shared/tensor/tensor.h"

namespace segue {

/// Runs the graphs of one model package. Natively `on_done` is called before `run` returns; in the
/// page, later, from the worker's answer. It is called exactly once, with all outputs of the graph
/// or an error.
class Backend {
 public:
  using OnDone = std::function<void(Result<NamedTensors>)>;

  virtual ~Backend() = default;
  /// `graph` is a name from model.json ("encoder", "decoder").
  virtual void run(const std::string& graph, NamedTensors inputs, OnDone on_done) = 0;
};

}  // namespace segue
