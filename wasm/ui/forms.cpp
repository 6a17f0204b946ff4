// SPDX-License-Identifier: Apache-2.0
// Words and windows by representation.
#include "wasm/ui/forms.h"

#include <algorithm>

#include "shared/codec/chord_codec.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/music/music_windows.h"

namespace segue {
namespace {

constexpr FormWords kMelodies{"melody", "melodies", "Melody", "Melodies"};
constexpr FormWords kBeats{"beat", "beats", "Beat", "Beats"};
constexpr FormWords kGrooves{"groove", "grooves", "Groove", "Grooves"};
constexpr FormWords kTrios{"trio", "trios", "Trio", "Trios"};
constexpr FormWords kClips{"clip", "clips", "Clip", "Clips"};

// Place of a stored control in a row of MusicClip::controls; K of them. -1: not there.
int control_place(const Representation& form, ControlKind kind, int& kinds) {
  int place = -1;
  kinds = 0;
  for (const std::string& name : form.controls) {
    const ControlInfo* info = find_control(name);
    if (!info || !info->stored) continue;
    if (info->kind == kind) place = kinds;
    ++kinds;
  }
  return place;
}

// Chords told to the events of tracks, in time: those of the track that has most events, because
// tracks that are told typed chords do not change at the same steps.
std::vector<std::uint8_t> on_grid(const std::vector<std::uint8_t>& told,
                                  const std::vector<std::uint16_t>& tokens,
                                  const Representation& form) {
  const auto steps = multitrack_steps(tokens);
  std::size_t first = 0;
  std::ptrdiff_t most = -1;
  for (std::size_t row = 0; row < steps.size(); row += kMultitrackEvents) {
    const auto from = steps.begin() + static_cast<std::ptrdiff_t>(row);
    const auto events =
        std::count_if(from, from + kMultitrackEvents, [](int step) { return step >= 0; });
    if (events > most) {
      most = events;
      first = row;
    }
  }
  std::vector<std::uint8_t> chords(static_cast<std::size_t>(form.grid_steps()), kNoChord);
  for (std::size_t row = first; row < first + kMultitrackEvents && row < told.size(); ++row) {
    if (steps[row] < 0 || steps[row] >= form.grid_steps()) continue;
    std::fill(chords.begin() + steps[row], chords.end(), told[row]);
  }
  return chords;
}

std::string track_name(const Instrument& instrument) {
  return instrument.name.empty() ? "Track " + std::to_string(instrument.track + 1)
                                 : instrument.name;
}

// "this model wants drums: no drums (channel 10)".
std::string with_wish(const Representation& form, const std::string& reason) {
  switch (family_of(form)) {
    case Family::kDrums:
    case Family::kGroove:
      return "this model wants drums: " + reason;
    case Family::kTrio:
      return "this model wants melody, bass and drums: " + reason;
    case Family::kMelody:
    case Family::kOther:
      break;
  }
  return reason;
}

}  // namespace

Family family_of(const Representation& form) {
  if (form.name.rfind("melody", 0) == 0) return Family::kMelody;
  if (form.name.rfind("drums", 0) == 0) return Family::kDrums;
  if (form.name.rfind("groove", 0) == 0) return Family::kGroove;
  if (form.name.rfind("trio", 0) == 0) return Family::kTrio;
  return Family::kOther;
}

const FormWords& words_of(const Representation& form) {
  switch (family_of(form)) {
    case Family::kMelody:
      return kMelodies;
    case Family::kDrums:
      return kBeats;
    case Family::kGroove:
      return kGrooves;
    case Family::kTrio:
      return kTrios;
    case Family::kOther:
      break;
  }
  return kClips;
}

bool drums_only(const Representation& form) {
  return family_of(form) == Family::kDrums || family_of(form) == Family::kGroove;
}

bool has_own_sounds(const Representation& form) {
  return drums_only(form) || form.name == "multitrack_490";
}

const char* example_kind(const Representation& form) {
  if (drums_only(form)) return "drums";
  return family_of(form) == Family::kMelody ? "melody" : "trio";
}

int steps_per_bar(const Representation& form) {
  return std::max(1, form.grid_steps() / std::max(1, form.bars));
}

bool has_control(const Representation& form, ControlKind kind) {
  int kinds = 0;
  return control_place(form, kind, kinds) >= 0;
}

std::vector<std::uint8_t> told_controls(const Representation& form, const std::string& chords) {
  auto told = chord_controls(form, chords);
  return told ? std::move(*told) : std::vector<std::uint8_t>();
}

std::vector<std::uint8_t> chords_of(const MusicClip& clip, const Representation& form) {
  int kinds = 0;
  const int place = control_place(form, ControlKind::kChords, kinds);
  const std::size_t size = static_cast<std::size_t>(form.steps) * static_cast<std::size_t>(kinds);
  if (place < 0 || clip.controls.size() != size) return {};
  std::vector<std::uint8_t> chords;
  for (std::size_t i = static_cast<std::size_t>(place); i < size;
       i += static_cast<std::size_t>(kinds))
    chords.push_back(std::min<std::uint8_t>(clip.controls[i], kChordClasses - 1));
  return form.info()->fixed_rows > 0 ? on_grid(chords, clip.tokens, form) : chords;
}

bool can_stand_aside(const Representation& form) { return form.name == "polyphony_259"; }

const ReconstructWords& reconstruct_words(const Representation& form) {
  static constexpr ReconstructWords kHumanise{
      "Humanise", "Humanising\xE2\x80\xA6###main", "Humanised",
      "The same hits, played with the timing and the touch of a drummer"};
  static constexpr ReconstructWords kTap{"Make a groove", "Drumming\xE2\x80\xA6###main", "Groove",
                                         "A whole kit to the rhythm of these strokes"};
  static constexpr ReconstructWords kHat{"Add a hi-hat", "Playing along\xE2\x80\xA6###main",
                                         "With hi-hat", "A closed hi-hat that fits these drums"};
  static constexpr ReconstructWords kPlain{"Reconstruct", "Reconstructing\xE2\x80\xA6###main",
                                           "Heard as",
                                           "Through the model and back: what it hears in this"};
  if (form.groove_input == "humanize") return kHumanise;
  if (form.groove_input.rfind("tap", 0) == 0) return kTap;
  if (form.groove_input == "add_closed_hat") return kHat;
  return kPlain;
}

MusicClip to_clip(const MusicWindow& window) {
  return {window.tokens, window.features, window.controls, {}};
}

std::shared_ptr<const InputFile> make_input(const std::string& name,
                                            std::shared_ptr<const NoteSequence> sequence,
                                            const Representation& form) {
  auto file = std::make_shared<InputFile>();
  file->name = name;
  file->form = form;
  for (const Instrument& instrument : sequence->instruments) {
    file->instrument_names.push_back(track_name(instrument));
    file->instrument_programs.push_back(instrument.program);
  }
  MusicWindowOptions options;
  options.windows.bars = std::max(1, form.bars);
  options.windows.steps_per_quarter = form.steps_per_quarter;
  options.windows.min_pitch = form.min_pitch;
  options.windows.max_pitch = form.max_pitch;
  options.windows.numerator = form.meter.numerator;
  options.windows.denominator = form.meter.denominator;
  for (const std::string& control : form.controls) {
    const ControlInfo* info = find_control(control);
    if (info && info->stored) options.controls.push_back(info->kind);
  }
  MusicWindowReport report = find_windows(*sequence, *form.info(), options);
  file->windows = std::move(report.windows);
  for (const Rejection& rejection : report.rejections) {
    const auto index = static_cast<std::size_t>(rejection.instrument);
    const bool track = rejection.instrument >= 0 && index < file->instrument_names.size();
    file->reasons.push_back(track ? file->instrument_names[index] + ": " + rejection.reason
                                  : with_wish(form, rejection.reason));
  }
  if (file->windows.empty() && file->reasons.empty())
    file->reasons.push_back(with_wish(form, "the file has none that fits"));
  file->sequence = std::move(sequence);
  return file;
}

}  // namespace segue
