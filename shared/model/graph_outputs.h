// SPDX-License-Identifier: Apache-2.0
// What a graph gave, checked before anybody believes it. Used by MusicVae and MusicRnn.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/tensor/tensor.h"

namespace segue::detail {

/// kRuntime: `graph` gave `what` in its output `output`, which does not fit its package.
Error bad_output(const std::string& graph, const std::string& output, const std::string& what);

/// Takes the values of an output of that shape out of `outputs`. Errors: bad_output, for none,
/// another type or shape, and numbers that are not finite.
Result<std::vector<float>> take_floats(NamedTensors& outputs, const std::string& graph,
                                       const std::string& name,
                                       const std::vector<std::int64_t>& shape);

}  // namespace segue::detail
