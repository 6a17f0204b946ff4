// SPDX-License-Identifier: Apache-2.0
#include "shared/music/drum_windows.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "shared/codec/drum_codec.h"
#include "shared/music/drum_extraction.h"
#include "shared/music/grid_segments.h"

namespace segue {
namespace {

class DrumWindowFinder {
 public:
  DrumWindowFinder(const WindowOptions& options, int label_classes)
      : options_(options),
        label_classes_(label_classes),
        bar_steps_(steps_per_bar(options)),
        window_steps_(options.bars * bar_steps_) {}

  MusicWindowReport find(const NoteSequence& sequence) {
    const NoteSequence drums =
        select_notes(sequence, [](const Note& note) { return note.is_drum; });
    if (drums.notes.empty()) {
      report_.rejections.push_back(explain_no_drums(sequence));
      return std::move(report_);
    }
    const GridSegments grid = to_grid_segments(drums, options_);
    DrumOptions drum_options;
    drum_options.gap_bars = options_.gap_bars;
    drum_options.max_steps = 0;
    for (const auto& segment : grid.segments) {
      for (const auto& track :
           extract_drum_tracks(segment.sequence.notes, bar_steps_, drum_options)) {
        slice(segment, track);
      }
    }
    if (report_.windows.empty()) {
      report_.rejections.push_back(
          report_.too_few_notes > 0 ? Rejection{-1,
                                                "fewer than " + std::to_string(options_.min_notes) +
                                                    " hits in every window",
                                                RejectionCode::kTooFewNotes}
                                    : explain_grid(grid, options_, "drum track"));
    }
    if (options_.max_windows > 0 &&
        report_.windows.size() > static_cast<std::size_t>(options_.max_windows)) {
      report_.windows.resize(static_cast<std::size_t>(options_.max_windows));
    }
    return std::move(report_);
  }

 private:
  void slice(const GridSegment& segment, const DrumTrack& track) {
    const int hop = std::max(options_.hop_bars, 1) * bar_steps_;
    std::size_t first = 0;  // first hit in the window or after it
    for (int start = track.start_step; start + window_steps_ <= track.start_step + track.length;
         start += hop) {
      while (first < track.hits.size() && track.hits[first].step < start) ++first;
      if (first == track.hits.size()) return;  // silence up to the track's end
      MusicWindow window = window_at(segment, start, track.hits[first].instrument);
      const std::size_t steps = static_cast<std::size_t>(window_steps_);
      const auto width = static_cast<std::size_t>(label_classes_);
      if (label_classes_ > 0) {
        window.features.assign(steps * width, 0.0f);
      } else {
        window.tokens.assign(steps, 0);
      }
      int count = 0;
      for (std::size_t i = first; i < track.hits.size(); ++i) {
        const DrumHit& hit = track.hits[i];
        if (hit.step >= start + window_steps_) break;
        const int c =
            label_classes_ == kFullDrumClasses ? full_drum_class(hit.pitch) : drum_class(hit.pitch);
        if (c < 0) continue;
        ++count;
        const auto step = static_cast<std::size_t>(hit.step - start);
        if (label_classes_ > 0) {
          window.features[step * width + static_cast<std::size_t>(c)] = 1.0f;
        } else {
          window.tokens[step] = static_cast<std::uint16_t>(window.tokens[step] | 1 << c);
        }
      }
      if (count == 0) continue;
      if (count < options_.min_notes) {
        ++report_.too_few_notes;
        continue;
      }
      add(std::move(window));
    }
  }

  void add(MusicWindow window) {
    std::u16string key(window.tokens.begin(), window.tokens.end());
    for (const float label : window.features) key.push_back(label > 0.5f ? 1 : 0);
    if (seen_.insert(std::move(key)).second) {
      report_.windows.push_back(std::move(window));
    } else {
      ++report_.duplicates;
    }
  }

  const WindowOptions& options_;
  const int label_classes_, bar_steps_, window_steps_;
  std::unordered_set<std::u16string> seen_;
  MusicWindowReport report_;
};

}  // namespace

MusicWindowReport find_drum_windows(const NoteSequence& sequence, const WindowOptions& options,
                                    int label_classes) {
  return DrumWindowFinder(options, label_classes).find(sequence);
}

}  // namespace segue
