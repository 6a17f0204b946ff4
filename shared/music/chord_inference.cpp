// SPDX-License-Identifier: Apache-2.0
#include "shared/music/chord_inference.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "shared/codec/chord_codec.h"
#include "shared/music/grid_segments.h"
#include "shared/music/key_estimation.h"

namespace segue {
namespace {

constexpr std::size_t kStates = kChordClasses;
using PitchClasses = std::array<double, kPitchClasses>;
using Scores = std::array<double, kStates>;

// Log-likelihoods, chosen so that progressions written out as block chords, as arpeggios and under
// a melody with passing notes come back (tests/shared/music/chord_inference_test.cpp).
constexpr double kConcentration = 12.0;   // times the cosine
constexpr double kChange = 1.5;           // cost of another chord than before
constexpr double kOutsideKey = 1.5;       // cost of a triad with a note outside the key
constexpr double kRareQuality = 1.5;      // cost of augmented and diminished triads
constexpr double kNoneWithNotes = 100.0;  // "none" is for silence
constexpr double kNoneInSilence = 0.5;    // what it gains there a frame
constexpr double kRootWeight = 1.2;       // of the triad's template; third and fifth 1

constexpr std::array<std::array<int, 2>, 4> kThirdAndFifth = {{{4, 7}, {3, 7}, {4, 8}, {3, 6}}};

struct Triad {
  PitchClasses notes{};  ///< unit length
  std::array<std::size_t, 3> members{};
  bool rare = false;
};

std::array<Triad, kStates> make_triads() {
  std::array<Triad, kStates> triads{};
  for (std::size_t state = 1; state < kStates; ++state) {
    const std::size_t root = (state - 1) % kPitchClasses, quality = (state - 1) / kPitchClasses;
    Triad& triad = triads[state];
    triad.rare = quality >= 2;
    triad.members = {root, (root + static_cast<std::size_t>(kThirdAndFifth[quality][0])) % 12,
                     (root + static_cast<std::size_t>(kThirdAndFifth[quality][1])) % 12};
    const double length = std::sqrt(kRootWeight * kRootWeight + 2);
    triad.notes[triad.members[0]] = kRootWeight / length;
    triad.notes[triad.members[1]] = triad.notes[triad.members[2]] = 1 / length;
  }
  return triads;
}

bool in_major_scale(std::size_t pitch_class, int tonic) {
  constexpr std::array<bool, kPitchClasses> kScale = {true,  false, true,  false, true,  true,
                                                      false, true,  false, true,  false, true};
  return kScale[(pitch_class + kPitchClasses - static_cast<std::size_t>(tonic)) % kPitchClasses];
}

/// What the key makes likely, before a note is heard.
Scores key_scores(const std::array<Triad, kStates>& triads, const PitchClasses& all) {
  Scores scores{};
  const auto key = estimate_key(all);
  for (std::size_t state = 1; state < kStates; ++state) {
    if (triads[state].rare) scores[state] -= kRareQuality;
    if (!key) continue;
    const int tonic = key->relative_major();
    const auto outside = std::count_if(triads[state].members.begin(), triads[state].members.end(),
                                       [&](std::size_t pc) { return !in_major_scale(pc, tonic); });
    // In minor the dominant's third is raised: it is at home in the key.
    const bool dominant =
        key->minor && triads[state].members[0] == static_cast<std::size_t>(key->tonic + 7) % 12 &&
        state <= kPitchClasses;
    if (outside > 0 && !dominant) scores[state] -= kOutsideKey;
  }
  return scores;
}

/// Seconds do not matter inside a segment: steps weigh the pitch classes. [frames]
std::vector<PitchClasses> frame_weights(const GridSegment& segment, int frame_steps) {
  std::vector<PitchClasses> frames;
  for (const auto& note : segment.sequence.notes) {
    const int last = (note.end_step - 1) / frame_steps;
    if (frames.size() <= static_cast<std::size_t>(last)) {
      frames.resize(static_cast<std::size_t>(last) + 1, PitchClasses{});
    }
    for (int frame = note.start_step / frame_steps; frame <= last; ++frame) {
      const int from = std::max(note.start_step, frame * frame_steps);
      const int to = std::min(note.end_step, (frame + 1) * frame_steps);
      frames[static_cast<std::size_t>(frame)][static_cast<std::size_t>(note.pitch) % 12] +=
          to - from;
    }
  }
  return frames;
}

Scores emission(const std::array<Triad, kStates>& triads, const PitchClasses& frame) {
  double length = 0;
  for (const double weight : frame) length += weight * weight;
  Scores scores{};
  if (length == 0) {
    scores[kNoChord] = kNoneInSilence;
    return scores;
  }
  length = std::sqrt(length);
  scores[kNoChord] = -kNoneWithNotes;
  for (std::size_t state = 1; state < kStates; ++state) {
    double cosine = 0;
    for (const std::size_t pc : triads[state].members) {
      cosine += frame[pc] * triads[state].notes[pc];
    }
    scores[state] = kConcentration * cosine / length;
  }
  return scores;
}

std::vector<std::uint8_t> most_likely_path(const std::array<Triad, kStates>& triads,
                                           const std::vector<PitchClasses>& frames) {
  PitchClasses all{};
  for (const auto& frame : frames) {
    for (std::size_t pc = 0; pc < kPitchClasses; ++pc) all[pc] += frame[pc];
  }
  const Scores prior = key_scores(triads, all);
  Scores best{};
  std::vector<std::array<std::uint8_t, kStates>> from(frames.size());
  for (std::size_t f = 0; f < frames.size(); ++f) {
    const auto top =
        static_cast<std::size_t>(std::max_element(best.begin(), best.end()) - best.begin());
    const double changed = best[top] - kChange;
    const Scores here = emission(triads, frames[f]);
    for (std::size_t state = 0; state < kStates; ++state) {
      const bool stay = f == 0 || best[state] >= changed;
      from[f][state] = static_cast<std::uint8_t>(stay ? state : top);
      best[state] = (stay ? best[state] : changed) + here[state] + prior[state];
    }
  }
  std::vector<std::uint8_t> path(frames.size());
  auto state = static_cast<std::uint8_t>(std::max_element(best.begin(), best.end()) - best.begin());
  for (std::size_t f = frames.size(); f-- > 0;) {
    path[f] = state;
    state = from[f][state];
  }
  return path;
}

constexpr double kRounding_s = 1e-6;  // seconds are sums of rounded ones

std::size_t first_after(const std::vector<double>& start_s, double time_s) {
  return static_cast<std::size_t>(
      std::upper_bound(start_s.begin(), start_s.end(), time_s + kRounding_s) - start_s.begin());
}

NoteSequence pitched_notes(const NoteSequence& sequence) {
  return select_notes(sequence, [](const Note& note) {
    return !note.is_drum && note.velocity > 0 && note.pitch >= 0;
  });
}

}  // namespace

std::uint8_t ChordTrack::at(double time_s) const {
  const std::size_t after = first_after(start_s, time_s);
  return after == 0 ? kNoChord : chords[after - 1];
}

std::vector<std::uint8_t> ChordTrack::window(double from_s, double step_s, int steps) const {
  std::vector<std::uint8_t> row(static_cast<std::size_t>(steps), kNoChord);  // [T]
  const std::size_t first = first_after(start_s, from_s);
  std::size_t next = first;  // entry after the one that holds
  for (std::size_t t = 0; t < row.size(); ++t) {
    const double time_s = from_s + static_cast<double>(t) * step_s + kRounding_s;
    while (next < chords.size() && start_s[next] <= time_s) ++next;
    if (next == 0) continue;
    const bool stays = first > 0 && segments[next - 1] != segments[first - 1];
    row[t] = stays ? row[t - 1] : chords[next - 1];
  }
  return row;
}

ChordTrack written_chords(const NoteSequence& sequence, const WindowOptions& options) {
  const NoteSequence pitched = pitched_notes(sequence);
  ChordTrack track;
  const auto add = [&track](double time_s, std::uint8_t chord, int segment) {
    track.start_s.push_back(time_s);
    track.chords.push_back(chord);
    track.segments.push_back(segment);
  };
  auto symbol = sequence.chords.begin();
  std::uint8_t holds = kNoChord;
  int index = 0;
  for (const auto& segment : to_grid_segments(pitched, options).segments) {
    for (; symbol != sequence.chords.end() && symbol->time_s <= segment.start_s + kRounding_s;
         ++symbol) {
      holds = symbol->chord;
    }
    add(segment.start_s, holds, index);
    for (; symbol != sequence.chords.end() && symbol->time_s < segment.end_s - kRounding_s;
         ++symbol) {
      add(symbol->time_s, holds = symbol->chord, index);
    }
    ++index;
  }
  return track;
}

ChordTrack infer_chords(const NoteSequence& sequence, const WindowOptions& options) {
  const NoteSequence pitched = pitched_notes(sequence);
  const int bar_steps = steps_per_bar(options), half_bar = bar_steps / 2;
  const bool halves =
      half_bar > 0 && bar_steps % 2 == 0 && half_bar % options.steps_per_quarter == 0;
  const int frame_steps = halves ? half_bar : bar_steps;
  ChordTrack track;
  if (frame_steps <= 0) return track;
  static const auto kTriads = make_triads();
  int index = 0;
  for (const auto& segment : to_grid_segments(pitched, options).segments) {
    const auto path = most_likely_path(kTriads, frame_weights(segment, frame_steps));
    for (std::size_t f = 0; f < path.size(); ++f) {
      const double start =
          segment.start_s + static_cast<double>(f) * frame_steps * segment.step_s();
      if (start >= segment.end_s) break;
      track.start_s.push_back(start);
      track.chords.push_back(path[f]);
      track.segments.push_back(index);
    }
    track.start_s.push_back(segment.end_s);
    track.chords.push_back(kNoChord);
    track.segments.push_back(++index);
    ++index;
  }
  return track;
}

}  // namespace segue
