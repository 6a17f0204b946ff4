// SPDX-License-Identifier: Apache-2.0
// Which files go into a data set, and on which side of the split: input folders, held-out lists,
// exclusions. No file is opened but the lists.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.h"

namespace segue {

struct SourceOptions {
  std::vector<std::string> inputs = {};         ///< folders, or single MIDI files
  double eval_ratio = -1;                       ///< 0..1, by hash of the path; negative: not told
  std::vector<std::string> heldout_lists = {};  ///< text files of relative paths
  std::vector<std::string> exclude_globs = {};  ///< shell patterns on the path; * matches / too
  std::vector<std::string> exclude_lists = {};  ///< text files of relative paths
};

/// The share held out where nothing else is said.
inline constexpr double kDefaultEvalRatio = 0.1;

struct SourceFile {
  std::string path;  ///< to open
  std::string name;  ///< folder's own name / path in it: "folk-melodies/aird/air.mid"
  bool held_out = false;
};

struct Sources {
  std::vector<SourceFile> files;  ///< sorted by name
  int excluded = 0;
  std::vector<std::string> notes;  ///< what was decided without being told, for people
};

/// A list's lines are matched against the path in the input folder and against SourceFile::name.
/// Without lists and ratio, a heldout.txt in an input folder is used for that folder, and where
/// there is none, kDefaultEvalRatio. Errors: kNotFound, kIo, kInvalidArgument (no MIDI file at all,
/// a ratio outside 0..1).
Result<Sources> find_sources(const SourceOptions& options);

}  // namespace segue
