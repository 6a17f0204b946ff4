// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/piece_measures.h"

#include <algorithm>
#include <cmath>

#include "shared/measures/self_similarity.h"

namespace segue {
namespace {

using M = PieceMeasure;

constexpr std::array<PieceMeasureInfo, kPieceMeasures> kMeasures = {{
    {M::kNotes, "notes", "notes", "Notes of the piece, drums included."},
    {M::kNotesPerBar, "notes_per_bar", "notes a bar", "Notes / bars."},
    {M::kPitch, "pitch", "pitch", "Mean MIDI pitch; 60 is middle C.", false, "pitched notes"},
    {M::kPitchRange, "pitch_range", "pitch range, semitones", "Highest pitch - lowest pitch.",
     false, "pitched notes"},
    {M::kPitches, "pitches", "different pitches", "How many different pitches occur.", false,
     "pitched notes"},
    {M::kPitchClassEntropy, "pitch_class_entropy", "pitch class entropy, bits",
     "Entropy of the twelve pitch classes, 0 to 3.58; low where few tones dominate (Wu and Yang "
     "2020, over the whole piece).",
     false, "pitched notes"},
    {M::kInScale, "in_scale", "notes in the best scale",
     "Largest share of the notes inside one of the 12 major or 12 harmonic minor scales.", true,
     "pitched notes"},
    {M::kInterval, "interval", "interval, semitones",
     "Mean size of the steps from onset to onset of a voice, its highest note counted.", false,
     "pitched notes"},
    {M::kDuration, "duration", "note length, sixteenths", "Mean length of the pitched notes.",
     false, "pitched notes"},
    {M::kSilence, "silence", "silent sixteenths", "Sixteenths in which no note sounds / all.",
     true},
    {M::kPolyphony, "polyphony", "notes at once",
     "Pitched notes that sound together, mean over sixteenths with any.", false, "pitched notes"},
    {M::kDissonance, "dissonance", "dissonance",
     "Of the time in which two notes sound together, the share in seconds, sevenths and tritones. "
     "Not of one voice: notes must meet in a twentieth of the sounding time.",
     true, "two voices"},
    {M::kRepeatedBars, "repeated_bars", "repeated bars",
     "Bars that equal an earlier bar, of all bars with notes after the first.", true,
     "two bars with notes"},
    {M::kLongestRepeat, "longest_repeat", "longest repeat, bars",
     "Most bars in a row that come a second time.", false, "two bars with notes"},
    {M::kGrooveSimilarity, "groove_similarity", "rhythm kept from bar to bar",
     "Positions at which neighbouring bars agree on whether a note starts (grooving pattern "
     "similarity, Wu and Yang 2020).",
     true, "two equally long bars"},
    {M::kSyncopation, "syncopation", "syncopation, levels a bar",
     "Notes that are followed by a stronger place without an onset: by how many levels of the "
     "meter "
     "it is stronger, summed, a bar (Longuet-Higgins and Lee 1984).",
     false, "pitched notes, kick or snare"},
    {M::kVelocity, "velocity", "velocity", "Mean MIDI velocity, 1 to 127."},
    {M::kVelocitySpread, "velocity_spread", "velocity, standard deviation",
     "Standard deviation of the velocities."},
    {M::kTimingOffset, "timing_offset", "off the grid, sixteenths",
     "Mean distance between where a note starts and its sixteenth."},
    {M::kSelfSimilarityPitch, "self_similarity_pitch", "self-similarity of pitch",
     "Mean overlapping area of normal distributions fitted to the pitches of neighbouring frames "
     "of 4 bars, one every 2 bars (Mittal et al. 2021).",
     false, "six bars with pitches"},
    {M::kSelfSimilarityDuration, "self_similarity_duration", "self-similarity of note length",
     "The same for note lengths in sixteenths.", false, "six bars with pitches"},
}};

// Pitch classes above the tonic, one bit each.
constexpr unsigned scale_bits(std::array<int, 7> degrees) {
  unsigned bits = 0;
  for (const int degree : degrees) bits |= 1u << degree;
  return bits;
}
constexpr std::array<unsigned, 2> kScales = {scale_bits({0, 2, 4, 5, 7, 9, 11}),
                                             scale_bits({0, 2, 3, 5, 7, 8, 11})};

struct PitchClasses {
  std::array<int, 12> counts{};
  int total = 0;

  explicit PitchClasses(const GridPiece& piece) {
    for (const GridNote& note : piece.notes) {
      if (note.is_drum) continue;
      ++counts[note.pitch % 12];
      ++total;
    }
  }
  double entropy_bits() const {
    double sum = 0;
    for (const int count : counts) {
      if (count == 0) continue;
      const double p = static_cast<double>(count) / total;
      sum -= p * std::log2(p);
    }
    return sum;
  }
};

/// Pitched notes only.
void measure_pitches(const GridPiece& piece, PieceValues& values) {
  std::array<bool, 128> seen{};
  double pitch = 0, duration = 0;
  int count = 0, low = 127, high = 0;
  for (const GridNote& note : piece.notes) {
    if (note.is_drum) continue;
    ++count;
    pitch += note.pitch;
    duration += note.duration();
    low = std::min<int>(low, note.pitch);
    high = std::max<int>(high, note.pitch);
    seen[note.pitch] = true;
  }
  if (count == 0) return;
  const auto set = [&](M measure, double value) {
    values[static_cast<std::size_t>(measure)] = value;
  };
  set(M::kPitch, pitch / count);
  set(M::kDuration, duration / count);
  set(M::kPitchRange, high - low);
  set(M::kPitches, static_cast<double>(std::count(seen.begin(), seen.end(), true)));
  set(M::kPitchClassEntropy, PitchClasses(piece).entropy_bits());
  values[static_cast<std::size_t>(M::kInterval)] = mean_interval(piece);
  double sounding = 0;
  int steps = 0;
  for (const int voices : sounding_voices(piece)) {
    sounding += voices;
    steps += voices > 0;
  }
  if (steps > 0) set(M::kPolyphony, sounding / steps);
}

/// All notes, drums too.
void measure_touch(const GridPiece& piece, PieceValues& values) {
  const auto count = static_cast<double>(piece.notes.size());
  double velocity = 0, squares = 0, offset = 0;
  for (const GridNote& note : piece.notes) {
    velocity += note.velocity;
    offset += std::fabs(note.offset_steps);
  }
  velocity /= count;
  for (const GridNote& note : piece.notes) {
    squares += (note.velocity - velocity) * (note.velocity - velocity);
  }
  values[static_cast<std::size_t>(M::kVelocity)] = velocity;
  values[static_cast<std::size_t>(M::kVelocitySpread)] = std::sqrt(squares / count);
  values[static_cast<std::size_t>(M::kTimingOffset)] = offset / count;
}

double silence_share(const GridPiece& piece) {
  std::vector<bool> sounds(static_cast<std::size_t>(piece.steps()));
  for (const GridNote& note : piece.notes) {
    for (int step = note.start_step; step < std::min<int>(note.end_step, piece.steps()); ++step) {
      sounds[static_cast<std::size_t>(step)] = true;
    }
  }
  return static_cast<double>(std::count(sounds.begin(), sounds.end(), false)) / piece.steps();
}

}  // namespace

std::span<const PieceMeasureInfo> piece_measures() { return kMeasures; }

std::optional<double> in_scale_share(const GridPiece& piece) {
  const PitchClasses classes(piece);
  if (classes.total == 0) return std::nullopt;
  int best = 0;
  for (const unsigned scale : kScales) {
    for (std::size_t tonic = 0; tonic < 12; ++tonic) {
      int inside = 0;
      for (std::size_t degree = 0; degree < 12; ++degree) {
        if ((scale >> degree & 1u) != 0) inside += classes.counts[(tonic + degree) % 12];
      }
      best = std::max(best, inside);
    }
  }
  return static_cast<double>(best) / classes.total;
}

PieceValues measure_piece(const GridPiece& piece) {
  PieceValues values;
  const auto set = [&](M measure, std::optional<double> value) {
    values[static_cast<std::size_t>(measure)] = value;
  };
  set(M::kNotes, static_cast<double>(piece.notes.size()));
  if (piece.bars() > 0) {
    set(M::kNotesPerBar, static_cast<double>(piece.notes.size()) / piece.bars());
    set(M::kSilence, silence_share(piece));
  }
  if (piece.notes.empty()) return values;
  measure_pitches(piece, values);
  measure_touch(piece, values);
  set(M::kInScale, in_scale_share(piece));
  set(M::kDissonance, dissonance_share(piece));
  if (const auto repeats = repetition(piece)) {
    set(M::kRepeatedBars, repeats->repeated_bars);
    set(M::kLongestRepeat, repeats->longest_repeat_bars);
  }
  set(M::kGrooveSimilarity, groove_similarity(piece));
  set(M::kSyncopation, syncopation(piece));
  set(M::kSelfSimilarityPitch, self_similarity(piece, NoteFeature::kPitch));
  set(M::kSelfSimilarityDuration, self_similarity(piece, NoteFeature::kDuration));
  return values;
}

}  // namespace segue
