// SPDX-License-Identifier: Apache-2.0
// --output: a folder for one file a clip, a .mid file or standard output for all clips in a row.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "native/io/atomic_file.h"
#include "shared/base/result.h"
#include "shared/model/music_clip.h"

namespace CLI {
class App;
}

namespace segue {

struct OutputOption {
  std::string output = ".";
  bool join = false;
  bool force = false;

  bool to_stdout() const { return output == "-"; }
  /// One piece with all clips, one after another.
  bool joined() const;
  Overwrite overwrite() const { return force ? Overwrite::kYes : Overwrite::kNo; }
};
void add_output_option(CLI::App& verb, OutputOption& option);

/// The paths to write: one, or `count` names <model>_<verb>_<date>_<time>-NNN-of-NNN.mid.
/// `when` is "2026-01-31_235959".
std::vector<std::string> output_names(const OutputOption& option, const std::string& model,
                                      const std::string& verb, const std::string& when, int count);
/// The local time in that form.
std::string now_text();

/// A folder that looks like a file of a kind that is not written is a mistake; `files` is what is
/// written, for the message. Errors: kInvalidArgument.
Result<void> check_folder_name(const std::string& output, const std::string& files);

/// Refuses at once what could not be written later. Makes nothing: what fails leaves nothing
/// behind.
Result<void> check_output(const OutputOption& option, const std::vector<std::string>& names);

/// A .mid file under one of the names ("-": stdout), in a folder that is made where it is missing.
Result<void> write_output(const OutputOption& option, const std::string& name,
                          std::span<const std::uint8_t> bytes);

/// `clips` as MIDI bytes under `names`: one name for each clip, or one for all ("-": stdout).
Result<void> write_clips(const OutputOption& option, const std::vector<std::string>& names,
                         std::span<const MusicClip> clips, const Representation& form,
                         double tempo_qpm, int program);

}  // namespace segue
