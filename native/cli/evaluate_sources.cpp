// SPDX-License-Identifier: Apache-2.0
#include "native/cli/evaluate_sources.h"

#include <algorithm>

#include "native/cli/dataset_drawing.h"
#include "native/cli/melody_input.h"
#include "native/cli/music_file.h"
#include "native/cli/usage_hint.h"
#include "native/io/progress.h"
#include "shared/codec/melody_codec.h"
#include "shared/music/music_windows.h"
#include "shared/music/quantized_to_notes.h"

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

Error no_held_out(const std::string& path) {
  return invalid_argument(path +
                          " has no held-out windows. Build it with some: `segue dataset build` has "
                          "--heldout and --eval-ratio.");
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

}  // namespace

Result<PieceSet> read_folders(const FolderOptions& options) {
  PieceSet set;
  set.origin = join(options.folders);
  const auto files = list_given_files(options.folders);
  if (!files) return Error{files.error().code, options.option + " " + files.error().message};
  Progress progress("reading", static_cast<std::int64_t>(files->size()), "files",
                    options.report.quiet);
  std::int64_t done = 0;
  for (const GivenFile& file : *files) {
    if (interrupted()) return Error{ErrorCode::kCancelled, "interrupted; nothing was written."};
    progress.update(++done);
    const auto bytes = read_input(file.path);
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
      set.names.push_back(file.inside);
    }
  }
  progress.clear();
  if (set.pieces.empty()) {
    return Error{ErrorCode::kNoMusic, "none of the " + std::to_string(files->size()) +
                                          " files of " + options.option + " " + set.origin +
                                          " can be measured:" + list_reasons(set)};
  }
  return set;
}

Result<std::vector<GridPiece>> held_out_streams(const Dataset& dataset, const std::string& path,
                                                int bars) {
  if (dataset.eval.windows() == 0) return no_held_out(path);
  std::vector<GridPiece> pieces;
  for (std::int64_t i = 0; i < dataset.eval.windows(); ++i) {
    const auto music = decode_window(*dataset.info(), dataset.window(dataset.eval, i), {});
    if (!music) return music.error();
    auto piece = to_grid_piece(to_note_sequence(*music));
    if (!piece) return piece.error();
    if (bars == 0) {
      pieces.push_back(*std::move(piece));
    } else {
      for (auto& part : cut_into_bars(*piece, bars)) pieces.push_back(std::move(part));
    }
  }
  if (!pieces.empty()) return pieces;
  return Error{ErrorCode::kNoMusic, path + ": all held-out pieces are shorter than " +
                                        std::to_string(bars) + " bars; give fewer --bars."};
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
  if (split.windows() == 0) return no_held_out(path);
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
