// SPDX-License-Identifier: Apache-2.0
#include "music_forms.h"

#include "shared/codec/chord_codec.h"
#include "shared/codec/groove_codec.h"
#include "shared/codec/multitrack_codec.h"

namespace segue {
namespace {

Representation make_form(const std::string& name, int bars, std::vector<std::string> controls = {},
                         const std::string& groove_input = {}, Meter meter = {}) {
  Representation form;
  form.name = name;
  form.bars = bars;
  form.meter = meter;
  form.steps_per_quarter = find_representation(name)->steps_per_quarter;
  form.steps = find_representation(name)->fixed_rows;
  if (form.steps == 0) form.steps = bars * steps_per_bar(meter, form.steps_per_quarter);
  form.controls = std::move(controls);
  form.groove_input = groove_input;
  const RepresentationInfo& info = *form.info();
  const bool tokens = info.head == DecoderHead::kCategorical;
  form.depth = info.input_depth() + form.control_depth();
  form.classes = tokens ? info.output_depth() : 0;
  form.features = tokens ? 0 : info.output_depth();
  form.min_pitch = 21;
  form.max_pitch = 108;
  return form;
}

constexpr int kScale[] = {60, 62, 64, 65, 67, 69, 71, 72};

std::uint16_t note(int pitch) { return static_cast<std::uint16_t>(pitch - 21 + 2); }

std::uint16_t melody_at(int t, int variant) {
  if (t % 32 == 28) return 1;  // silence until the next one
  if (t % 4 != 0 && t % 16 != 6) return 0;
  return note(kScale[(t / 2 * 3 + t / 16 + variant * 2) % 8] + variant % 3);
}

std::uint16_t bass_at(int t, int variant) {
  static constexpr int kRoots[] = {36, 33, 41, 43};
  return t % 8 == 0 ? note(kRoots[(t / 16 + variant) % 4] + (t % 16 == 8 ? 7 : 0)) : 0;
}

// Kick 1, snare 2, closed hat 4, open hat 8, toms 16 32 64, crash 128, ride 256.
std::uint16_t drums_at(int t, int variant) {
  int hits = 0;
  if (t % 8 == 0 || (t % 16 == 10 && variant % 2 == 0)) hits |= 1;
  if (t % 8 == 4) hits |= 2;
  if (t % 2 == 0) hits |= t % 16 == 14 ? 8 : variant % 3 == 2 ? 256 : 4;
  if (t == 0) hits |= 128;
  if (t % 32 >= 29) hits |= 16 << (31 - t % 32);
  return static_cast<std::uint16_t>(hits);
}

// A bar of piano, bass, strings, brass and drums.
std::vector<std::uint16_t> band(int variant) {
  std::vector<QuantizedNote> notes;
  const auto add = [&notes](int instrument, int program, int pitch, int start, int length) {
    QuantizedNote note;
    note.instrument = instrument;
    note.program = program;
    note.is_drum = instrument == 4;
    note.pitch = pitch;
    note.velocity = 60 + 10 * instrument;
    note.start_step = start;
    note.end_step = start + length;
    notes.push_back(note);
  };
  for (int beat = 0; beat < 4; ++beat) {
    for (const int above : {0, 4, 7}) add(0, 0, 60 + above + variant, beat * 24, 12);
    add(1, 33, 36 + 5 * (beat % 2) + variant, beat * 24, 20);
    add(3, 61, 72 + kScale[(beat + variant) % 8] - 60, beat * 24 + 12, 8);
    add(4, 0, beat % 2 == 0 ? 36 : 38, beat * 24, 6);
    for (int half = 0; half < 2; ++half) add(4, 0, 42, beat * 24 + half * 12, 6);
  }
  for (const int above : {0, 4, 7}) add(2, 48, 48 + above + variant, 0, 96);
  return encode_multitrack(notes).tokens;
}

}  // namespace

const std::vector<std::pair<std::string, Representation>>& every_form() {
  static const std::vector<std::pair<std::string, Representation>> kForms = {
      {"mel_2bar", make_form("melody_90", 2)},
      {"mel_16bar", make_form("melody_90", 16)},
      {"mel_2bar_chords", make_form("melody_90", 2, {"chords"})},
      {"drums_2bar", make_form("drums_9", 2)},
      {"trio_4bar", make_form("trio_692", 4)},
      {"groove_2bar", make_form("groove_27", 2, {}, "humanize")},
      {"waltz_2bar", make_form("melody_90", 2, {}, {}, {3, 4})},
      {"band_1bar", make_form("multitrack_490", 1, {"chords"})}};
  return kForms;
}

const Representation& form_named(const std::string& id) {
  for (const auto& [name, form] : every_form()) {
    if (name == id) return form;
  }
  return every_form().front().second;
}

MusicClip clip_of(const Representation& form, int variant) {
  MusicClip clip;
  if (form.name == "multitrack_490") clip.tokens = band(variant % 5);
  for (int t = 0; t < form.steps; ++t) {
    if (form.name == "melody_90") clip.tokens.push_back(melody_at(t, variant));
    if (form.name == "drums_9") clip.tokens.push_back(drums_at(t, variant));
    if (form.name == "trio_692")
      clip.tokens.insert(clip.tokens.end(),
                         {melody_at(t, variant), bass_at(t, variant), drums_at(t, variant)});
    if (form.name == "groove_27") {
      const std::size_t at = clip.features.size();
      clip.features.resize(at + kGrooveDepth);
      for (std::size_t drum = 0; drum < 9; ++drum) {
        if ((drums_at(t, variant) >> drum & 1) == 0) continue;
        clip.features[at + drum] = 1;
        clip.features[at + 9 + drum] = 0.35F + 0.09F * static_cast<float>((t * 5 + variant) % 7);
        clip.features[at + 18 + drum] = 0.15F * static_cast<float>((t * 3 + variant) % 7 - 3);
      }
    }
  }
  if (!form.controls.empty())
    clip.controls = *chord_controls(form, variant % 2 == 0 ? "C Am F G" : "Dm Bb");
  return clip;
}

}  // namespace segue
