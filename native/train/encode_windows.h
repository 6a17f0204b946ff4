// SPDX-License-Identifier: Apache-2.0
// Latent vectors of a data set's windows, through a package's own encoder graph.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "native/io/dataset_file.h"
#include "shared/base/result.h"
#include "shared/model/music_vae.h"

namespace segue {

/// Whether the windows are what the model takes. Errors: kInvalidArgument.
Result<void> check_dataset(const Dataset& dataset, const Representation& form);

/// Window `index` as a clip, with the controls that the model is told.
MusicClip window_clip(const Dataset& dataset, const DatasetSplit& split, const Representation& form,
                      std::int64_t index);

/// `count` windows (0 = all), spread evenly over the split. Errors: those of check_dataset.
Result<MusicVae::MusicClips> spread_windows(const Dataset& dataset, const DatasetSplit& split,
                                            const Representation& form, std::int64_t count);

struct EncodeOptions {
  std::int64_t windows = 0;  ///< at most so many, spread evenly; 0 = all
  int draws = 1;             ///< of each window's posterior; 0 = its mean instead
  std::uint64_t seed = 1;
  std::function<void(std::int64_t done, std::int64_t total)> on_progress = {};
};

/// Row-major [windows * max(draws, 1), Z]. Errors: kInvalidArgument (a data set of another
/// representation or length, no windows), and those of MusicVae::encode.
Result<std::vector<float>> encode_windows(MusicVae& model, const Dataset& dataset,
                                          const DatasetSplit& split, const EncodeOptions& options);

}  // namespace segue
