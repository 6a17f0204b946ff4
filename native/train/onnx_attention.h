// SPDX-License-Identifier: Apache-2.0
// The first layer of an rnn with attention inside its step graph: a Loop over steps.
#pragma once

#include <string>

#include "native/train/config.h"
#include "native/train/onnx_source.h"

namespace segue {

/// Names of what a layer puts out at all steps [T, B, H], and of its state after them [1, B, H].
struct RnnLayer {
  std::string all, h, c;
};

/// Reads the graph's inputs tokens, attention and, where there are any, counters, and the state `h`
/// and `c` [1, B, H]; makes the output attention_out.
RnnLayer add_attention_layer(OnnxGraph& graph, const WeightSource& source, const Config& config,
                             const std::string& h, const std::string& c);

}  // namespace segue
