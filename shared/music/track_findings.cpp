// SPDX-License-Identifier: Apache-2.0
// Reasons in words. The order of the tests is the order in which a note would have been dropped.
#include "shared/music/track_findings.h"

#include <algorithm>

#include "shared/music/meter.h"

namespace segue {

std::string_view to_label(RejectionCode code) {
  switch (code) {
    case RejectionCode::kNoNotes:
      return "no notes";
    case RejectionCode::kDrumsOnly:
      return "drums only";
    case RejectionCode::kProgram:
      return "other programs only";
    case RejectionCode::kPitchRange:
      return "pitches outside the range";
    case RejectionCode::kPolyphonic:
      return "polyphonic tracks only";
    case RejectionCode::kMeter:
      return "another meter";
    case RejectionCode::kUnusableTime:
      return "unusable times";
    case RejectionCode::kTimeChanges:
      return "tempo or meter changes too often";
    case RejectionCode::kTooShort:
      return "nothing as long as a window";
    case RejectionCode::kTooFewNotes:
      return "too few notes in every window";
    case RejectionCode::kRepeats:
      return "repeats of another track";
    case RejectionCode::kMixed:
      return "several reasons";
    case RejectionCode::kNoDrums:
      return "no drums";
    case RejectionCode::kMissingPart:
      return "not all the tracks that are needed together";
    case RejectionCode::kFiltered:
      return "a long rest, too few pitches or too many events in every window";
  }
  return "unknown";
}

namespace detail {
namespace {

std::string count_of(int count, const std::string& unit) {
  return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

std::string one_decimal(double value) {
  const auto tenths = static_cast<long long>(value * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string meter_reason(const TrackFindings& track, const WindowOptions& options) {
  std::string names;
  for (std::size_t i = 0; i < track.meters.size(); ++i) {
    if (i > 0) names += i + 1 == track.meters.size() ? " and " : ", ";
    names += meter_name({track.meters[i].first, track.meters[i].second});
  }
  if (options.numerator != 4 || options.denominator != 4) {
    return names + " only: the model needs " + meter_name({options.numerator, options.denominator});
  }
  const int needed = options.steps_per_quarter * 4;
  const auto [numerator, denominator] = track.meters.front();
  const int sixteenths = needed * numerator;
  if (track.meters.size() > 1 || sixteenths % denominator != 0) {
    return names + " only: the model needs bars of " + std::to_string(needed) + " steps, as in 4/4";
  }
  return names + " only: a bar is " + std::to_string(sixteenths / denominator) +
         " steps, the model needs " + std::to_string(needed);
}

Rejection explain_track(const TrackFindings& track, const WindowOptions& options) {
  const auto reject = [](RejectionCode code, std::string reason) {
    return Rejection{-1, std::move(reason), code};
  };
  if (track.notes == 0) return reject(RejectionCode::kNoNotes, "no notes");
  if (track.drum_notes == track.notes) return reject(RejectionCode::kDrumsOnly, "drums only");
  const std::int64_t melodic = track.notes - track.drum_notes;
  if (track.program_notes == melodic) {
    return reject(RejectionCode::kProgram, "program " + std::to_string(track.other_program) +
                                               " (counted from 0), wanted are " +
                                               std::to_string(options.min_program) + " to " +
                                               std::to_string(options.max_program));
  }
  if (track.program_notes + track.range_notes == melodic) {
    return reject(RejectionCode::kPitchRange, "no note between pitch " +
                                                  std::to_string(options.min_pitch) + " and " +
                                                  std::to_string(options.max_pitch));
  }
  if (track.longest_segment_bars == 0) {
    if (!track.meters.empty()) return reject(RejectionCode::kMeter, meter_reason(track, options));
    return reject(RejectionCode::kUnusableTime, track.unusable);
  }
  if (track.polyphonic_bar > 0) {
    return reject(RejectionCode::kPolyphonic, "polyphonic: notes start together in bar " +
                                                  std::to_string(track.polyphonic_bar));
  }
  if (track.repeats > 0) {
    return reject(RejectionCode::kRepeats, "its windows are on an earlier track already");
  }
  if (track.too_few_notes > 0) {
    return reject(RejectionCode::kTooFewNotes,
                  "fewer than " + count_of(options.min_notes, "note") + " in every window");
  }
  if (track.polyphonic_windows > 0) {
    return reject(RejectionCode::kPolyphonic, "polyphonic: notes start together in every window");
  }
  const std::string needed = count_of(options.bars, "bar");
  if (track.longest_segment_bars < options.bars && track.segments == 1 && track.meters.empty()) {
    return reject(RejectionCode::kTooShort, "it has " + one_decimal(track.longest_segment_bars) +
                                                " bars, the model needs " + needed);
  }
  if (track.longest_segment_bars < options.bars) {
    return reject(RejectionCode::kTimeChanges,
                  "the longest stretch in " + meter_name({options.numerator, options.denominator}) +
                      " with one tempo is " + one_decimal(track.longest_segment_bars) +
                      " bars, the model needs " + needed);
  }
  if (track.longest_melody_bars < options.bars) {
    return reject(RejectionCode::kTooShort, "no melody of " + needed + " (the longest has " +
                                                std::to_string(track.longest_melody_bars) +
                                                "); a rest of a bar ends a melody");
  }
  return reject(RejectionCode::kTooFewNotes, "no note starts in any window");
}

}  // namespace

std::vector<Rejection> explain(const NoteSequence& sequence, const WindowOptions& options,
                               const std::vector<TrackFindings>& tracks,
                               const std::vector<MelodyWindow>& windows) {
  std::vector<Rejection> rejections;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (tracks[i].windows > 0) continue;
    rejections.push_back(explain_track(tracks[i], options));
    rejections.back().instrument = static_cast<int>(i);
  }
  if (!windows.empty()) return rejections;
  Rejection file{-1, "no notes", RejectionCode::kNoNotes};
  if (!sequence.notes.empty() && !rejections.empty()) {
    // Drums and empty tracks are no candidates; where the others agree, that is the file's reason.
    std::vector<const Rejection*> candidates;
    for (const auto& rejection : rejections) {
      if (rejection.code != RejectionCode::kNoNotes &&
          rejection.code != RejectionCode::kDrumsOnly) {
        candidates.push_back(&rejection);
      }
    }
    if (candidates.empty()) {
      file = {-1, "drums only", RejectionCode::kDrumsOnly};
    } else {
      file = *candidates.front();
      file.instrument = -1;
      for (const auto* other : candidates) {
        if (other->code != file.code) {
          file = {-1, "no track has a melody window, for different reasons", RejectionCode::kMixed};
          break;
        }
      }
    }
  }
  rejections.insert(rejections.begin(), std::move(file));
  return rejections;
}

}  // namespace detail
}  // namespace segue
