// SPDX-License-Identifier: Apache-2.0
// The page's engine: tensors go out to the ONNX Runtime worker through the bridge, answers come
// back later.
#pragma once

#include <string>
#include <unordered_map>

#include "shared/model/backend.h"

namespace segue {

class PageBackend final : public Backend {
 public:
  void run(const std::string& graph, NamedTensors inputs, OnDone on_done) override;

  /// The bridge's answers. A request that is not in flight (any more) is ignored.
  void add_output(int request, std::string name, Tensor tensor);
  void finish(int request);
  void fail(int request, Error error);
  /// Ends everything in flight: another model takes over, the worker died.
  void fail_all(const Error& error);

 private:
  struct Running {
    OnDone on_done;
    NamedTensors outputs;
  };
  int next_request_ = 1;
  std::unordered_map<int, Running> running_;
};

}  // namespace segue
