// SPDX-License-Identifier: Apache-2.0
// A stream of events as it grows: which may follow, where its steps end, what its notes are. Used
// by MusicRnn for polyphony_259, drums_9 and melody_90; the last two have one event a step.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/codec/polyphony_codec.h"
#include "shared/model/event_choice.h"
#include "shared/model/model_package.h"
#include "shared/music/note_sequence.h"
#include "shared/music/pitch_names.h"

namespace segue::detail {

enum class StreamKind { kPolyphony, kDrums, kMelody };

/// Nothing for a representation that is no stream of one event after another.
std::optional<StreamKind> stream_kind(const Representation& form);

/// A step ends after so many events at the latest; each pitch can be continued and begun.
inline constexpr int kMaxEventsOfStep = 256;

/// Follows a stream and says what may come next.
class EventRules {
 public:
  EventRules(StreamKind kind, int classes) : kind_(kind), classes_(classes) {}

  /// `event` is below the number of classes.
  void push(int event);
  /// Complete steps.
  int steps() const { return steps_; }

  /// Ones where an event may follow, out [V]; at least one of them. Notes outside the scale do not
  /// begin. Unless the choice is free: neither START nor END, no note is continued that does not
  /// sound, none begins twice in a step, and one begins after the longest gap.
  void fill_allowed(const EventChoice& choice, std::span<std::uint8_t> out) const;

 private:
  void end_step();

  StreamKind kind_;
  int classes_, steps_ = 0, events_of_step_ = 0;
  int gap_ = 0;  ///< steps without a new note, up to now
  bool note_begun_ = false;
  // Notes of each pitch: those that sounded in the step before and are not yet continued, and those
  // of this step.
  std::array<std::uint8_t, kMidiPitches> before_{}, now_{};
  std::array<bool, kMidiPitches> begun_{};  ///< in this step
};

/// Follows a stream and gives its notes, in memory that does not grow. Steps count from `offset`.
class EventNotes {
 public:
  explicit EventNotes(StreamKind kind, int offset = 0) : kind_(kind), offset_(offset) {}

  /// Adds the notes whose end the event tells to `finished`.
  void push(int event, std::vector<QuantizedNote>& finished);
  /// Ends what sounds where the last complete step ends.
  void finish(std::vector<QuantizedNote>& finished);
  /// Adds what sounds at the end of the last complete step; end_step is that.
  void add_sounding(std::vector<QuantizedNote>& notes) const;
  /// Complete steps, and those of the offset.
  int step() const;

 private:
  void take(std::vector<QuantizedNote>& notes, std::size_t first) const;

  StreamKind kind_;
  int offset_, steps_ = 0;  ///< steps_ of all kinds but polyphony
  PolyphonyDecoder polyphony_;
  std::optional<QuantizedNote> melody_note_;
};

/// The place in the bar of the event that follows the one at `index` (from 0), as the network is
/// told it: its binary digits, lowest first, as 1 and -1. Source: magenta's Drums RNN.
void fill_counters(std::int64_t index, std::span<float> out);

}  // namespace segue::detail
