// SPDX-License-Identifier: Apache-2.0
#include "shared/model/graph_outputs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace segue::detail {

Error bad_output(const std::string& graph, const std::string& output, const std::string& what) {
  return {ErrorCode::kRuntime, "the graph \"" + graph + "\" gave " + what + " in its output \"" +
                                   output +
                                   "\". The model does not fit its model.json: download it "
                                   "again, or export it anew."};
}

Result<std::vector<float>> take_floats(NamedTensors& outputs, const std::string& graph,
                                       const std::string& name,
                                       const std::vector<std::int64_t>& shape) {
  const auto found = outputs.find(name);
  if (found == outputs.end()) return bad_output(graph, name, "nothing");
  auto* values = std::get_if<std::vector<float>>(&found->second.data);
  if (!values || found->second.shape != shape ||
      static_cast<std::int64_t>(values->size()) != element_count(shape)) {
    return bad_output(graph, name, "another type or shape than expected");
  }
  if (!std::all_of(values->begin(), values->end(), [](float x) { return std::isfinite(x); })) {
    return bad_output(graph, name, "numbers that are not finite");
  }
  return std::move(*values);
}

}  // namespace segue::detail
