// SPDX-License-Identifier: Apache-2.0
// The reference decodes a velocity bin to its lowest velocity, 1 for the softest; here it is the
// middle, so that music does not get softer on its way there and back.
#include "shared/codec/multitrack_codec.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <string>
#include <utility>

#include "shared/codec/drum_codec.h"

namespace segue {
namespace {

constexpr int kBinSize = 16;  // of velocities
constexpr int kDefaultVelocity = 100;
constexpr std::size_t kMostTrackEvents = kMultitrackEvents - 2;  // beside program and end
constexpr std::size_t kFewestEvents = 8, kFewestTracks = 2;

int velocity_bin(int velocity) { return (std::clamp(velocity, 1, 127) - 1) / kBinSize; }
int bin_velocity(int bin) { return 1 + bin * kBinSize + (kBinSize - 1) / 2; }

struct Track {
  bool is_drum = false;
  int program = 0;
  std::vector<const QuantizedNote*> notes;
};

std::vector<Track> tracks_of(std::span<const QuantizedNote> notes) {
  std::map<int, Track> by_instrument;
  for (const auto& note : notes) {
    assert(note.start_step >= 0 && note.start_step < kMultitrackSteps);
    Track& track = by_instrument[note.instrument];
    track.is_drum = note.is_drum;
    track.program = note.is_drum ? 0 : note.program;
    track.notes.push_back(&note);
  }
  std::vector<Track> tracks;
  for (auto& [instrument, track] : by_instrument) {
    std::stable_sort(track.notes.begin(), track.notes.end(),
                     [](const QuantizedNote* a, const QuantizedNote* b) {
                       return a->start_step != b->start_step ? a->start_step < b->start_step
                                                             : a->pitch < b->pitch;
                     });
    tracks.push_back(std::move(track));
  }
  std::stable_sort(tracks.begin(), tracks.end(), [](const Track& a, const Track& b) {
    return a.is_drum != b.is_drum ? b.is_drum : a.program < b.program;
  });
  return tracks;
}

/// A start or an end, in the order of step, then of the notes' starts and pitches.
struct Event {
  int step = 0;
  std::size_t note = 0;
  bool is_end = false;
  bool operator<(const Event& other) const {
    if (step != other.step) return step < other.step;
    return note != other.note ? note < other.note : is_end < other.is_end;
  }
};

void add_shift(std::vector<std::uint16_t>& tokens, int steps) {
  if (steps > 0) tokens.push_back(static_cast<std::uint16_t>(kTrackShift + steps - 1));
}

/// The track's events without program and end; the shifts add up to the bar.
std::vector<std::uint16_t> events_of(const Track& track) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < track.notes.size(); ++i) {
    events.push_back({track.notes[i]->start_step, i, false});
    events.push_back({std::min(track.notes[i]->end_step, kMultitrackSteps), i, true});
  }
  std::sort(events.begin(), events.end());
  std::vector<std::uint16_t> tokens;
  int now = 0, bin = -1;
  for (const Event& event : events) {
    const QuantizedNote& note = *track.notes[event.note];
    add_shift(tokens, event.step - now);
    now = event.step;
    if (!event.is_end && velocity_bin(note.velocity) != bin) {
      bin = velocity_bin(note.velocity);
      tokens.push_back(static_cast<std::uint16_t>(kTrackVelocity + bin));
    }
    tokens.push_back(
        static_cast<std::uint16_t>((event.is_end ? kTrackNoteOff : kTrackNoteOn) + note.pitch));
  }
  add_shift(tokens, kMultitrackSteps - now);
  return tokens;
}

/// One track of tokens, played.
class TrackPlayer {
 public:
  explicit TrackPlayer(QuantizedSequence& out) : out_(out), first_(out.notes.size()) {}

  /// False at the end of the track.
  bool play(int token) {
    if (token == kTrackEnd) return false;
    if (token >= kTrackProgram) {
      if (program_ < 0) program_ = token - kTrackProgram;
    } else if (token >= kTrackVelocity) {
      velocity_ = bin_velocity(token - kTrackVelocity);
    } else if (token >= kTrackShift) {
      now_ = std::min(now_ + token - kTrackShift + 1, kMultitrackSteps);
    } else if (token >= kTrackNoteOff) {
      end_note(token - kTrackNoteOff);
    } else if (now_ < kMultitrackSteps) {
      out_.notes.push_back({.pitch = token,
                            .velocity = velocity_,
                            .start_step = now_,
                            .end_step = kMultitrackSteps});
      open_.push_back(out_.notes.size() - 1);
    }
    return true;
  }

  /// Makes the instrument, if there are notes.
  void finish() {
    std::erase_if(out_.notes,
                  [](const QuantizedNote& note) { return note.end_step <= note.start_step; });
    if (out_.notes.size() == first_) return;
    Instrument& instrument = out_.instruments.emplace_back();
    const int index = static_cast<int>(out_.instruments.size()) - 1;
    instrument.track = index;
    instrument.is_drum = program_ == kTrackDrums - kTrackProgram;
    instrument.program = instrument.is_drum ? 0 : std::max(program_, 0);
    instrument.channel = instrument.is_drum ? kDrumChannel : index;
    for (std::size_t i = first_; i < out_.notes.size(); ++i) {
      out_.notes[i].program = instrument.program;
      out_.notes[i].instrument = index;
      out_.notes[i].is_drum = instrument.is_drum;
    }
  }

 private:
  void end_note(int pitch) {
    const auto found = std::find_if(open_.begin(), open_.end(),
                                    [&](std::size_t i) { return out_.notes[i].pitch == pitch; });
    if (found == open_.end()) return;
    out_.notes[*found].end_step = now_;
    open_.erase(found);
  }

  QuantizedSequence& out_;
  const std::size_t first_;
  std::vector<std::size_t> open_;  ///< sounding notes, the oldest first
  int now_ = 0, velocity_ = kDefaultVelocity, program_ = -1;
};

}  // namespace

EncodedBar encode_multitrack(std::span<const QuantizedNote> notes) {
  const std::vector<Track> tracks = tracks_of(notes);
  if (tracks.size() < kFewestTracks) return {{}, MultitrackFault::kFewTracks};
  if (tracks.size() > kMultitrackTracks) return {{}, MultitrackFault::kManyTracks};
  EncodedBar bar;
  bar.tokens.assign(kMultitrackRows, kTrackEnd);
  std::size_t total = 0;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const auto events = events_of(tracks[i]);
    if (events.size() > kMostTrackEvents) return {{}, MultitrackFault::kManyEvents};
    total += events.size();
    const auto to = bar.tokens.begin() + static_cast<std::ptrdiff_t>(i) * kMultitrackEvents;
    *to = static_cast<std::uint16_t>(tracks[i].is_drum ? kTrackDrums
                                                       : kTrackProgram + tracks[i].program);
    std::copy(events.begin(), events.end(), to + 1);
  }
  if (total < kFewestEvents) return {{}, MultitrackFault::kFewEvents};
  return bar;
}

Result<QuantizedSequence> decode_multitrack(std::span<const std::uint16_t> tokens,
                                            double tempo_qpm) {
  if (tokens.size() != kMultitrackRows) {
    return Error{ErrorCode::kInvalidArgument,
                 std::to_string(tokens.size()) + " multi-track tokens: expected 512"};
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < kMultitrackTokens) continue;
    return Error{ErrorCode::kInvalidArgument, "token " + std::to_string(tokens[i]) + " at event " +
                                                  std::to_string(i % kMultitrackEvents) +
                                                  " of track " +
                                                  std::to_string(i / kMultitrackEvents + 1) +
                                                  ": multi-track tokens are 0 to 489"};
  }
  QuantizedSequence bar;
  bar.steps_per_quarter = kMultitrackStepsPerQuarter;
  bar.tempo_qpm = tempo_qpm;
  bar.total_steps = kMultitrackSteps;
  for (std::size_t first = 0; first < tokens.size(); first += kMultitrackEvents) {
    TrackPlayer player(bar);
    for (std::size_t i = first; i < first + kMultitrackEvents; ++i) {
      if (!player.play(tokens[i])) break;
    }
    player.finish();
  }
  return bar;
}

std::array<int, kMultitrackRows> multitrack_steps(std::span<const std::uint16_t> tokens) {
  assert(tokens.size() == kMultitrackRows);
  std::array<int, kMultitrackRows> steps{};
  int now = 0;
  bool ended = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i % kMultitrackEvents == 0) {
      now = 0;
      ended = false;
    }
    const int token = tokens[i];
    const bool program = token >= kTrackProgram && token < kTrackEnd;
    const bool first = i % kMultitrackEvents == 0;
    steps[i] = program || ended || (first && token == kTrackEnd)
                   ? -1
                   : std::min(now, kMultitrackSteps - 1);
    ended = ended || token == kTrackEnd;
    if (token >= kTrackShift && token < kTrackVelocity) {
      now = std::min(now + token - kTrackShift + 1, kMultitrackSteps);
    }
  }
  return steps;
}

}  // namespace segue
