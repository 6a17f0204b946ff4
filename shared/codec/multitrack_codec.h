// SPDX-License-Identifier: Apache-2.0
// One bar of up to eight tracks as 8 x 64 events of a 490-token vocabulary, 24 steps a quarter:
// what multitrack_490 is. Source: magenta's MultiInstrumentPerformanceConverter (REFERENCE 3.1).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kMultitrackTracks = 8;
inline constexpr int kMultitrackEvents = 64;  ///< of a track, its program and end included
inline constexpr int kMultitrackRows = kMultitrackTracks * kMultitrackEvents;  ///< T
inline constexpr int kMultitrackStepsPerQuarter = 24;
inline constexpr int kMultitrackSteps = 4 * kMultitrackStepsPerQuarter;  ///< of the bar

/// Tokens: the first of each kind. Shifts are of 1..96 steps, velocity bins of 16.
inline constexpr int kTrackNoteOn = 0;
inline constexpr int kTrackNoteOff = 128;
inline constexpr int kTrackShift = 256;
inline constexpr int kTrackVelocity = 352;
inline constexpr int kTrackProgram = 360;  ///< 128 programs, then drums
inline constexpr int kTrackDrums = 488;
inline constexpr int kTrackEnd = 489;  ///< ends a track and fills what is left of its events
inline constexpr int kMultitrackTokens = 490;

/// Why a bar is none for a model.
enum class MultitrackFault { kNone, kFewTracks, kManyTracks, kManyEvents, kFewEvents };

struct EncodedBar {
  std::vector<std::uint16_t> tokens;  ///< [512], empty with a fault
  MultitrackFault fault = MultitrackFault::kNone;
};

/// The notes of steps 0..96 of a bar, all of which start in it; ends are cut at 96. An instrument
/// is a track; tracks are in order of program, drums last. Within a track a note's end comes before
/// a later note's start at the same step. Faults: fewer than 2 tracks or more than 8, more than 62
/// events in one, fewer than 8 in all.
EncodedBar encode_multitrack(std::span<const QuantizedNote> notes);

/// `tokens` [512] to notes, an instrument for every track that has some. A track ends with its
/// first end token; without a program it is a piano; further programs, shifts beyond the bar and
/// ends of notes that do not sound are passed over; a note without an end lasts to the bar's.
/// Velocity is the middle of its bin, 100 before the first. Errors: kInvalidArgument (another
/// number of tokens, a token above 489, with its place).
Result<QuantizedSequence> decode_multitrack(std::span<const std::uint16_t> tokens,
                                            double tempo_qpm = kDefaultTempoQpm);

/// The step of the bar, 0..95, at which each event happens [512]: where the harmony it is told is
/// looked up. -1 for programs and for what fills a track after its end.
std::array<int, kMultitrackRows> multitrack_steps(std::span<const std::uint16_t> tokens);

}  // namespace segue
