// SPDX-License-Identifier: Apache-2.0
#include "shared/model/clip_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>

#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

// Pitch classes above the tonic, one bit each.
constexpr unsigned scale_bits(std::array<int, 7> degrees) {
  unsigned bits = 0;
  for (const int degree : degrees) bits |= 1u << degree;
  return bits;
}
constexpr std::array<unsigned, 2> kScales = {scale_bits({0, 2, 4, 5, 7, 9, 11}),
                                             scale_bits({0, 2, 3, 5, 7, 8, 11})};

double best_in_scale_share(std::span<const QuantizedNote> notes) {
  std::size_t best = 0;
  for (const unsigned scale : kScales) {
    for (int tonic = 0; tonic < 12; ++tonic) {
      const auto inside = std::count_if(notes.begin(), notes.end(), [&](const QuantizedNote& note) {
        return (scale >> ((note.pitch - tonic + 12) % 12) & 1u) != 0;
      });
      best = std::max(best, static_cast<std::size_t>(inside));
    }
  }
  return static_cast<double>(best) / static_cast<double>(notes.size());
}

/// Sums that become means at the end.
struct Sums {
  double clips_with_notes = 0, notes = 0, squared_notes = 0, pitch = 0, range = 0, in_scale = 0;
  double interval = 0, intervals = 0, duration = 0;
  double usual_count = 0, one_pitch = 0;

  void add(std::span<const QuantizedNote> clip) {
    const auto count = static_cast<double>(clip.size());
    notes += count;
    squared_notes += count * count;
    if (clip.size() >= 3 && clip.size() <= 32) ++usual_count;
    if (clip.empty()) return;
    ++clips_with_notes;
    int lowest = clip[0].pitch, highest = clip[0].pitch;
    for (std::size_t i = 0; i < clip.size(); ++i) {
      lowest = std::min(lowest, clip[i].pitch);
      highest = std::max(highest, clip[i].pitch);
      pitch += clip[i].pitch;
      duration += clip[i].end_step - clip[i].start_step;
      if (i > 0) interval += std::abs(clip[i].pitch - clip[i - 1].pitch);
    }
    intervals += count - 1;
    range += highest - lowest;
    in_scale += best_in_scale_share(clip);
    if (clip.size() >= 2 && lowest == highest) ++one_pitch;
  }
};

double quotient(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

Result<ClipMeasures> measure_clips(std::span<const std::uint8_t> tokens, int steps) {
  if (steps <= 0 || tokens.empty() || tokens.size() % static_cast<std::size_t>(steps) != 0) {
    return Error{ErrorCode::kInvalidArgument, "expected clips of " + std::to_string(steps) +
                                                  " tokens each, found " +
                                                  std::to_string(tokens.size()) + " tokens."};
  }
  Sums sums;
  std::set<std::vector<std::uint8_t>> distinct;
  for (std::size_t first = 0; first < tokens.size(); first += static_cast<std::size_t>(steps)) {
    const auto clip = tokens.subspan(first, static_cast<std::size_t>(steps));
    const auto decoded = decode_melody(clip);
    if (!decoded) return decoded.error();
    sums.add(decoded->notes);
    distinct.emplace(clip.begin(), clip.end());
  }
  ClipMeasures m;
  m.clips = static_cast<std::int64_t>(tokens.size()) / steps;
  const auto clips = static_cast<double>(m.clips);
  m.share_with_3_to_32_notes = sums.usual_count / clips;
  m.share_of_one_repeated_pitch = sums.one_pitch / clips;
  m.share_distinct = static_cast<double>(distinct.size()) / clips;
  m.note_count_mean = sums.notes / clips;
  m.note_count_sd =
      std::sqrt(std::max(0.0, sums.squared_notes / clips - m.note_count_mean * m.note_count_mean));
  m.pitch_mean = quotient(sums.pitch, sums.notes);
  m.pitch_range_mean = quotient(sums.range, sums.clips_with_notes);
  m.absolute_interval_mean = quotient(sums.interval, sums.intervals);
  m.in_scale_mean = quotient(sums.in_scale, sums.clips_with_notes);
  m.duration_mean = quotient(sums.duration, sums.notes);
  m.share_silent = 1 - sums.duration / static_cast<double>(tokens.size());
  return m;
}

}  // namespace segue
