// SPDX-License-Identifier: Apache-2.0
// What `segue evaluate` is asked for, and the model and data set it reads before it measures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "native/cli/cli.h"
#include "native/cli/model_option.h"
#include "native/cli/rnn_pieces.h"
#include "native/io/atomic_file.h"
#include "native/io/dataset_file.h"
#include "shared/model/music_clip.h"

namespace segue {

/// The command line of evaluate.
struct EvaluateOptions {
  ModelOption model;
  std::vector<std::string> inputs, references;
  std::string dataset, run, json, html;
  int bars = 0;
  std::optional<int> count;
  std::optional<double> temperature;
  std::optional<std::uint64_t> seed;
  PriorChoice prior = PriorChoice::kModel;
  int best_of = 1;
  bool wants_json = false, force = false;
  OutputOptions report;  ///< `json` is true where standard output is for JSON

  Overwrite overwrite() const { return force ? Overwrite::kYes : Overwrite::kNo; }
};

/// What is read before anything is measured.
struct Material {
  std::optional<OpenModel> model;
  std::optional<OpenRnn> rnn;
  std::optional<Dataset> dataset;
  std::vector<MusicClip> held_out;     ///< windows
  std::optional<Representation> form;  ///< of the model's clips or the data set's windows
  int bars = 0;                        ///< where there is no form: of a piece, 0 = whole
};

/// Errors: those of the parts; kInvalidArgument where model, data set and options do not go
/// together.
Result<Material> open_material(const EvaluateOptions& options);

}  // namespace segue
