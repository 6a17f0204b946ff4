// SPDX-License-Identifier: Apache-2.0
#include "shared/music/multitrack_windows.h"

#include <algorithm>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "shared/codec/multitrack_codec.h"
#include "shared/music/grid_segments.h"
#include "shared/music/sustain.h"

namespace segue {
namespace {

class MultitrackFinder {
 public:
  explicit MultitrackFinder(const WindowOptions& options) : options_(options) {}

  MusicWindowReport find(const NoteSequence& sequence) {
    const NoteSequence wanted = select_notes(with_sustain(sequence), [this](const Note& note) {
      return note.is_drum ||
             (note.program >= options_.min_program && note.program <= options_.max_program);
    });
    if (wanted.notes.empty()) {
      const bool empty = sequence.notes.empty();
      report_.rejections.push_back({-1, empty ? "no notes" : "no note of the wanted programs",
                                    empty ? RejectionCode::kNoNotes : RejectionCode::kProgram});
      return std::move(report_);
    }
    if (options_.bars != 1 || steps_per_bar(options_) != kMultitrackSteps) {
      report_.rejections.push_back(
          {-1, "multi-track windows are one bar of four quarters", RejectionCode::kUnusableTime});
      return std::move(report_);
    }
    const GridSegments grid = to_grid_segments(wanted, options_);
    for (const auto& segment : grid.segments) add_segment(segment);
    if (report_.windows.empty()) report_.rejections.push_back(explain(grid));
    return std::move(report_);
  }

 private:
  void add_segment(const GridSegment& segment) {
    std::vector<QuantizedNote> notes = segment.sequence.notes;
    std::stable_sort(notes.begin(), notes.end(),
                     [](const auto& a, const auto& b) { return a.start_step < b.start_step; });
    const int hop = std::max(options_.hop_bars, 1) * kMultitrackSteps;
    std::size_t first = 0;
    while (first < notes.size()) {
      const int start = notes[first].start_step / hop * hop;
      std::vector<QuantizedNote> bar;
      for (; first < notes.size() && notes[first].start_step < start + hop; ++first) {
        if (notes[first].start_step >= start + kMultitrackSteps) continue;
        QuantizedNote& note = bar.emplace_back(notes[first]);
        note.start_step -= start;
        note.end_step = std::min(note.end_step - start, kMultitrackSteps);
      }
      add_bar(segment, bar, start);
    }
  }

  void add_bar(const GridSegment& segment, std::span<const QuantizedNote> notes, int start) {
    if (static_cast<int>(notes.size()) < options_.min_notes) {
      ++report_.too_few_notes;
      return;
    }
    EncodedBar bar = encode_multitrack(notes);
    ++faults_[static_cast<std::size_t>(bar.fault)];
    if (bar.fault == MultitrackFault::kFewEvents) ++report_.too_few_notes;
    if (bar.fault == MultitrackFault::kManyEvents || bar.fault == MultitrackFault::kManyTracks) {
      ++report_.filtered;
    }
    if (bar.fault != MultitrackFault::kNone) return;
    if (!seen_.emplace(bar.tokens.begin(), bar.tokens.end()).second) {
      ++report_.duplicates;
      return;
    }
    MusicWindow window = window_at(segment, start, notes.front().instrument);
    window.tokens = std::move(bar.tokens);
    report_.windows.push_back(std::move(window));
  }

  Rejection explain(const GridSegments& grid) const {
    const auto count = [this](MultitrackFault fault) {
      return faults_[static_cast<std::size_t>(fault)];
    };
    if (count(MultitrackFault::kManyEvents) > 0) {
      return {-1, "more than 62 events in a track of every bar", RejectionCode::kFiltered};
    }
    if (count(MultitrackFault::kManyTracks) > 0) {
      return {-1, "more than 8 tracks in every bar", RejectionCode::kFiltered};
    }
    if (count(MultitrackFault::kFewTracks) > 0) {
      return {-1, "fewer than 2 tracks in every bar", RejectionCode::kMissingPart};
    }
    if (report_.too_few_notes > 0) {
      return {-1, "too few notes in every bar", RejectionCode::kTooFewNotes};
    }
    return explain_grid(grid, options_, "music");
  }

  const WindowOptions& options_;
  int faults_[5] = {};
  std::unordered_set<std::u16string> seen_;
  MusicWindowReport report_;
};

}  // namespace

MusicWindowReport find_multitrack_windows(const NoteSequence& sequence,
                                          const WindowOptions& options) {
  return MultitrackFinder(options).find(sequence);
}

}  // namespace segue
