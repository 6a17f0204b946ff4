// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/histograms.h"

#include <algorithm>

#include "shared/codec/drum_codec.h"

namespace segue {
namespace {

constexpr int kLargestInterval = 12;
constexpr int kLongestDuration = 16;
constexpr std::array<const char*, 12> kPitchClassNames = {"C",  "C#", "D",  "D#", "E",  "F",
                                                          "F#", "G",  "G#", "A",  "A#", "B"};

constexpr std::array<HistogramInfo, kHistogramKinds> kKinds = {
    {{HistogramKind::kPitch, "pitch", "pitches", 128},
     {HistogramKind::kPitchClass, "pitch_class", "pitch classes", 12},
     {HistogramKind::kInterval, "interval", "intervals, semitones", 2 * kLargestInterval + 1},
     {HistogramKind::kOnset, "onset", "onsets in the bar, sixteenths", kBarPositions},
     {HistogramKind::kDuration, "duration", "note lengths, sixteenths", kLongestDuration + 1},
     {HistogramKind::kDrums, "drums", "drums", 9}}};

void count(Histogram& histogram, int bin) {
  ++histogram.counts[static_cast<std::size_t>(bin)];
  ++histogram.total;
}

}  // namespace

std::span<const HistogramInfo> histogram_kinds() { return kKinds; }

std::string bin_label(HistogramKind kind, std::size_t bin) {
  const int value = static_cast<int>(bin);
  switch (kind) {
    case HistogramKind::kPitch:
      return kPitchClassNames[bin % 12] + std::to_string(value / 12 - 1);
    case HistogramKind::kPitchClass:
      return kPitchClassNames[bin];
    case HistogramKind::kInterval: {
      const int interval = value - kLargestInterval;
      if (interval == -kLargestInterval) return "-12 or less";
      if (interval == kLargestInterval) return "12 or more";
      return std::to_string(interval);
    }
    case HistogramKind::kOnset:
      return std::to_string(value + 1);
    case HistogramKind::kDuration:
      return value == kLongestDuration ? "more than 16" : std::to_string(value + 1);
    case HistogramKind::kDrums:
      return drum_class_names()[bin];
  }
  return {};
}

Histograms make_histograms() {
  Histograms histograms;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    histograms[i].kind = kKinds[i].kind;
    histograms[i].counts.assign(kKinds[i].bins, 0);
  }
  return histograms;
}

void add_piece(const GridPiece& piece, Histograms& histograms) {
  auto& [pitch, pitch_class, interval, onset, duration, drums] = histograms;
  std::size_t bar = 0;
  for (const GridNote& note : piece.notes) {
    while (bar + 2 < piece.bar_lines.size() && piece.bar_lines[bar + 1] <= note.start_step) ++bar;
    const int position = note.start_step - piece.bar_lines[bar];
    if (position < kBarPositions) count(onset, position);
    if (note.is_drum) {
      if (const int c = drum_class(note.pitch); c >= 0) count(drums, c);
      continue;
    }
    count(pitch, note.pitch);
    count(pitch_class, note.pitch % 12);
    count(duration, std::min(note.duration(), kLongestDuration + 1) - 1);
  }
  for (const int step : melodic_intervals(piece)) {
    count(interval, std::clamp(step, -kLargestInterval, kLargestInterval) + kLargestInterval);
  }
}

Histograms count_pieces(std::span<const GridPiece> pieces) {
  Histograms histograms = make_histograms();
  for (const GridPiece& piece : pieces) add_piece(piece, histograms);
  return histograms;
}

std::optional<double> overlap(const Histogram& a, const Histogram& b) {
  if (a.total <= 0 || b.total <= 0) return std::nullopt;
  double area = 0;
  for (std::size_t bin = 0; bin < a.counts.size(); ++bin) {
    area += std::min(a.share(bin), b.share(bin));
  }
  return area;
}

}  // namespace segue
