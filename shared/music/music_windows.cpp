// SPDX-License-Identifier: Apache-2.0
#include "shared/music/music_windows.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <string>
#include <utility>

#include "shared/codec/melody_codec.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/music/chord_inference.h"
#include "shared/music/drum_windows.h"
#include "shared/music/grid_segments.h"
#include "shared/music/key_estimation.h"
#include "shared/music/multitrack_windows.h"
#include "shared/music/roll_windows.h"
#include "shared/music/stream_windows.h"
#include "shared/music/trio_windows.h"

namespace segue {
namespace {

MusicWindowReport find_melodies(const NoteSequence& sequence, const WindowOptions& options) {
  WindowReport found = find_melody_windows(sequence, options);
  MusicWindowReport report;
  report.windows.reserve(found.windows.size());
  for (const auto& melody : found.windows) {
    MusicWindow& window = report.windows.emplace_back();
    window.tokens.assign(melody.tokens.begin(), melody.tokens.end());
    window.instrument = melody.instrument;
    window.bar = melody.bar;
    window.start_s = melody.start_s;
    window.tempo_qpm = melody.tempo_qpm;
  }
  report.rejections = std::move(found.rejections);
  report.duplicates = found.duplicates;
  report.too_few_notes = found.too_few_notes;
  report.polyphonic = found.polyphonic;
  return report;
}

MusicWindowReport find_all(const NoteSequence& sequence, const RepresentationInfo& info,
                           const MusicWindowOptions& options) {
  if (options.streams && info.name == "drums_9") {
    return find_drum_streams(sequence, options.windows, options.pieces);
  }
  if (options.streams && info.name == "melody_90") {
    return find_melody_streams(sequence, options.windows, options.pieces);
  }
  if (info.head == DecoderHead::kGroove) {
    return find_groove_windows(sequence, options.windows, options.drum_map);
  }
  if (info.head == DecoderHead::kNade) {
    return find_drum_windows(sequence, options.windows, info.feature_depth);
  }
  if (info.name == "drums_9") return find_drum_windows(sequence, options.windows);
  if (info.name == "trio_692") return find_trio_windows(sequence, options.windows);
  if (info.name == "melody_90") return find_melodies(sequence, options.windows);
  if (info.name == "melody_roll_89") {
    return find_roll_windows(sequence, options.windows, RollKind::kPianoRoll);
  }
  if (info.name == "melody_midi_90") {
    return find_roll_windows(sequence, options.windows, RollKind::kMidiLike);
  }
  if (info.is_stream) {
    PieceOptions pieces = options.pieces;
    pieces.min_program = options.windows.min_program;
    pieces.max_program = options.windows.max_program;
    return find_polyphony_pieces(sequence, pieces);
  }
  if (info.name == "multitrack_490") return find_multitrack_windows(sequence, options.windows);
  MusicWindowReport report;
  report.rejections.push_back({-1, "windows of " + std::string(info.name) + " cannot be made",
                               RejectionCode::kUnusableTime});
  return report;
}

/// Whether the melody's longest silence and number of pitches are as wanted. `stride`: parts.
bool passes(const std::vector<std::uint16_t>& tokens, std::size_t stride,
            const WindowOptions& options) {
  std::bitset<kMelodyTokens> pitches;
  bool sounding = false;
  int rest = 0, longest = 0;
  for (std::size_t i = 0; i < tokens.size(); i += stride) {
    const std::uint16_t token = tokens[i];
    if (token > kNoteOff) pitches.set(token);
    if (token != kNoEvent) sounding = token > kNoteOff;
    rest = sounding ? 0 : rest + 1;
    longest = std::max(longest, rest);
  }
  return (options.max_rest_steps <= 0 || longest <= options.max_rest_steps) &&
         static_cast<int>(pitches.count()) >= options.min_pitches;
}

void filter(MusicWindowReport& report, const RepresentationInfo& info,
            const WindowOptions& options) {
  const bool melodic = info.name == "melody_90" || info.name == "trio_692";
  if (!melodic || (options.max_rest_steps <= 0 && options.min_pitches <= 1)) return;
  const auto dropped = std::erase_if(report.windows, [&](const MusicWindow& window) {
    return !passes(window.tokens, info.parts.size(), options);
  });
  report.filtered += static_cast<int>(dropped);
  if (report.windows.empty() && dropped > 0) {
    report.rejections.insert(
        report.rejections.begin(),
        {-1, "a long rest or too few different pitches in every window", RejectionCode::kFiltered});
  }
}

/// The chords of grid steps as those of a window's rows: events of several tracks have that of
/// their step, a track's program and what is behind its end have none.
std::vector<std::uint8_t> to_rows(std::vector<std::uint8_t> chords, const MusicWindow& window,
                                  const RepresentationInfo& info) {
  if (info.fixed_rows == 0) return chords;
  std::vector<std::uint8_t> rows;
  for (const int step : multitrack_steps(window.tokens)) {
    rows.push_back(step < 0 ? std::uint8_t{0} : chords[static_cast<std::size_t>(step)]);
  }
  return rows;
}

/// The key that is told for a window: that of the file's signature at its start, or the estimate.
std::uint8_t key_at(const NoteSequence& sequence, double time_s,
                    const std::optional<KeyEstimate>& estimate) {
  constexpr double kTolerance_s = 1e-3;  // seconds are sums of rounded numbers
  const auto& signatures = sequence.key_signatures;
  if (signatures.empty()) {
    return static_cast<std::uint8_t>(estimate ? estimate->relative_major() : 0);
  }
  const KeySignature* holds = &signatures.front();
  for (const auto& signature : signatures) {
    if (signature.time_s <= time_s + kTolerance_s) holds = &signature;
  }
  return static_cast<std::uint8_t>(relative_major(holds->key, holds->minor));
}

/// Fills controls [T, K] of every window.
void add_controls(MusicWindowReport& report, const NoteSequence& sequence,
                  const RepresentationInfo& info, const MusicWindowOptions& options,
                  const std::optional<KeyEstimate>& key) {
  const std::size_t steps =
      static_cast<std::size_t>(options.windows.bars * steps_per_bar(options.windows));
  const std::size_t rows = info.fixed_rows > 0 ? static_cast<std::size_t>(info.fixed_rows) : steps;
  const std::size_t kinds = options.controls.size();
  for (std::size_t k = 0; k < kinds; ++k) {
    ChordTrack track;
    if (options.controls[k] == ControlKind::kChords) {
      const bool written = !sequence.chords.empty();
      report.chord_source = written ? ChordSource::kSymbols : ChordSource::kInferred;
      track = written ? written_chords(sequence, options.windows)
                      : infer_chords(sequence, options.windows);
    }
    if (options.controls[k] == ControlKind::kKey) {
      report.key_source = !sequence.key_signatures.empty() ? KeySource::kSignature
                          : key                            ? KeySource::kEstimate
                                                           : KeySource::kNone;
    }
    for (auto& window : report.windows) {
      window.controls.resize(rows * kinds);
      const double step_s = 60.0 / (window.tempo_qpm * options.windows.steps_per_quarter);
      const auto row =
          options.controls[k] == ControlKind::kChords
              ? to_rows(track.window(window.start_s, step_s, static_cast<int>(steps)), window, info)
              : std::vector<std::uint8_t>(rows, key_at(sequence, window.start_s, key));
      for (std::size_t t = 0; t < rows; ++t) window.controls[t * kinds + k] = row[t];
    }
  }
}

}  // namespace

MusicWindowReport find_windows(const NoteSequence& sequence, const RepresentationInfo& info,
                               const MusicWindowOptions& options) {
  MusicWindowReport report = find_all(sequence, info, options);
  filter(report, info, options.windows);
  if (report.windows.empty()) return report;
  std::optional<KeyEstimate> key;
  if (options.one_key || !options.controls.empty()) key = estimate_key(sequence);
  add_controls(report, sequence, info, options, key);
  if (options.one_key && key) {
    for (auto& window : report.windows) {
      transpose_window(info, window.tokens, window.controls, options.controls, key->shift_to_c());
    }
  }
  return report;
}

}  // namespace segue
