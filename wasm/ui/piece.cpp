// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/piece.h"

#include <algorithm>
#include <span>
#include <utility>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/sounds.h"

namespace segue {
namespace {

std::optional<Piece> piece_of_clips(std::span<const NamedClip> clips, const Representation& form,
                                    double tempo_qpm, int program) {
  const double steps = static_cast<double>(clips.size()) * clip_steps(form);
  auto notes = join_clips(clips, form, tempo_qpm, midi_program(program));
  if (!notes.ok()) return std::nullopt;
  Piece piece{std::move(notes).value(), steps_to_s(steps, tempo_qpm, form), tempo_qpm};
  for (Note& note : piece.notes.notes) {  // a late stroke of a groove ends after the last step
    note.end_s = std::min(note.end_s, piece.length_s);
  }
  std::erase_if(piece.notes.notes, [](const Note& note) { return note.end_s <= note.start_s; });
  return piece;
}

std::optional<Piece> dressed(std::optional<Piece> piece, const Document& document) {
  if (piece) dress_notes(piece->notes, document.form, document.settings, /*for_file=*/false);
  return piece;
}

Piece piece_of_take(const Document& document) {
  const GenerationSettings& settings = document.settings;
  const int bar = 4 * kTakeStepsPerQuarter, steps = take_steps(document.take);
  Piece piece;
  piece.tempo_qpm = settings.tempo_qpm;
  piece.notes =
      take_to_notes(document.take, settings.tempo_qpm, settings.program, drums_only(document.form));
  piece.length_s = sixteenths_to_s(std::max(1, (steps + bar - 1) / bar) * bar, settings.tempo_qpm);
  return piece;
}

Piece piece_of_made(const Continuation& made, const GenerationSettings& settings) {
  Piece piece;
  piece.tempo_qpm = settings.tempo_qpm;
  piece.notes = made_notes(made, settings.tempo_qpm, settings.program);
  piece.length_s = sixteenths_to_s(std::max(1, made.steps()), settings.tempo_qpm);
  return piece;
}

std::string with_ending(const std::string& name, const char* ending) {
  const std::size_t dot = name.rfind('.');
  return (dot == std::string::npos || dot == 0 ? name : name.substr(0, dot)) + ending;
}

int index_of(const std::vector<NamedClip>& clips, std::uint64_t id) {
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (clips[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

// With the programs that were chosen.
std::optional<Piece> programmed_piece(const AppState& state, PlayTarget target,
                                      std::uint64_t clip_id, Slot slot) {
  const Document& document = state.document;
  const GenerationSettings& settings = document.settings;
  switch (target) {
    case PlayTarget::kNone:
      break;
    case PlayTarget::kClip:
      if (const int index = index_of(document.clips(), clip_id); index >= 0) {
        const NamedClip& clip = document.clips()[static_cast<std::size_t>(index)];
        return dressed(
            piece_of_clips({&clip, 1}, document.form, settings.tempo_qpm, settings.program),
            document);
      }
      break;
    case PlayTarget::kWalk:
      if (document.mode == Mode::kInterpolate && !document.walk.empty())
        return dressed(
            piece_of_clips(document.walk, document.form, settings.tempo_qpm, settings.program),
            document);
      break;
    case PlayTarget::kInput:
      if (const MusicWindow* window = document.input(slot).chosen()) {
        NamedClip clip;
        clip.clip = to_clip(*window);
        const InputFile& file = *document.input(slot).file;
        return piece_of_clips({&clip, 1}, file.form,
                              window->tempo_qpm > 0 ? window->tempo_qpm : kDefaultTempoQpm,
                              window_program(file, *window));
      }
      break;
    case PlayTarget::kTake:
      if (!document.take.empty()) return piece_of_take(document);
      break;
    case PlayTarget::kMade:
      if (const Continuation* made = shown_continuation(state))
        return piece_of_made(*made, settings);
      break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Piece> piece_of(const AppState& state, PlayTarget target, std::uint64_t clip_id,
                              Slot slot) {
  auto piece = programmed_piece(state, target, clip_id, slot);
  const Document& document = state.document;
  const SoundSet console = console_of(document.form, document.settings);
  // A file that was opened sounds as it is.
  if (piece && console != SoundSet::kInstruments && target != PlayTarget::kInput)
    piece->notes = arrange_for(piece->notes, console);
  return piece;
}

Heard heard_now(const AppState& state) {
  const Playback& playback = state.playback;
  const Document& document = state.document;
  if (playback.playing()) return {playback.target, playback.clip_id, playback.slot};
  if (document.mode == Mode::kContinue)
    return {shown_continuation(state) ? PlayTarget::kMade : PlayTarget::kNone, 0, Slot::kA};
  if (document.mode == Mode::kInterpolate)
    return {document.walk.empty() ? PlayTarget::kNone : PlayTarget::kWalk, 0, Slot::kA};
  const NamedClip* clip = document.selected_clip();
  if (!clip) return {};
  return {PlayTarget::kClip, clip->id, Slot::kA};
}

const Continuation* shown_continuation(const AppState& state) {
  if (state.stream && !state.stream->made.empty()) return &state.stream->made;
  return state.document.mode == Mode::kContinue ? state.document.made.get() : nullptr;
}

double made_step(const AppState& state) {
  const Playback& playback = state.playback;
  return playback.origin_step + s_to_sixteenths(playback.position_s, playback.tempo_qpm);
}

double heard_length_s(const AppState& state) {
  const Heard heard = heard_now(state);
  const auto piece = piece_of(state, heard.target, heard.clip_id, heard.slot);
  return piece ? piece->length_s : 0;
}

std::string sound_file_name(const AppState& state) {
  const Heard heard = heard_now(state);
  const Document& document = state.document;
  switch (heard.target) {
    case PlayTarget::kClip:
      return with_ending(clip_file_name(state, index_of(document.clips(), heard.clip_id)), ".wav");
    case PlayTarget::kWalk:
      return with_ending(walk_file_name(state), ".wav");
    case PlayTarget::kInput:
      return with_ending(document.input(heard.slot).file->name, ".wav");
    case PlayTarget::kMade:
      return made_file_name(state, ".wav");
    case PlayTarget::kNone:
    case PlayTarget::kTake:
      break;
  }
  return "segue_played.wav";
}

}  // namespace segue
