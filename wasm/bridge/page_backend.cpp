// SPDX-License-Identifier: Apache-2.0
// Keeps what is in flight between page and worker.
#include "wasm/bridge/page_backend.h"

#include <utility>
#include <vector>

#include "wasm/bridge/js_imports.h"

namespace segue {

void PageBackend::run(const std::string& graph, NamedTensors inputs, OnDone on_done) {
  const int request = next_request_++;
  running_[request].on_done = std::move(on_done);
  segue_js_graph_begin(graph.data(), static_cast<int>(graph.size()));
  for (const auto& [name, tensor] : inputs) {
    const std::vector<std::int32_t> shape(tensor.shape.begin(), tensor.shape.end());
    const auto* floats = tensor.floats();
    const void* data = floats ? static_cast<const void*>(floats->data())
                              : static_cast<const void*>(tensor.ints()->data());
    segue_js_graph_input(name.data(), static_cast<int>(name.size()), floats ? 0 : 1, shape.data(),
                         static_cast<int>(shape.size()), data, static_cast<int>(tensor.size()));
  }
  segue_js_graph_run(request);
}

void PageBackend::add_output(int request, std::string name, Tensor tensor) {
  const auto found = running_.find(request);
  if (found != running_.end()) found->second.outputs[std::move(name)] = std::move(tensor);
}

void PageBackend::finish(int request) {
  const auto found = running_.find(request);
  if (found == running_.end()) return;
  Running running = std::move(found->second);
  running_.erase(found);  // before the answer: it may run the next graph
  running.on_done(std::move(running.outputs));
}

void PageBackend::fail(int request, Error error) {
  const auto found = running_.find(request);
  if (found == running_.end()) return;
  OnDone on_done = std::move(found->second.on_done);
  running_.erase(found);
  on_done(std::move(error));
}

void PageBackend::fail_all(const Error& error) {
  auto running = std::move(running_);
  running_.clear();
  for (auto& [request, one] : running) one.on_done(error);
}

}  // namespace segue
