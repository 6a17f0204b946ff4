// SPDX-License-Identifier: Apache-2.0
// Music that a model of the kind "rnn" continues: what the visitor asks for, and what was made, as
// it grows. Music without an end is kept for its last part only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/model/rnn_stream.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// What a piece begins with.
enum class PrimerKind { kNothing, kPlayed, kFile };

inline constexpr int kFewestNewBars = 1, kMostNewBars = 128;
inline constexpr int kBarSteps = 16;  ///< these models know no bars: 4/4 is for counting
/// What is kept of music without an end: ten minutes at 120 bpm.
inline constexpr int kKeptBars = 300;

struct ContinueSettings {
  PrimerKind primer = PrimerKind::kNothing;
  int first_bar = 1, last_bar = 4;  ///< of the file, both included
  int take_steps = 0;               ///< of what was played, at least: bars of a file end with rests
  bool condition = true;            ///< as RnnOptions
  bool inject = false;
  bool endless = false;
  int bars = 16;  ///< new ones, where there is an end
  bool operator==(const ContinueSettings&) const = default;
};

/// Steps count from the first step that was made or given.
struct Continuation {
  std::vector<QuantizedNote> notes;     ///< in order of start, then of pitch; all that ended
  std::vector<QuantizedNote> sounding;  ///< go on beyond `end_step`, where they are cut here
  int first_step = 0;                   ///< what lies before is forgotten
  int end_step = 0;
  int primer_steps = 0;  ///< of them, those that were given
  std::uint64_t seed = 0;
  bool endless = false;
  int steps() const { return end_step - first_step; }
  bool empty() const { return notes.empty() && sounding.empty(); }
  bool operator==(const Continuation&) const = default;
};

/// More of it; what lies some bars more than `kept_steps` back is forgotten.
void add_chunk(Continuation& made, const RnnChunk& chunk, int kept_steps);

/// All of it in seconds; `first_step` becomes 0. Without `with_sounding` only what has ended.
NoteSequence made_notes(const Continuation& made, double tempo_qpm, int program,
                        bool with_sounding = true);
/// Notes in seconds from `origin_step` on.
NoteSequence grid_notes(const std::vector<QuantizedNote>& notes, int origin_step, double tempo_qpm,
                        int program);

}  // namespace segue
