// SPDX-License-Identifier: Apache-2.0
#include "shared/model/rnn_primer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "shared/codec/drum_codec.h"
#include "shared/codec/melody_codec.h"
#include "shared/codec/polyphony_codec.h"
#include "shared/measures/grid_piece.h"
#include "shared/model/event_rules.h"
#include "shared/music/melody_extraction.h"
#include "shared/music/sustain.h"

namespace segue {
namespace {

using detail::StreamKind;

constexpr int kMiddleC = 60;
constexpr std::uint16_t kBassDrum = 1;  // the first class alone

Result<StreamKind> kind_of(const Representation& form) {
  const auto kind = detail::stream_kind(form);
  if (kind) return *kind;
  return invalid_argument("expected a model of polyphony_259, drums_9 or melody_90, found " +
                          form.name + ".");
}

RnnPrimer to_primer(const QuantizedSequence& sequence) {
  RnnPrimer primer{encode_polyphony(sequence), sequence.total_steps};
  primer.events.pop_back();  // END
  return primer;
}

Result<RnnPrimer> to_melody_primer(std::span<const int> events) {
  const auto tokens = encode_melody(events);
  if (!tokens) return tokens.error();
  return RnnPrimer{{tokens->begin(), tokens->end()}, static_cast<int>(tokens->size())};
}

Error not_for(const Representation& form, const char* what) {
  return invalid_argument(std::string(what) + " cannot begin the music of a model of " + form.name +
                          ".");
}

// Notes of [first, end), cut there, with steps from `first`; of those that begin together at one
// pitch the longest.
QuantizedSequence to_quantized(const GridPiece& piece, bool drums, int first, int end) {
  QuantizedSequence sequence;
  sequence.total_steps = end - first;
  for (const GridNote& note : piece.notes) {
    if (note.is_drum != drums || note.start_step >= end || note.end_step <= first) continue;
    if (drums && note.start_step < first) continue;
    QuantizedNote& own = sequence.notes.emplace_back();
    own.pitch = note.pitch;
    own.start_step = std::max(note.start_step - first, 0);
    own.end_step = std::min(note.end_step, end) - first;
    own.is_drum = drums;
  }
  auto& notes = sequence.notes;
  std::stable_sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
    if (a.start_step != b.start_step) return a.start_step < b.start_step;
    return a.pitch != b.pitch ? a.pitch < b.pitch : a.end_step > b.end_step;
  });
  const auto doubles = std::unique(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
    return a.start_step == b.start_step && a.pitch == b.pitch;
  });
  notes.erase(doubles, notes.end());
  return sequence;
}

// The highest note that begins at each step; it lasts until the next begins or it ends.
std::vector<int> highest_line(const QuantizedSequence& sequence) {
  std::vector<int> events(static_cast<std::size_t>(sequence.total_steps), kMelodyNoEvent);
  int off_step = -1;
  for (int step = 0; step < sequence.total_steps; ++step) {
    auto& event = events[static_cast<std::size_t>(step)];
    if (step == off_step) event = kMelodyNoteOff;
    for (const auto& note : sequence.notes) {
      if (note.start_step != step || note.pitch < kMelodyMinPitch || note.pitch > kMelodyMaxPitch) {
        continue;
      }
      event = note.pitch;  // sorted by pitch: the last is the highest
      off_step = note.end_step;
    }
  }
  return events;
}

}  // namespace

Result<RnnPrimer> empty_primer(const Representation& form) {
  const auto kind = kind_of(form);
  if (!kind) return kind.error();
  if (*kind == StreamKind::kPolyphony) return RnnPrimer{{kPolyphonyStart}, 0};
  if (*kind == StreamKind::kDrums) return RnnPrimer{{kBassDrum}, 1};
  return to_melody_primer(std::vector<int>{kMiddleC});
}

Result<RnnPrimer> primer_from_pitches(const Representation& form, std::span<const int> pitches,
                                      int steps) {
  const auto kind = kind_of(form);
  if (!kind) return kind.error();
  if (*kind == StreamKind::kDrums) return not_for(form, "Pitches");
  if (pitches.empty()) return invalid_argument("expected a pitch to begin with, found none.");
  if (steps < 1) {
    return invalid_argument("expected a chord of one step or more, found " + std::to_string(steps) +
                            ".");
  }
  if (*kind == StreamKind::kMelody) {
    if (pitches.size() > 1) {
      return invalid_argument("a model of melody_90 has one voice; expected one pitch, found " +
                              std::to_string(pitches.size()) + ".");
    }
    std::vector<int> events(static_cast<std::size_t>(steps), kMelodyNoEvent);
    events.front() = pitches.front();
    return to_melody_primer(events);
  }
  QuantizedSequence sequence;
  sequence.total_steps = steps;
  for (const int pitch : pitches) {
    if (pitch < 0 || pitch >= kMidiPitches) {
      return invalid_argument("expected pitches from 0 to 127, found " + std::to_string(pitch) +
                              ".");
    }
    if (std::count(pitches.begin(), pitches.end(), pitch) > 1) {
      return invalid_argument("expected each pitch once, found " + std::to_string(pitch) +
                              " again.");
    }
    QuantizedNote& note = sequence.notes.emplace_back();
    note.pitch = pitch;
    note.end_step = steps;
  }
  return to_primer(sequence);
}

Result<RnnPrimer> primer_from_melody(const Representation& form, std::span<const int> events) {
  const auto kind = kind_of(form);
  if (!kind) return kind.error();
  if (*kind == StreamKind::kDrums) return not_for(form, "A melody");
  if (events.empty()) return invalid_argument("expected a melody to begin with, found no event.");
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i] < kMelodyNoEvent || events[i] >= kMidiPitches) {
      return invalid_argument("event " + std::to_string(i) + " of the melody is " +
                              std::to_string(events[i]) +
                              "; expected -2 (goes on), -1 (note-off) or a pitch from 0 to 127.");
    }
  }
  if (*kind == StreamKind::kMelody) return to_melody_primer(events);
  QuantizedSequence sequence;
  sequence.total_steps = static_cast<int>(events.size());
  bool sounds = false;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i] == kMelodyNoEvent) continue;
    if (sounds) sequence.notes.back().end_step = static_cast<int>(i);
    sounds = events[i] >= 0;
    if (!sounds) continue;
    QuantizedNote& note = sequence.notes.emplace_back();
    note.pitch = events[i];
    note.start_step = static_cast<int>(i);
    note.end_step = sequence.total_steps;
  }
  return to_primer(sequence);
}

Result<RnnPrimer> primer_from_drums(const Representation& form,
                                    std::span<const std::vector<int>> hits) {
  const auto kind = kind_of(form);
  if (!kind) return kind.error();
  if (*kind != StreamKind::kDrums) return not_for(form, "Drums");
  if (hits.empty()) return invalid_argument("expected drums to begin with, found no step.");
  RnnPrimer primer;
  for (const auto& pitches : hits) {
    int token = 0;
    for (const int pitch : pitches) {
      const int sound = pitch >= 0 && pitch < kMidiPitches ? drum_class(pitch) : -1;
      if (sound < 0) {
        return invalid_argument("expected General MIDI drums (36 is the bass drum), found " +
                                std::to_string(pitch) + ".");
      }
      token |= 1 << sound;
    }
    primer.events.push_back(static_cast<std::uint16_t>(token));
  }
  primer.steps = static_cast<int>(hits.size());
  return primer;
}

Result<RnnPrimer> primer_from_music(const Representation& form, const NoteSequence& music,
                                    std::optional<BarRange> bars, int least_steps) {
  const auto kind = kind_of(form);
  if (!kind) return kind.error();
  const auto piece = to_grid_piece(with_sustain(music));
  if (!piece) return piece.error();
  const bool drums = *kind == StreamKind::kDrums;
  int first = 0, end = std::max(least_steps, 0);
  for (const GridNote& note : piece->notes) {
    if (note.is_drum == drums) end = std::max(end, note.end_step);
  }
  if (bars) {
    const int last = bars->last == 0 ? piece->bars() : bars->last;
    if (bars->first < 1 || last < bars->first || last > piece->bars()) {
      return invalid_argument("expected bars from 1 to " + std::to_string(piece->bars()) +
                              ", found " + std::to_string(bars->first) + " to " +
                              std::to_string(last) + ".");
    }
    first = piece->bar_lines[static_cast<std::size_t>(bars->first - 1)];
    end = piece->bar_lines[static_cast<std::size_t>(last)];
  }
  const QuantizedSequence sequence = to_quantized(*piece, drums, first, end);
  if (sequence.notes.empty()) {
    return Error{ErrorCode::kNoMusic, std::string("there are no ") +
                                          (drums ? "drums" : "notes other than drums") +
                                          (bars ? " in these bars." : ".")};
  }
  if (*kind == StreamKind::kPolyphony) return to_primer(sequence);
  if (*kind == StreamKind::kMelody) return to_melody_primer(highest_line(sequence));
  return RnnPrimer{encode_drums(sequence.notes, 0, sequence.total_steps), sequence.total_steps};
}

Result<std::vector<std::uint16_t>> event_stream(const Representation& form,
                                                const NoteSequence& music) {
  auto primer = primer_from_music(form, music);
  if (!primer) return primer.error();
  if (*detail::stream_kind(form) == StreamKind::kPolyphony) {
    primer->events.push_back(kPolyphonyEnd);
  }
  return std::move(primer->events);
}

Result<void> check_primer(const Representation& form, const RnnPrimer& primer) {
  const auto kind = kind_of(form);
  if (!kind) return kind.error();
  const auto wrong = [&](const std::string& what) {
    return invalid_argument("a primer of " + form.name + " needs " + what + ".");
  };
  if (primer.events.empty()) return wrong("an event");
  for (const int event : primer.events) {
    if (event >= form.classes) {
      return wrong("events from 0 to " + std::to_string(form.classes - 1) + ", found " +
                   std::to_string(event));
    }
  }
  const bool polyphony = *kind == StreamKind::kPolyphony;
  const auto& events = primer.events;
  if (polyphony && (events.front() != kPolyphonyStart ||
                    (events.size() > 1 && events.back() != kPolyphonyStepEnd))) {
    return wrong("START in front and whole steps");
  }
  const int steps = polyphony ? polyphony_steps(events) : static_cast<int>(events.size());
  if (steps != primer.steps) {
    return wrong("as many steps as it says, " + std::to_string(primer.steps) + "; found " +
                 std::to_string(steps));
  }
  return {};
}

}  // namespace segue
