// SPDX-License-Identifier: Apache-2.0
// A clip as it is drawn: notes of voices, with drums on lanes. For rolls, counts and "is it
// silent".
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wasm/ui/app_state.h"

namespace segue {

inline constexpr int kDrumLanes = 9;

struct ShownNote {
  Voice voice = Voice::kMelody;
  int track = 0;   ///< of Score::tracks
  int place = 60;  ///< pitch; of drums the lane, 0 the lowest
  int velocity = 80;
  double start = 0, end = 1;  ///< steps
  double grid = 0;            ///< the step it belongs to; a groove's strokes start beside it
};

struct Score {
  std::vector<ShownNote> notes;  ///< in order of start
  double steps = 0;
  int steps_per_bar = 16, steps_per_beat = 4;
  bool pitched = false, drums = false;  ///< which areas it has, whether or not they hold notes
  bool feel = false;                    ///< velocities and timing are the clip's own
  std::vector<std::string> tracks;      ///< names, of music of several tracks; else empty
};
/// Without notes where the clip makes no sense.
Score make_score(const MusicClip& clip, const Representation& form);

/// "Kick", "Hi-hat"; `brief`: at most five letters. Lane 0 is the lowest.
const char* lane_name(int lane, bool brief);
/// Puts a drum of General MIDI on its lane; false where it has none.
bool put_on_lane(ShownNote& shown, int pitch);
/// Lane of a drum class (shared/codec/drum_codec.h).
int lane_of_class(int drum_class);

/// Lowest and highest pitch to show for some clips: at least an octave and a half, with air around.
struct PitchRange {
  int low = 55, high = 77;
  int rows() const { return high - low + 1; }
  void include(const Score& score);
  void settle();  ///< call after the last include
 private:
  int seen_low_ = 128, seen_high_ = -1;
};
/// Scores of clips, and the pitches of all of them.
std::vector<Score> make_scores(std::span<const NamedClip> clips, const Representation& form);
PitchRange range_of(std::span<const Score> scores);

}  // namespace segue
