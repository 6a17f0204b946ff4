// SPDX-License-Identifier: Apache-2.0
// What `segue evaluate` asks a model for: samples, reconstructions of held-out windows and a walk
// between two of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "native/cli/cli.h"
#include "native/cli/model_option.h"
#include "native/cli/rnn_pieces.h"
#include "shared/measures/correct_notes.h"
#include "shared/measures/groove_errors.h"

namespace segue {

struct AskOptions {
  int count = 1000;
  double temperature = 0.5;
  std::uint64_t seed = 0;
  PriorChoice prior = PriorChoice::kModel;
  OutputOptions report;
  int best_of = 1;
};

/// `count` samples. Errors: those of MusicVae, kCancelled.
Result<std::vector<GridPiece>> sample_pieces(OpenModel& model, const AskOptions& options);

/// `count` pieces of `bars` bars of 4/4, of a model that continues music. Errors: those of
/// make_pieces.
Result<std::vector<GridPiece>> generate_pieces(OpenRnn& model, int bars, const AskOptions& options);

/// A window, and what came back at temperature 0.
struct Reconstructed {
  GridPiece original, copy;
};
struct Reconstruction {
  std::vector<Reconstructed> windows;
  bool has_pitches = false;
  CorrectNoteSummary notes;  ///< z drawn from the posterior, the likeliest notes
  /// Share of tokens (NADE and grooves: steps with all hits) that come back when the model draws at
  /// temperature 1 from its own notes: metrics/accuracy of a MusicVAE with sampling. None where the
  /// model is given all strokes and keeps them.
  std::optional<double> accuracy_sampling;
  std::optional<GrooveErrors> groove;  ///< of groove models, of the likeliest strokes
};
/// At most `options.count` of the windows, drawn with the seed.
Result<Reconstruction> reconstruct_pieces(OpenModel& model, const std::vector<MusicClip>& held_out,
                                          const AskOptions& options);

inline constexpr int kStripClips = 7;
/// A spherical walk of kStripClips clips between two of the windows, at temperature 0.
Result<std::vector<GridPiece>> interpolate_pieces(OpenModel& model,
                                                  const std::vector<MusicClip>& held_out,
                                                  const AskOptions& options);

}  // namespace segue
