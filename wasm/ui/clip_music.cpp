// SPDX-License-Identifier: Apache-2.0
// Clips as music: decoding by shared/codec, seconds by shared/music.
#include "wasm/ui/clip_music.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "shared/model/music_clip.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/sounds.h"

namespace segue {
namespace {

std::string padded(int number, int width) {
  std::string text = std::to_string(number);
  while (static_cast<int>(text.size()) < width) text.insert(text.begin(), '0');
  return text;
}

std::string file_stem(const AppState& state, const char* verb) {
  std::string stem;
  const std::string& id = state.document.model_id;
  for (const char c : id.empty() ? std::string("segue") : id) {
    stem += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
  }
  return stem + "_" + verb;
}

}  // namespace

int clip_steps(const Representation& form) { return std::max(1, form.grid_steps()); }

double steps_to_s(double steps, double tempo_qpm, const Representation& form) {
  return steps * 60 / (tempo_qpm * form.steps_per_quarter);
}
double s_to_steps(double seconds, double tempo_qpm, const Representation& form) {
  return seconds * tempo_qpm * form.steps_per_quarter / 60;
}

double sixteenths_to_s(double steps, double tempo_qpm) {
  return steps * 60 / (tempo_qpm * kGridStepsPerQuarter);
}
double s_to_sixteenths(double seconds, double tempo_qpm) {
  return seconds * tempo_qpm * kGridStepsPerQuarter / 60;
}

std::vector<MusicClip> music_of(std::span<const NamedClip> clips) {
  std::vector<MusicClip> music;
  music.reserve(clips.size());
  for (const NamedClip& clip : clips) music.push_back(clip.clip);
  return music;
}

Result<NoteSequence> join_clips(std::span<const NamedClip> clips, const Representation& form,
                                double tempo_qpm, int program) {
  return clips_to_notes(music_of(clips), form, tempo_qpm, program);
}

std::string note_name(int pitch) {
  static constexpr std::array<const char*, 12> kNames = {
      "C", "C\xE2\x99\xAF", "D", "E\xE2\x99\xAD", "E", "F", "F\xE2\x99\xAF",
      "G", "A\xE2\x99\xAD", "A", "B\xE2\x99\xAD", "B"};
  return kNames[static_cast<std::size_t>(pitch % 12)] + std::to_string(pitch / 12 - 1);
}

std::string window_name(const InputFile& file, const MusicWindow& window) {
  const int bars = std::max(1, file.form.bars);
  std::string name = bars > 1 ? "Bars " + std::to_string(window.bar) + "\xE2\x80\x93" +
                                    std::to_string(window.bar + bars - 1)
                              : "Bar " + std::to_string(window.bar);
  const auto index = static_cast<std::size_t>(window.instrument);
  if (index < file.instrument_names.size() && !file.instrument_names[index].empty()) {
    name += " \xC2\xB7 " + file.instrument_names[index];
  }
  return name;
}

int window_program(const InputFile& file, const MusicWindow& window) {
  const auto index = static_cast<std::size_t>(window.instrument);
  const int program =
      index < file.instrument_programs.size() ? file.instrument_programs[index] : file.program;
  return midi_program(program);
}

const char* program_family(int program) {
  // General MIDI 1: eight programs each.
  static constexpr std::array<const char*, 16> kFamilies = {
      "Piano", "Mallets", "Organ", "Guitar", "Bass",    "Strings", "Ensemble",   "Brass",
      "Reed",  "Pipe",    "Lead",  "Pad",    "Effects", "World",   "Percussion", "Noises"};
  return kFamilies[static_cast<std::size_t>(std::clamp(program, 0, 127)) / 8];
}

std::string clip_file_name(const AppState& state, int index) {
  const auto& clips = state.document.clips();
  const int count = static_cast<int>(clips.size());
  const int width = std::max(3, static_cast<int>(std::to_string(count).size()));
  const NamedClip& clip = clips[static_cast<std::size_t>(index)];
  const char* verb = clip.source == ClipSource::kInterpolated    ? "interpolate"
                     : clip.source == ClipSource::kVaried        ? "similar"
                     : clip.source == ClipSource::kReconstructed ? "reconstruct"
                                                                 : "sample";
  return file_stem(state, verb) + "_seed" + std::to_string(clip.seed) + "-" +
         padded(index + 1, width) + "-of-" + padded(count, width) + ".mid";
}

std::string made_file_name(const AppState& state, const char* ending) {
  const Continuation* made = shown_continuation(state);
  return file_stem(state, "continue") + "_seed" + std::to_string(made ? made->seed : 0) + ending;
}

std::string walk_file_name(const AppState& state) {
  return file_stem(state, "interpolate") + "_walk.mid";
}

}  // namespace segue
