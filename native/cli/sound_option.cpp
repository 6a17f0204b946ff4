// SPDX-License-Identifier: Apache-2.0
#include "native/cli/sound_option.h"

#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "native/cli/option_checks.h"
#include "shared/music/sustain.h"
#include "shared/synth/patch.h"

namespace segue {
namespace {

constexpr const char* kAsRendered = "off";

/// "Pulse 12.5 %" to "pulse-12-5".
std::string to_option_name(const char* name) {
  std::string text;
  for (const char* c = name; *c != 0; ++c) {
    const bool kept = std::isalnum(static_cast<unsigned char>(*c)) != 0;
    if (kept) text += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
    if (!kept && !text.empty() && text.back() != '-') text += '-';
  }
  if (!text.empty() && text.back() == '-') text.pop_back();
  return text;
}

/// The program that plays `name`, nothing for the files' own. Errors: kInvalidArgument with the
/// list.
Result<std::optional<int>> find_instrument(const std::string& name) {
  if (name.empty()) return std::optional<int>();
  std::string all;
  for (int i = 0; i < kPatchCount; ++i) {
    const auto known = to_option_name(patch_name(static_cast<PatchId>(i)));
    if (known == name) return std::optional<int>(kFirstOwnProgram + i);
    all += (all.empty() ? "" : ", ") + known;
  }
  return Error{ErrorCode::kInvalidArgument,
               "there is no instrument '" + name + "'; choose one of: " + all};
}

/// "off" or a number from -60 to 0.
std::string check_loudness(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool number = !text.empty() && *end == 0 && value >= -60 && value <= 0;
  if (number || text == kAsRendered) return {};
  return "must be -60 to 0 (LUFS), or off; found '" + text + "'";
}

}  // namespace

std::string SoundOption::description() const {
  if (chip) return "chip";
  if (chip16) return "chip16";
  if (!soundfont.empty()) return "soundfont " + std::filesystem::path(soundfont).stem().string();
  return instrument.empty() ? "instruments" : "instrument " + instrument;
}

void add_sound_options(CLI::App& verb, SoundOption& options) {
  auto* instrument = verb.add_option("--instrument", options.instrument,
                                     "Play all but drums with this one instead of the files' own");
  auto* chip = verb.add_flag("--chip", options.chip,
                             "Play on a console of two pulse waves, a triangle and noise");
  auto* chip16 = verb.add_flag("--chip16", options.chip16,
                               "Play on a console of eight short samples with an echo");
  auto* soundfont = verb.add_option("--soundfont", options.soundfont,
                                    "Play with the instruments of this .sf2 or .sf3 file");
  allow_one_of({instrument, chip, chip16, soundfont});
  verb.add_option("--rate", options.rate_hz, "Frames a second")
      ->capture_default_str()
      ->check(CLI::IsMember({44100, 48000}));
  verb.add_option("--loudness", options.loudness,
                  "Loudness of every file in LUFS (EBU R 128), or off; peaks stay below -1 dBTP")
      ->capture_default_str()
      ->check(CLI::Validator([](std::string& text) { return check_loudness(text); },
                             "-60 to 0, or off"));
  verb.add_option("--tail", options.tail_s, "Seconds after the last note, for its echo")
      ->capture_default_str()
      ->check(between(0.0, 60.0));
}

Result<PiecePlayer> PiecePlayer::make(const SoundOption& options) {
  PiecePlayer player;
  player.options_ = options;
  player.set_ = options.chip     ? SoundSet::kChip
                : options.chip16 ? SoundSet::kChip16
                                 : SoundSet::kInstruments;
  const auto program = find_instrument(options.instrument);
  if (!program) return program.error();
  player.program_ = *program;
  if (!options.soundfont.empty()) {
    auto font = SoundfontRenderer::open(options.soundfont, options.rate_hz);
    if (!font) return font.error();
    player.font_ = std::move(*font);
  }
  return player;
}

Result<PiecePlayer::Played> PiecePlayer::play(const NoteSequence& piece) {
  NoteSequence notes = set_ == SoundSet::kInstruments ? with_sustain(piece) : piece;
  if (program_) {
    for (Note& note : notes.notes) {
      if (!note.is_drum) note.program = *program_;
    }
  }
  RenderOptions render;
  render.sample_rate_hz = options_.rate_hz;
  render.tail_s = options_.tail_s;
  auto pcm =
      font_ ? font_->render(notes, render) : render_sequence(arrange_for(notes, set_), render);
  if (!pcm) return pcm.error();
  const auto loudness =
      options_.loudness == kAsRendered
          ? measure_loudness(*pcm)
          : normalise_loudness(*pcm, std::strtod(options_.loudness.c_str(), nullptr),
                               kCeiling_dbtp);
  if (!loudness) return loudness.error();
  return Played{std::move(*pcm), *loudness};
}

}  // namespace segue
