// SPDX-License-Identifier: Apache-2.0
// From source files to a Dataset: reads and cuts them on several threads, then drops what occurs
// twice, in the order of the files, so that the result does not depend on the threads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "native/cli/dataset_sources.h"
#include "native/io/dataset_file.h"
#include "shared/music/music_windows.h"
#include "shared/music/window_config.h"

namespace segue {

struct BuilderOptions {
  WindowConfig config;
  MusicWindowOptions music;       ///< bars, grid and controls are taken from `config`
  bool estimate_tempo = false;    ///< from the onsets, whatever the file says
  int max_windows_per_piece = 0;  ///< 0 = all; else this many, evenly spread over the piece
  int threads = 1;
};

/// What happened to every file, for the report.
struct BuildReport {
  std::int64_t files = 0, bytes = 0;
  std::int64_t damaged = 0, without_windows = 0, repaired = 0;
  std::map<std::string, std::int64_t> reasons;  ///< files without windows, by reason
  std::int64_t windows_found = 0;               ///< with enough notes, repeats included
  std::int64_t too_few_notes = 0;
  std::int64_t polyphonic = 0;   ///< windows with notes that start together
  std::int64_t filtered = 0;     ///< windows with a long rest or few pitches
  std::int64_t duplicates = 0;   ///< the same notes before, in whatever transposition
  std::int64_t in_held_out = 0;  ///< dropped from training because a held-out file has them
  std::int64_t over_limit = 0;   ///< dropped by max_windows_per_piece
  std::int64_t held_out_files = 0;
  std::int64_t key_signatures = 0, key_estimates = 0;   ///< files, by where the told key is from
  std::int64_t chord_symbols = 0, chord_estimates = 0;  ///< and the told chords
  /// Lines for --verbose: "name: reason", "name, track 2 (Flute): reason".
  std::vector<std::string> details;
};

struct BuildResult {
  Dataset dataset;
  BuildReport report;
};

struct BuildHooks {
  std::function<void(std::int64_t files_done)> on_progress;  ///< from any thread
  std::function<bool()> cancelled;                           ///< from any thread
};

/// Errors: kCancelled. Files that cannot be read are counted, not errors; an empty set is for the
/// caller.
Result<BuildResult> build_dataset(const Sources& sources, const BuilderOptions& options,
                                  const BuildHooks& hooks);

/// The window with its first note at one fixed pitch: equal for windows that are transpositions.
std::string to_transposition_key(const RepresentationInfo& info, const MusicWindow& window);

}  // namespace segue
