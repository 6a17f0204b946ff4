// SPDX-License-Identifier: Apache-2.0
#include "shared/music/stream_windows.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "shared/codec/drum_codec.h"
#include "shared/codec/melody_codec.h"
#include "shared/music/drum_extraction.h"
#include "shared/music/grid_segments.h"
#include "shared/music/melody_extraction.h"

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

/// Cuts tracks into streams and remembers why there are none.
class StreamCollector {
 public:
  StreamCollector(const WindowOptions& options, const PieceOptions& pieces)
      : options_(options), pieces_(pieces) {}

  /// `tokens` of a whole track that starts at `start_step`; those from `first_note` on are notes.
  void add(const GridSegment& segment, int start_step, int instrument, const Tokens& tokens,
           int first_note) {
    const auto most = static_cast<std::size_t>(std::max(pieces_.max_steps, 1));
    for (std::size_t begin = 0; begin < tokens.size(); begin += most) {
      const int step = start_step + static_cast<int>(begin);
      MusicWindow window = window_at(segment, step, instrument);
      window.tokens.assign(
          tokens.begin() + static_cast<std::ptrdiff_t>(begin),
          tokens.begin() + static_cast<std::ptrdiff_t>(std::min(begin + most, tokens.size())));
      longest_ = std::max(longest_, static_cast<int>(window.tokens.size()));
      if (static_cast<int>(window.tokens.size()) < pieces_.min_steps) continue;
      const auto notes = std::count_if(window.tokens.begin(), window.tokens.end(),
                                       [&](int token) { return token >= first_note; });
      if (notes < options_.min_notes) {
        ++report_.too_few_notes;
        continue;
      }
      if (seen_.insert(window.tokens).second) {
        report_.windows.push_back(std::move(window));
      } else {
        ++report_.duplicates;
      }
    }
  }

  /// `what`: "drum track", "melody".
  MusicWindowReport finish(const GridSegments& grid, const std::string& what) {
    if (!report_.windows.empty()) return std::move(report_);
    if (report_.too_few_notes > 0) {
      reject("fewer than " + std::to_string(options_.min_notes) + " notes in every " + what,
             RejectionCode::kTooFewNotes);
    } else if (!grid.segments.empty()) {
      reject("the longest " + what + " has " + std::to_string(longest_) + " steps, fewer than " +
                 std::to_string(pieces_.min_steps),
             RejectionCode::kTooShort);
    } else {
      report_.rejections.push_back(explain_grid(grid, options_, what));
    }
    return std::move(report_);
  }

  MusicWindowReport refuse(const Rejection& rejection) {
    report_.rejections.push_back(rejection);
    return std::move(report_);
  }

 private:
  void reject(const std::string& reason, RejectionCode code) {
    report_.rejections.push_back({-1, reason, code});
  }

  const WindowOptions& options_;
  const PieceOptions& pieces_;
  std::set<Tokens> seen_;
  int longest_ = 0;
  MusicWindowReport report_;
};

}  // namespace

MusicWindowReport find_drum_streams(const NoteSequence& sequence, const WindowOptions& options,
                                    const PieceOptions& pieces) {
  StreamCollector streams(options, pieces);
  const NoteSequence drums = select_notes(sequence, [](const Note& note) { return note.is_drum; });
  if (drums.notes.empty()) return streams.refuse(explain_no_drums(sequence));
  const GridSegments grid = to_grid_segments(drums, options);
  const DrumOptions drum_options{.gap_bars = options.gap_bars, .max_steps = 0};
  for (const auto& segment : grid.segments) {
    for (const auto& track :
         extract_drum_tracks(segment.sequence.notes, steps_per_bar(options), drum_options)) {
      Tokens tokens(static_cast<std::size_t>(track.length), 0);
      for (const DrumHit& hit : track.hits) {
        const int c = drum_class(hit.pitch);
        auto& token = tokens[static_cast<std::size_t>(hit.step - track.start_step)];
        if (c >= 0) token = static_cast<std::uint16_t>(token | 1 << c);
      }
      const int instrument = track.hits.empty() ? 0 : track.hits.front().instrument;
      streams.add(segment, track.start_step, instrument, tokens, /*first_note=*/1);
    }
  }
  return streams.finish(grid, "drum track");
}

MusicWindowReport find_melody_streams(const NoteSequence& sequence, const WindowOptions& options,
                                      const PieceOptions& pieces) {
  StreamCollector streams(options, pieces);
  const NoteSequence melodic = select_notes(sequence, [&](const Note& note) {
    return !note.is_drum && note.program >= options.min_program &&
           note.program <= options.max_program && note.pitch >= options.min_pitch &&
           note.pitch <= options.max_pitch;
  });
  if (melodic.notes.empty()) {
    if (sequence.notes.empty()) return streams.refuse({-1, "no notes", RejectionCode::kNoNotes});
    const bool drums = std::all_of(sequence.notes.begin(), sequence.notes.end(),
                                   [](const Note& note) { return note.is_drum; });
    if (drums) return streams.refuse({-1, "drums only", RejectionCode::kDrumsOnly});
    return streams.refuse({-1, "other programs or pitches only", RejectionCode::kProgram});
  }
  const GridSegments grid = to_grid_segments(melodic, options);
  const MelodyOptions melody_options{
      .gap_bars = options.gap_bars, .max_steps = 0, .min_unique_pitches = options.min_pitches};
  for (const auto& segment : grid.segments) {
    for (const auto notes : lines_of(segment.sequence.notes)) {
      for (const auto& melody : extract_melodies(notes, steps_per_bar(options), melody_options)) {
        Tokens tokens;
        for (const int event : melody.to_events()) {
          tokens.push_back(static_cast<std::uint16_t>(event == kMelodyNoEvent ? kNoEvent
                                                      : event == kMelodyNoteOff
                                                          ? kNoteOff
                                                          : melody_token(event)));
        }
        streams.add(segment, melody.start_step, notes.front().instrument, tokens, kFirstNoteToken);
      }
    }
  }
  return streams.finish(grid, "melody");
}

}  // namespace segue
