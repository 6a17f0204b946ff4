// SPDX-License-Identifier: Apache-2.0
// Melodies from files on the command line: `tune.mid`, `tune.mid:3` for its third window, `-` for
// stdin.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/model_package.h"
#include "shared/music/melody_windows.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// `window` counts from 1; 0 = none was chosen, kAllWindows = ":all".
struct InputName {
  std::string path;
  int window = 0;
};
inline constexpr int kAllWindows = -1;

/// A name that is a file as it stands is taken so, even where it ends in ":3". "stdin:3" is the
/// third window of standard input.
InputName parse_input_name(const std::string& text);

/// A music file with all it gives to a model.
struct MelodyFile {
  std::string path;
  NoteSequence sequence;
  WindowReport report;
};

/// Errors: those of read_music.
Result<MelodyFile> read_melody_file(const std::string& path, const Representation& form);

/// The options that find windows as `form` needs them.
WindowOptions window_options(const Representation& form);

/// The windows that `text` names. A file with one window needs no choice. Errors: kInvalidArgument
/// (several and none chosen: the message lists them and says what to type; no such number),
/// kNoMusic (none at all: with the reasons), and those of read_melody_file.
Result<std::vector<MelodyWindow>> choose_windows(const std::string& text,
                                                 const Representation& form, bool allow_all);

/// A table of the windows: number, bars, track, program, notes, a sketch.
std::string list_windows(const MelodyFile& file, int bars);
/// Why there are none, a line for each track.
std::string list_rejections(const NoteSequence& sequence, const WindowReport& report);

}  // namespace segue
