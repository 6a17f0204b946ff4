// SPDX-License-Identifier: Apache-2.0
#include "shared/music/trio_windows.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <unordered_set>

#include "shared/codec/drum_codec.h"
#include "shared/codec/melody_codec.h"
#include "shared/codec/trio_codec.h"
#include "shared/music/grid_segments.h"
#include "shared/music/melody_extraction.h"

namespace segue {
namespace {

constexpr int kGapBars = 2;  // a part may rest this long inside a window
// A hostile file could name thousands of instruments: these many lines of each kind are paired.
constexpr std::size_t kMostMelodies = 64, kMostBasses = 8;

enum class PartKind { kMelody, kBass, kDrums, kOther, kMixed };

PartKind kind_of(const QuantizedNote& note) {
  constexpr int kFirstBass = 32, kLastBass = 39;  // General MIDI, counted from 0
  if (note.is_drum) return PartKind::kDrums;
  if (note.program < kFirstBass) return PartKind::kMelody;
  return note.program <= kLastBass ? PartKind::kBass : PartKind::kOther;
}

/// One part of a segment: an event a step, and which bars it plays in.
struct Line {
  std::vector<std::uint16_t> tokens;  ///< [steps]
  std::vector<std::uint8_t> several;  ///< [steps], 1 where notes start together
  std::vector<std::uint8_t> covered;  ///< [bars]
  int instrument = 0;
};

using Notes = std::vector<QuantizedNote>;

class TrioFinder {
 public:
  explicit TrioFinder(const WindowOptions& options)
      : options_(options),
        bar_steps_(steps_per_bar(options)),
        window_steps_(options.bars * bar_steps_) {}

  MusicWindowReport find(const NoteSequence& sequence) {
    if (sequence.notes.empty()) {
      report_.rejections.push_back({-1, "no notes", RejectionCode::kNoNotes});
      return std::move(report_);
    }
    const GridSegments grid = to_grid_segments(sequence, options_);
    for (const auto& segment : grid.segments) add_segment(segment);
    if (report_.windows.empty()) report_.rejections.push_back(explain(grid));
    return std::move(report_);
  }

 private:
  Rejection explain(const GridSegments& grid) const {
    if (!grid.segments.empty() && !(melody_ && bass_ && drums_)) {
      std::string missing;
      for (const auto& [found, name] : {std::pair(melody_, "melody (program 0 to 31)"),
                                        {bass_, "bass (program 32 to 39)"},
                                        {drums_, "drums (channel 10)"}}) {
        if (!found) missing += (missing.empty() ? "no " : ", no ") + std::string(name);
      }
      return {-1, missing + "; programs counted from 0", RejectionCode::kMissingPart};
    }
    if (report_.polyphonic > 0) {
      return {-1, "polyphonic: notes of the melody start together in every window",
              RejectionCode::kPolyphonic};
    }
    if (report_.too_few_notes > 0) {
      return {-1, "too few notes in every window", RejectionCode::kTooFewNotes};
    }
    return explain_grid(grid, options_, "stretch with melody, bass and drums");
  }

  void add_segment(const GridSegment& segment) {
    int last_step = 0;
    for (const auto& note : segment.sequence.notes) last_step = std::max(last_step, note.end_step);
    bars_ = (last_step + bar_steps_ - 1) / bar_steps_;
    std::map<int, PartKind> kinds;  // by instrument
    for (const auto& note : segment.sequence.notes) {
      const auto [entry, is_new] = kinds.try_emplace(note.instrument, kind_of(note));
      if (!is_new && entry->second != kind_of(note)) entry->second = PartKind::kMixed;
    }
    Notes melodic, drums;
    for (const auto& note : segment.sequence.notes) {
      const PartKind kind = kinds[note.instrument];
      if (kind == PartKind::kDrums) drums.push_back(note);
      if (kind != PartKind::kMelody && kind != PartKind::kBass) continue;
      if (note.pitch >= kMelodyMinPitch && note.pitch <= kMelodyMaxPitch) melodic.push_back(note);
    }
    std::vector<Line> melodies, basses;
    for (const auto notes : lines_of(melodic)) {
      const bool is_melody = kinds[notes.front().instrument] == PartKind::kMelody;
      auto& lines = is_melody ? melodies : basses;
      if (lines.size() < (is_melody ? kMostMelodies : kMostBasses)) {
        lines.push_back(make_line(notes));
      }
    }
    melody_ = melody_ || !melodies.empty();
    bass_ = bass_ || !basses.empty();
    drums_ = drums_ || !drums.empty();
    if (melodies.empty() || basses.empty() || drums.empty() || bars_ < options_.bars) return;
    cover_ends(melodies);
    cover_ends(basses);
    Line kit;
    kit.tokens = encode_drums(drums, 0, bars_ * bar_steps_);
    kit.covered = cover(drums);
    for (const auto& melody : melodies) {
      for (const auto& bass : basses) slice(segment, melody, bass, kit);
    }
  }

  Line make_line(std::span<const QuantizedNote> notes) const {
    MelodyOptions whole;
    whole.gap_bars = std::numeric_limits<double>::infinity();
    whole.max_steps = 0;
    Line line;
    line.instrument = notes.front().instrument;
    line.covered = cover(notes);
    const auto steps = static_cast<std::size_t>(bars_ * bar_steps_);
    line.tokens.assign(steps, kNoEvent);
    line.several.assign(steps, 0);
    const auto melodies = extract_melodies(notes, bar_steps_, whole);
    if (melodies.empty()) return line;
    for (const auto& note : melodies.front().notes) {
      const auto start = static_cast<std::size_t>(note.start_step);
      line.tokens[start] = static_cast<std::uint16_t>(melody_token(note.pitch));
      line.several[start] = note.highest_of_several ? 1 : 0;
      const auto end = static_cast<std::size_t>(note.end_step);
      if (end < steps) line.tokens[end] = kNoteOff;
    }
    return line;
  }

  /// Bars with a sounding note, and those at most kGapBars from one.
  std::vector<std::uint8_t> cover(std::span<const QuantizedNote> notes) const {
    std::vector<int> change(static_cast<std::size_t>(bars_) + 1, 0);  // of the number of notes
    for (const auto& note : notes) {
      const int first = std::max(note.start_step / bar_steps_ - kGapBars, 0);
      const int last = std::min((note.end_step - 1) / bar_steps_ + kGapBars, bars_ - 1);
      ++change[static_cast<std::size_t>(first)];
      --change[static_cast<std::size_t>(last) + 1];
    }
    std::vector<std::uint8_t> covered(static_cast<std::size_t>(bars_), 0);
    int sounding = 0;
    for (std::size_t bar = 0; bar < covered.size(); ++bar) {
      sounding += change[bar];
      covered[bar] = sounding > 0 ? 1 : 0;
    }
    return covered;
  }

  /// At both ends of the piece it is enough that any line of the group plays.
  void cover_ends(std::vector<Line>& lines) const {
    for (int i = 0; i < 2 * kGapBars; ++i) {
      const int bar = i < kGapBars ? i : bars_ - 1 - (i - kGapBars);
      if (bar < 0 || bar >= bars_) continue;
      const auto at = static_cast<std::size_t>(bar);
      const bool any = std::any_of(lines.begin(), lines.end(),
                                   [&](const Line& line) { return line.covered[at] != 0; });
      for (auto& line : lines) line.covered[at] = any ? 1 : 0;
    }
  }

  void slice(const GridSegment& segment, const Line& melody, const Line& bass, const Line& kit) {
    const int hop = std::max(options_.hop_bars, 1);
    int run = 0;  // bars in a row in which all play, up to `bar`
    for (int bar = 0; bar < bars_; ++bar) {
      const auto at = static_cast<std::size_t>(bar);
      run = melody.covered[at] && bass.covered[at] && kit.covered[at] ? run + 1 : 0;
      const int start_bar = bar - options_.bars + 1;
      if (run < options_.bars || start_bar % hop != 0) continue;
      add_window(segment, melody, bass, kit, start_bar * bar_steps_);
    }
  }

  void add_window(const GridSegment& segment, const Line& melody, const Line& bass, const Line& kit,
                  int start) {
    MusicWindow window = window_at(segment, start, melody.instrument);
    window.tokens.resize(static_cast<std::size_t>(window_steps_) * kTrioParts);
    bool polyphonic = false;
    int counts[kTrioParts] = {};  // melody notes, bass notes, steps with drums
    for (int step = 0; step < window_steps_; ++step) {
      const auto from = static_cast<std::size_t>(start + step);
      const auto to = static_cast<std::size_t>(step) * kTrioParts;
      polyphonic = polyphonic || melody.several[from] != 0;
      for (std::size_t part = 0; part < 2; ++part) {
        std::uint16_t token = part == 0 ? melody.tokens[from] : bass.tokens[from];
        if (token == kNoteOff && counts[part] == 0) token = kNoEvent;  // ends a note from before
        counts[part] += token > kNoteOff;
        window.tokens[to + part] = token;
      }
      window.tokens[to + 2] = kit.tokens[from];
      counts[2] += kit.tokens[from] != 0;
    }
    if (polyphonic && options_.polyphony == Polyphony::kSkipWindow) {
      ++report_.polyphonic;
      return;
    }
    if (counts[0] < std::max(options_.min_notes, 1) || counts[1] == 0 || counts[2] == 0) {
      ++report_.too_few_notes;
      return;
    }
    if (!seen_.emplace(window.tokens.begin(), window.tokens.end()).second) {
      ++report_.duplicates;
      return;
    }
    report_.windows.push_back(std::move(window));
  }

  const WindowOptions& options_;
  const int bar_steps_, window_steps_;
  int bars_ = 0;  // of the segment at hand
  bool melody_ = false, bass_ = false, drums_ = false;
  std::unordered_set<std::u16string> seen_;
  MusicWindowReport report_;
};

}  // namespace

MusicWindowReport find_trio_windows(const NoteSequence& sequence, const WindowOptions& options) {
  return TrioFinder(options).find(sequence);
}

}  // namespace segue
