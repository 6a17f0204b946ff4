// SPDX-License-Identifier: Apache-2.0
// The LSTM stacks of a decoder inside a graph: cores, which make steps, and conductors, which make
// a vector for each segment. onnx_decoder.cpp puts them together.
#pragma once

#include <string>
#include <vector>

#include "native/train/config.h"
#include "native/train/onnx_source.h"

namespace segue {

struct LayerState {
  std::string h, c;
};

/// One core and where its names are: core 0 has none in front, so that packages of one core keep
/// the names they always had.
struct Core {
  std::string weights;                ///< "core.0"
  std::string prefix;                 ///< "", "core1_"
  std::size_t first_part;             ///< of the representation
  std::vector<std::int64_t> classes;  ///< of its parts; empty where the decoder makes features
};
std::vector<Core> cores_of(const Config& config);

/// Columns of the decoder's input row that a core gets from what was decoded before.
std::int64_t feedback_columns(const Config& config, const Core& core);

/// Names of the states of `layers` layers: "h0_before", "c0_before", ...
std::vector<LayerState> layer_states(const std::string& prefix, std::size_t layers,
                                     const std::string& suffix);
/// The same as a list.
std::vector<std::string> state_names(const std::vector<LayerState>& states);

/// Adds an initial state's dense layer and its weights under `prefix`; `start` [B, in] gives
/// `states`, all of `size` units.
void add_initial_states(OnnxGraph& graph, const std::string& prefix, const std::string& start,
                        std::int64_t size, const std::vector<LayerState>& states);

/// Weights at the top of the graph; inner graphs use them from there.
void add_stack_weights(OnnxGraph& graph, const WeightSource& source, const std::string& weights,
                       const std::string& prefix, std::size_t layers, std::int64_t size);
void add_core_weights(OnnxGraph& graph, const WeightSource& source, const Config& config,
                      const Core& core);

/// One step of LSTM layer number `layer` from the sum of its gates [B, 4D].
void add_cell(OnnxGraph& body, const std::string& prefix, std::size_t layer, std::int64_t size,
              const std::string& gates, const std::string& c, const LayerState& next);

/// One step of a stack. `first_gates` [B, 4D] is the sum of everything but the recurrent product
/// that enters layer 0.
void add_stack_step(OnnxGraph& body, const std::string& prefix, std::int64_t size,
                    const std::string& first_gates, const std::vector<LayerState>& before,
                    const std::vector<LayerState>& after);

/// What a core makes of its top layer's output `h` [B, D], with the noise of one step
/// `noise` [B, V] of the whole decoder, where `all_noise` says that it is for this core's one part
/// alone: a token int64 [B] for each of its parts, in `outputs`.
void add_categorical_head(OnnxGraph& body, const Core& core, const std::string& h,
                          const std::string& noise, std::int64_t noise_column, bool all_noise,
                          const std::vector<std::string>& outputs);
/// Features float [B, F] into `output`.
void add_nade_head(OnnxGraph& body, const Config& config, const std::string& h,
                   const std::string& noise, const std::string& output);
void add_groove_head(OnnxGraph& body, const Config& config, const std::string& h,
                     const std::string& output);
/// Constants of the heads at the top of the graph.
void add_head_constants(OnnxGraph& graph, const WeightSource& source, const Config& config);

}  // namespace segue
