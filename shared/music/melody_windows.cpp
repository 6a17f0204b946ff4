// SPDX-License-Identifier: Apache-2.0
// Differences from magenta's OneHotMelodyConverter, each one more music, none less:
// - the whole melody is used, not only its first 100 bars (windows before that are the same);
// - all windows are given in order, not five at random, and repeats are found in the whole file;
// - a window without any note (a rest or a held note from before) is never given.
#include "shared/music/melody_windows.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "shared/codec/melody_codec.h"
#include "shared/music/grid_segments.h"
#include "shared/music/melody_extraction.h"
#include "shared/music/quantize.h"
#include "shared/music/time_segments.h"
#include "shared/music/track_findings.h"

namespace segue {
namespace {

using detail::TrackFindings;

class WindowFinder {
 public:
  WindowFinder(const NoteSequence& sequence, const WindowOptions& options)
      : sequence_(sequence),
        options_(options),
        steps_per_bar_(steps_per_bar(options)),
        window_steps_(options.bars * steps_per_bar_),
        tracks_(sequence.instruments.size()) {}

  WindowReport find() {
    for (const auto& segment : split_on_time_changes(sequence_)) add_segment(segment);
    if (options_.polyphony == Polyphony::kSkipTrack) {
      for_each_track([&](const GridSegment& segment, std::span<const QuantizedNote> notes) {
        const int step = find_polyphony(notes);
        TrackFindings& track = tracks_[instrument_of(notes)];
        if (step >= 0 && track.polyphonic_bar == 0) track.polyphonic_bar = segment.bar_at(step);
      });
    }
    for_each_track([&](const GridSegment& segment, std::span<const QuantizedNote> notes) {
      if (tracks_[instrument_of(notes)].polyphonic_bar == 0) add_melodies(segment, notes);
    });
    drop_repeats();
    report_.rejections = detail::explain(sequence_, options_, tracks_, report_.windows);
    return std::move(report_);
  }

 private:
  static std::size_t instrument_of(std::span<const QuantizedNote> notes) {
    return static_cast<std::size_t>(notes.front().instrument);
  }

  template <class Function>
  void for_each_track(const Function& function) {
    for (const auto& segment : segments_) {
      for (const auto notes : lines_of(segment.sequence.notes)) function(segment, notes);
    }
  }

  /// Whether a note may be part of a melody; if not, its track remembers why.
  bool admit(const Note& note) {
    if (note.instrument < 0 || static_cast<std::size_t>(note.instrument) >= tracks_.size()) {
      return false;  // an index to nowhere: the sequence is not from our reader
    }
    TrackFindings& track = tracks_[static_cast<std::size_t>(note.instrument)];
    ++track.notes;
    if (note.is_drum) return ++track.drum_notes, false;
    if (note.program < options_.min_program || note.program > options_.max_program) {
      track.other_program = note.program;
      return ++track.program_notes, false;
    }
    if (note.pitch < options_.min_pitch || note.pitch > options_.max_pitch) {
      return ++track.range_notes, false;
    }
    return true;
  }

  void add_segment(const TimeSegment& segment) {
    NoteSequence melodic;
    melodic.tempos = segment.sequence.tempos;
    melodic.time_signatures = segment.sequence.time_signatures;
    for (const auto& note : segment.sequence.notes) {
      if (admit(note)) melodic.notes.push_back(note);
    }
    if (melodic.notes.empty()) return;
    auto grid = quantize(melodic, options_.steps_per_quarter);
    if (!grid) {
      for (const auto& note : melodic.notes) track_of(note).unusable = grid.error().message;
      return;
    }
    if (!fits_meter(options_, grid->numerator, grid->denominator)) {
      const std::pair meter(grid->numerator, grid->denominator);
      for (const auto& note : melodic.notes) {
        auto& meters = track_of(note).meters;
        if (std::find(meters.begin(), meters.end(), meter) == meters.end()) meters.push_back(meter);
      }
      return;
    }
    const double bars = (segment.end_s - segment.start_s) * grid->tempo_qpm / 240.0 *
                        options_.denominator / options_.numerator;
    for (const auto& note : melodic.notes) {
      TrackFindings& track = track_of(note);
      track.longest_segment_bars = std::max(track.longest_segment_bars, bars);
      track.segments += track.segment_start_s != segment.start_s;
      track.segment_start_s = segment.start_s;
    }
    sort_by_line(grid->notes);
    segments_.push_back({std::move(*grid), segment.start_s, segment.end_s, segment.start_bar});
  }

  TrackFindings& track_of(const Note& note) {
    return tracks_[static_cast<std::size_t>(note.instrument)];
  }

  void add_melodies(const GridSegment& segment, std::span<const QuantizedNote> notes) {
    TrackFindings& track = tracks_[instrument_of(notes)];
    MelodyOptions melody_options;
    melody_options.gap_bars = options_.gap_bars;
    melody_options.max_steps = 0;
    for (const auto& melody : extract_melodies(notes, steps_per_bar_, melody_options)) {
      track.longest_melody_bars =
          std::max(track.longest_melody_bars, melody.length / steps_per_bar_);
      slice(segment, notes.front(), melody, track);
    }
  }

  /// All windows of a melody. Goes from note to note, so that a long held note costs nothing.
  void slice(const GridSegment& segment, const QuantizedNote& any, const Melody& melody,
             TrackFindings& track) {
    const int hop = std::max(options_.hop_bars, 1) * steps_per_bar_;
    const int melody_end = melody.start_step + melody.length;
    std::size_t first = 0;  // first note that starts in the window or after it
    for (int start = melody.start_step; start + window_steps_ <= melody_end; start += hop) {
      while (first < melody.notes.size() && melody.notes[first].start_step < start) ++first;
      if (first == melody.notes.size()) return;
      const int missing = melody.notes[first].start_step - (start + window_steps_);
      if (missing >= 0) {  // nothing starts here: on to the first window that holds this note
        start += missing / hop * hop;
        continue;
      }
      MelodyWindow window;
      window.tokens.assign(static_cast<std::size_t>(window_steps_), kNoEvent);
      int count = 0;
      bool polyphonic = false;
      for (std::size_t i = first; i < melody.notes.size(); ++i) {
        const MelodyNote& note = melody.notes[i];
        if (note.start_step >= start + window_steps_) break;
        ++count;
        polyphonic = polyphonic || note.highest_of_several;
        window.tokens[static_cast<std::size_t>(note.start_step - start)] =
            static_cast<std::uint8_t>(melody_token(note.pitch));
        if (note.end_step < start + window_steps_) {
          window.tokens[static_cast<std::size_t>(note.end_step - start)] = kNoteOff;
        }
      }
      if (polyphonic && options_.polyphony == Polyphony::kSkipWindow) {
        ++track.polyphonic_windows, ++report_.polyphonic;
        continue;
      }
      if (count < options_.min_notes) {
        ++track.too_few_notes, ++report_.too_few_notes;
        continue;
      }
      window.instrument = any.instrument;
      window.program = any.program;
      window.tempo_qpm = segment.sequence.tempo_qpm;
      window.bar = segment.bar_at(start);
      window.start_s = segment.start_s +
                       start * 60.0 / (segment.sequence.tempo_qpm * options_.steps_per_quarter);
      report_.windows.push_back(std::move(window));
    }
  }

  void drop_repeats() {
    auto& windows = report_.windows;
    std::stable_sort(
        windows.begin(), windows.end(), [](const MelodyWindow& a, const MelodyWindow& b) {
          return a.start_s != b.start_s ? a.start_s < b.start_s : a.instrument < b.instrument;
        });
    std::unordered_set<std::string> seen;
    std::erase_if(windows, [&](const MelodyWindow& window) {
      TrackFindings& track = tracks_[static_cast<std::size_t>(window.instrument)];
      const bool repeats = !seen.emplace(window.tokens.begin(), window.tokens.end()).second;
      ++(repeats ? track.repeats : track.windows);
      return repeats;
    });
    for (const auto& track : tracks_) report_.duplicates += track.repeats;
    if (options_.max_windows > 0 &&
        windows.size() > static_cast<std::size_t>(options_.max_windows)) {
      windows.resize(static_cast<std::size_t>(options_.max_windows));
    }
  }

  const NoteSequence& sequence_;
  const WindowOptions& options_;
  const int steps_per_bar_, window_steps_;
  std::vector<TrackFindings> tracks_;
  std::vector<GridSegment> segments_;
  WindowReport report_;
};

}  // namespace

WindowReport find_melody_windows(const NoteSequence& sequence, const WindowOptions& options) {
  // The vocabulary is the limit, whatever the options say.
  WindowOptions limited = options;
  limited.min_pitch = std::max(options.min_pitch, kMelodyMinPitch);
  limited.max_pitch = std::min(options.max_pitch, kMelodyMaxPitch);
  return WindowFinder(sequence, limited).find();
}

}  // namespace segue
