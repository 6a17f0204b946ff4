// SPDX-License-Identifier: Apache-2.0
#include "shared/music/polyphony_pieces.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "shared/codec/polyphony_codec.h"
#include "shared/music/grid_segments.h"
#include "shared/music/quantize.h"
#include "shared/music/sustain.h"
#include "shared/music/time_segments.h"

namespace segue {
namespace {

constexpr int kStepsOfFourQuarters = 4 * kPolyphonyStepsPerQuarter;

class PieceFinder {
 public:
  explicit PieceFinder(const PieceOptions& options) : options_(options) {}

  MusicWindowReport find(const NoteSequence& sequence) {
    const NoteSequence wanted =
        select_notes(options_.strict ? sequence : with_sustain(sequence), [this](const Note& note) {
          return (options_.strict || !note.is_drum) && note.program >= options_.min_program &&
                 note.program <= options_.max_program;
        });
    if (wanted.notes.empty()) {
      report_.rejections.push_back(explain_no_notes(sequence));
      return std::move(report_);
    }
    for (const auto& segment : split_on_time_changes(wanted)) add_segment(segment);
    if (report_.windows.empty()) report_.rejections.push_back(explain());
    return std::move(report_);
  }

 private:
  void add_segment(const TimeSegment& segment) {
    if (segment.sequence.notes.empty()) return;
    auto quantized = quantize(segment.sequence, kPolyphonyStepsPerQuarter);
    if (!quantized) {
      unusable_ = quantized.error().message;
      return;
    }
    const GridSegment grid{std::move(*quantized), segment.start_s, segment.end_s,
                           segment.start_bar};
    options_.strict ? add_strict(grid) : add_parts(grid);
  }

  void add_strict(const GridSegment& segment) {
    std::set<int> programs;
    for (const auto& note : segment.sequence.notes) programs.insert(note.program);
    if (programs.size() > 1) {
      ++several_programs_;
    } else if (segment.sequence.total_steps < options_.min_steps) {
      ++too_short_;
    } else if (segment.sequence.total_steps > options_.max_steps) {
      ++too_long_;
    } else {
      add_part(segment, segment.sequence.notes, 0, segment.sequence.total_steps);
    }
  }

  void add_parts(const GridSegment& segment) {
    const auto notes = without_doubles(segment.sequence.notes);
    const double exact = segment.sequence.steps_per_bar();
    const int bar =
        exact >= 1 && exact == std::floor(exact) ? static_cast<int>(exact) : kStepsOfFourQuarters;
    int end = 0;
    for (const auto& note : notes) end = std::max(end, note.end_step);
    int start = notes.front().start_step / bar * bar;
    if (end - start < options_.min_steps) {
      ++too_short_;
      return;
    }
    const int part = std::max(bar, options_.max_steps / bar * bar);
    const int hop = std::max(bar, part / 2 / bar * bar);
    for (; end - start > part; start += hop) add_part(segment, notes, start, start + part);
    // The rest, unless the part before has all of it.
    if (end - start >= options_.min_steps) add_part(segment, notes, start, end);
  }

  static std::vector<QuantizedNote> without_doubles(std::vector<QuantizedNote> notes) {
    std::sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.start_step, a.pitch, -a.end_step) <
             std::tuple(b.start_step, b.pitch, -b.end_step);
    });
    const auto doubles = std::unique(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
      return a.start_step == b.start_step && a.pitch == b.pitch;
    });
    notes.erase(doubles, notes.end());
    return notes;
  }

  void add_part(const GridSegment& segment, const std::vector<QuantizedNote>& notes, int start,
                int end) {
    QuantizedSequence part;
    part.total_steps = end - start;
    for (const auto& note : notes) {
      if (note.start_step >= end || note.end_step <= start) continue;
      auto& own = part.notes.emplace_back(note);
      own.start_step = std::max(own.start_step - start, 0);
      own.end_step = std::min(own.end_step, end) - start;
    }
    if (part.notes.empty()) return;  // a long silence inside
    MusicWindow window = window_at(segment, start, part.notes.front().instrument);
    window.tokens = encode_polyphony(part);
    report_.windows.push_back(std::move(window));
  }

  Rejection explain_no_notes(const NoteSequence& sequence) const {
    if (sequence.notes.empty()) return {-1, "no notes", RejectionCode::kNoNotes};
    const bool drums = std::all_of(sequence.notes.begin(), sequence.notes.end(),
                                   [](const Note& note) { return note.is_drum; });
    if (drums) return {-1, "drums only", RejectionCode::kDrumsOnly};
    return {-1, "no note of the wanted programs", RejectionCode::kProgram};
  }

  Rejection explain() const {
    const std::string steps = " steps (a quarter is 4)";
    if (several_programs_ > 0) {
      return {-1, "notes of several programs: without --strict-reference they are put together",
              RejectionCode::kProgram};
    }
    if (too_long_ > 0) {
      return {-1,
              "longer than " + std::to_string(options_.max_steps) + steps +
                  ": without --strict-reference it is cut",
              RejectionCode::kFiltered};
    }
    if (too_short_ > 0) {
      return {-1,
              "no stretch of one tempo and meter has " + std::to_string(options_.min_steps) + steps,
              RejectionCode::kTooShort};
    }
    return {-1, unusable_, RejectionCode::kUnusableTime};
  }

  const PieceOptions& options_;
  int several_programs_ = 0, too_short_ = 0, too_long_ = 0;  // stretches left out
  std::string unusable_;
  MusicWindowReport report_;
};

}  // namespace

MusicWindowReport find_polyphony_pieces(const NoteSequence& sequence, const PieceOptions& options) {
  return PieceFinder(options).find(sequence);
}

}  // namespace segue
