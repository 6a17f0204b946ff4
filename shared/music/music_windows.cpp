// SPDX-License-Identifier: Apache-2.0
#include "shared/music/music_windows.h"

#include <algorithm>
#include <utility>

#include "shared/music/drum_windows.h"
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
  if (info.head == DecoderHead::kGroove) {
    return find_groove_windows(sequence, options.windows, options.drum_map);
  }
  if (info.head == DecoderHead::kNade) {
    return find_drum_windows(sequence, options.windows, info.feature_depth);
  }
  if (info.name == "drums_9") return find_drum_windows(sequence, options.windows);
  if (info.name == "trio_692") return find_trio_windows(sequence, options.windows);
  if (info.name == "melody_90") return find_melodies(sequence, options.windows);
  MusicWindowReport report;
  report.rejections.push_back(
      {-1, "windows of " + std::string(info.name) + " cannot be made", RejectionCode::kNoNotes});
  return report;
}

}  // namespace

MusicWindowReport find_windows(const NoteSequence& sequence, const RepresentationInfo& info,
                               const MusicWindowOptions& options) {
  return find_all(sequence, info, options);
}

}  // namespace segue
