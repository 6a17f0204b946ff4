// SPDX-License-Identifier: Apache-2.0
#include "native/cli/evaluate_sources.h"

#include <algorithm>

#include "native/cli/dataset_sources.h"
#include "native/cli/melody_input.h"
#include "native/cli/music_file.h"
#include "native/io/file.h"
#include "native/io/progress.h"
#include "shared/codec/melody_codec.h"
#include "shared/music/music_windows.h"

namespace segue {
namespace {

constexpr std::size_t kMostReasons = 5;

Result<std::vector<GridPiece>> cut_windows(const NoteSequence& sequence,
                                           const Representation& form) {
  MusicWindowOptions options;
  options.windows = window_options(form);
  const MusicWindowReport report = find_windows(sequence, *form.info(), options);
  if (report.windows.empty()) {
    std::string reason = "no window of " + form.name + " of " + form.length_text();
    if (!report.rejections.empty()) reason += ": " + report.rejections.front().reason;
    return Error{ErrorCode::kNoMusic, reason};
  }
  std::vector<MusicClip> clips;
  for (const MusicWindow& window : report.windows) {
    clips.push_back({window.tokens, window.features, {}, {}});
  }
  return to_grid_clips(clips, form);
}

Result<std::vector<GridPiece>> to_pieces(const NoteSequence& sequence,
                                         const FolderOptions& options) {
  if (options.form) return cut_windows(sequence, *options.form);
  if (sequence.notes.empty()) return Error{ErrorCode::kNoMusic, "no notes"};
  auto piece = to_grid_piece(sequence);
  if (!piece) return piece.error();
  if (options.bars == 0) return std::vector<GridPiece>{*std::move(piece)};
  auto parts = cut_into_bars(*piece, options.bars);
  if (parts.empty()) {
    return Error{ErrorCode::kNoMusic, "shorter than " + std::to_string(options.bars) + " bars"};
  }
  return parts;
}

std::string list_reasons(const PieceSet& set) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostReasons, set.unreadable.size()); ++i) {
    text += "\n  " + set.unreadable[i].first + ": " + set.unreadable[i].second;
  }
  if (set.unreadable.size() > kMostReasons) {
    text += "\n  and " + std::to_string(set.unreadable.size() - kMostReasons) + " more";
  }
  return text;
}

/// "songs/aird/air.mid" to "aird/air.mid": sets are paired by what is inside their folders.
std::string inside_folder(const std::string& name) {
  const auto slash = name.find('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

}  // namespace

Result<PieceSet> read_folders(const FolderOptions& options) {
  PieceSet set;
  for (const auto& folder : options.folders)
    set.origin += (set.origin.empty() ? "" : ", ") + folder;
  SourceOptions wanted;
  wanted.inputs = options.folders;
  wanted.eval_ratio = 0;
  const auto sources = find_sources(wanted);
  if (!sources && sources.error().code == ErrorCode::kInvalidArgument) {
    return Error{ErrorCode::kNoMusic, options.option + " " + set.origin +
                                          " holds no music; expected files that end in .mid, "
                                          ".midi, .abc, .musicxml, .xml or .mxl, in it or its "
                                          "subfolders."};
  }
  if (!sources) return sources.error();
  Progress progress(
      "reading", static_cast<std::int64_t>(sources->files.size()), "files",
      options.report.quiet ? Progress::Output::kQuiet : Progress::Output::kTerminalOnly);
  std::int64_t done = 0;
  for (const SourceFile& file : sources->files) {
    if (interrupted()) return Error{ErrorCode::kCancelled, "interrupted; nothing was written."};
    progress.update(++done);
    const auto bytes = read_file(file.path);
    const auto music = bytes ? parse_music(file.path, *bytes) : bytes.error();
    const auto pieces =
        music ? to_pieces(music->sequence, options) : Result<std::vector<GridPiece>>(music.error());
    if (!pieces) {
      set.unreadable.emplace_back(file.path, pieces.error().message);
      continue;
    }
    ++set.files;
    for (const GridPiece& piece : *pieces) {
      set.pieces.push_back(piece);
      set.names.push_back(inside_folder(file.name));
    }
  }
  progress.clear();
  if (set.pieces.empty()) {
    return Error{ErrorCode::kNoMusic, "none of the " + std::to_string(sources->files.size()) +
                                          " files of " + options.option + " " + set.origin +
                                          " can be measured:" + list_reasons(set)};
  }
  return set;
}

Representation form_of(const Dataset& dataset) {
  Representation form;
  form.name = dataset.representation;
  form.steps = dataset.steps;
  form.steps_per_quarter = dataset.steps_per_quarter;
  form.bars = dataset.bars;
  form.meter = dataset.meter();
  form.min_pitch = kMelodyMinPitch;
  form.max_pitch = kMelodyMaxPitch;
  form.controls = dataset.controls;
  form.features = dataset.info()->feature_depth;
  for (const auto& part : dataset.info()->parts) form.classes += part.classes;
  return form;
}

Result<std::vector<MusicClip>> held_out_clips(const Dataset& dataset, const std::string& path) {
  const DatasetSplit& split = dataset.eval;
  if (split.windows() == 0) {
    return Error{ErrorCode::kInvalidArgument,
                 path + " has no held-out windows. Build it with --eval-ratio above 0."};
  }
  std::vector<MusicClip> clips;
  for (std::int64_t i = 0; i < split.windows(); ++i) {
    const auto tokens = dataset.window(split, i);
    const auto features = dataset.feature_window(split, i);
    const auto controls = dataset.control_window(split, i);
    clips.push_back({{tokens.begin(), tokens.end()},
                     {features.begin(), features.end()},
                     {controls.begin(), controls.end()},
                     {}});
  }
  return clips;
}

Result<std::vector<GridPiece>> to_grid_clips(const std::vector<MusicClip>& clips,
                                             const Representation& form) {
  std::vector<GridPiece> pieces;
  pieces.reserve(clips.size());
  for (const MusicClip& clip : clips) {
    auto piece = to_grid_clip(clip, form);
    if (!piece) return piece.error();
    pieces.push_back(*std::move(piece));
  }
  return pieces;
}

}  // namespace segue
