// SPDX-License-Identifier: Apache-2.0
// Clips as music: decoding by shared/codec, seconds by shared/music.
#include "wasm/ui/clip_music.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "shared/codec/melody_codec.h"
#include "shared/model/clip_midi.h"

namespace segue {
namespace {

constexpr int kAir = 2;  // rows above and below
constexpr int kFewestRows = 19;

// Programs for which shared/synth has patches of their own.
constexpr Sound kSounds[] = {{0, "Soft piano"}, {4, "Electric piano"}, {11, "Bells"},
                             {12, "Marimba"},   {16, "Organ"},         {24, "Plucked string"},
                             {73, "Flute"},     {48, "Strings"},       {89, "Warm pad"},
                             {32, "Bass"},      {80, "Square wave"}};

std::string padded(int number, int width) {
  std::string text = std::to_string(number);
  while (static_cast<int>(text.size()) < width) text.insert(text.begin(), '0');
  return text;
}

std::string file_stem(const AppState& state, const char* verb) {
  std::string stem;
  for (const char c : state.model.package ? state.model.package->id : std::string("segue")) {
    stem += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
  }
  return stem + "_" + verb;
}

}  // namespace

std::vector<QuantizedNote> clip_notes(std::span<const std::uint8_t> tokens) {
  auto decoded = decode_melody(tokens);
  if (!decoded.ok()) return {};
  return std::move(decoded.value().notes);
}

double steps_to_s(double steps, double tempo_qpm) {
  return steps * 60 / (tempo_qpm * kStepsPerQuarter);
}
double s_to_steps(double seconds, double tempo_qpm) {
  return seconds * tempo_qpm * kStepsPerQuarter / 60;
}

Result<NoteSequence> join_clips(std::span<const NamedClip> clips, double tempo_qpm, int program) {
  std::vector<std::vector<std::uint8_t>> tokens;
  tokens.reserve(clips.size());
  for (const NamedClip& clip : clips) tokens.push_back(clip.clip.tokens);
  return clips_to_notes(tokens, tempo_qpm, program);
}

void PitchRange::include(std::span<const std::uint8_t> tokens) {
  for (const std::uint8_t token : tokens) {
    if (token <= kNoteOff) continue;
    const int pitch = token - 2 + kMelodyMinPitch;
    seen_low_ = std::min(seen_low_, pitch);
    seen_high_ = std::max(seen_high_, pitch);
  }
}

void PitchRange::settle() {
  if (seen_high_ < 0) return;
  low = seen_low_ - kAir;
  high = seen_high_ + kAir;
  const int missing = kFewestRows - rows();
  if (missing > 0) {
    low -= missing / 2;
    high += missing - missing / 2;
  }
  low = std::max(low, 0);
  high = std::min(high, 127);
}

PitchRange range_of(std::span<const NamedClip> clips) {
  PitchRange range;
  for (const NamedClip& clip : clips) range.include(clip.clip.tokens);
  range.settle();
  return range;
}

std::string note_name(int pitch) {
  static constexpr std::array<const char*, 12> kNames = {
      "C", "C\xE2\x99\xAF", "D", "E\xE2\x99\xAD", "E", "F", "F\xE2\x99\xAF",
      "G", "A\xE2\x99\xAD", "A", "B\xE2\x99\xAD", "B"};
  return kNames[static_cast<std::size_t>(pitch % 12)] + std::to_string(pitch / 12 - 1);
}

std::string window_name(const InputFile& file, const MelodyWindow& window, int bars) {
  std::string name = bars > 1 ? "Bars " + std::to_string(window.bar) + "\xE2\x80\x93" +
                                    std::to_string(window.bar + bars - 1)
                              : "Bar " + std::to_string(window.bar);
  const auto index = static_cast<std::size_t>(window.instrument);
  if (index < file.instrument_names.size() && !file.instrument_names[index].empty()) {
    name += " \xC2\xB7 " + file.instrument_names[index];
  }
  return name;
}

std::span<const Sound> melody_sounds() { return kSounds; }

const char* sound_name(int program) {
  for (const Sound& sound : kSounds) {
    if (sound.program == program) return sound.name;
  }
  return "Other";
}

std::string clip_file_name(const AppState& state, int index) {
  const auto& clips = state.document.clips();
  const int count = static_cast<int>(clips.size());
  const int width = std::max(3, static_cast<int>(std::to_string(count).size()));
  const NamedClip& clip = clips[static_cast<std::size_t>(index)];
  const char* verb = clip.source == ClipSource::kInterpolated ? "interpolate"
                     : clip.source == ClipSource::kVaried     ? "similar"
                                                              : "sample";
  return file_stem(state, verb) + "_seed" + std::to_string(clip.seed) + "-" +
         padded(index + 1, width) + "-of-" + padded(count, width) + ".mid";
}

std::string walk_file_name(const AppState& state) {
  return file_stem(state, "interpolate") + "_walk.mid";
}

}  // namespace segue
