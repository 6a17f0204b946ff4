// SPDX-License-Identifier: Apache-2.0
// From clips of any representation to notes, each by its own codec.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "shared/codec/drum_codec.h"
#include "shared/codec/groove_codec.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/codec/roll_codec.h"
#include "shared/codec/trio_codec.h"
#include "shared/midi/from_note_sequence.h"
#include "shared/model/clip_midi.h"
#include "shared/model/music_clip.h"
#include "shared/music/quantized_to_notes.h"

namespace segue {
namespace {

Result<NoteSequence> to_notes(const Result<QuantizedSequence>& sequence) {
  if (!sequence) return sequence.error();
  return to_note_sequence(*sequence);
}

Result<NoteSequence> one_clip(const MusicClip& clip, const Representation& form, double tempo_qpm,
                              int program) {
  if (form.name == "drums_9") return to_notes(decode_drums(clip.tokens, tempo_qpm));
  if (form.name == "trio_692") return to_notes(decode_trio(clip.tokens, tempo_qpm, program));
  if (form.name == "multitrack_490") return to_notes(decode_multitrack(clip.tokens, tempo_qpm));
  if (form.name == "melody_roll_89") {
    return to_notes(decode_roll(clip.tokens, tempo_qpm, program));
  }
  if (form.name == "melody_midi_90") {
    return to_notes(decode_midi_like(clip.tokens, tempo_qpm, program));
  }
  if (form.name == "groove_27") return decode_groove(clip.features, tempo_qpm);
  if (form.name == "drums_9_nade" || form.name == "drums_61_nade") {
    return to_notes(decode_drum_labels(clip.features, form.features, tempo_qpm));
  }
  return Error{ErrorCode::kUnsupported, "clips of " + form.name +
                                            " cannot be turned into notes by this version of "
                                            "Segue. Update Segue."};
}

// The codecs know steps, not bars.
void set_meter(NoteSequence& notes, const Representation& form) {
  notes.time_signatures = {{0, form.meter.numerator, form.meter.denominator}};
}

/// The row's instruments by program; of several with the same one, the first of a clip goes on with
/// the first of the clip before.
class InstrumentRow {
 public:
  /// Puts what `notes` has under the row's instruments.
  void join(NoteSequence& notes, std::vector<Instrument>& row) {
    std::vector<int> places;
    std::map<Kind, std::size_t> used;
    for (const Instrument& instrument : notes.instruments) {
      const Kind kind{instrument.is_drum, instrument.program};
      std::vector<int>& known = places_[kind];
      if (used[kind] == known.size()) {
        known.push_back(static_cast<int>(row.size()));
        row.push_back(instrument);
        row.back().track = known.back();
      }
      places.push_back(known[used[kind]++]);
    }
    for (Note& note : notes.notes) {
      note.instrument = places[static_cast<std::size_t>(note.instrument)];
    }
  }

 private:
  using Kind = std::pair<bool, int>;
  std::map<Kind, std::vector<int>> places_;
};

}  // namespace

Result<NoteSequence> clips_to_notes(std::span<const MusicClip> clips, const Representation& form,
                                    double tempo_qpm, int program) {
  for (const MusicClip& clip : clips) {
    if (auto good = check_clip(clip, form); !good) return good.error();
  }
  if (form.name == "melody_90" || clips.empty() || !std::isfinite(tempo_qpm) || tempo_qpm <= 0 ||
      program < 0 || program > 127) {  // refused there where it must be
    std::vector<std::vector<std::uint8_t>> melodies;
    for (const MusicClip& clip : clips) melodies.push_back(to_melody(clip));
    auto notes = clips_to_notes(melodies, tempo_qpm, program);
    if (notes) set_meter(*notes, form);
    return notes;
  }
  const double clip_s = form.grid_steps() * 60.0 / (tempo_qpm * form.steps_per_quarter);
  NoteSequence row;
  InstrumentRow instruments;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    auto notes = one_clip(clips[i], form, tempo_qpm, program);
    if (!notes) return notes.error();
    const double start_s = static_cast<double>(i) * clip_s;
    for (Note& note : notes->notes) {
      note.start_s += start_s;
      note.end_s += start_s;
      row.total_time_s = std::max(row.total_time_s, note.end_s);
    }
    if (i == 0) row.tempos = notes->tempos;
    instruments.join(*notes, row.instruments);
    row.notes.insert(row.notes.end(), notes->notes.begin(), notes->notes.end());
  }
  std::stable_sort(row.notes.begin(), row.notes.end(), [](const Note& a, const Note& b) {
    return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
  });
  set_meter(row, form);
  return row;
}

Result<std::vector<std::uint8_t>> clips_to_midi(std::span<const MusicClip> clips,
                                                const Representation& form, double tempo_qpm,
                                                int program) {
  const auto notes = clips_to_notes(clips, form, tempo_qpm, program);
  if (!notes) return notes.error();
  return write_midi(*notes);
}

}  // namespace segue
