// SPDX-License-Identifier: Apache-2.0
// Music that is made while it is played: a stream of events that grows on demand, in memory that
// does not. MusicRnn makes them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/backend.h"
#include "shared/model/event_choice.h"
#include "shared/model/model_package.h"
#include "shared/model/rnn_primer.h"
#include "shared/music/note_sequence.h"

namespace segue {

struct RnnOptions {
  RnnPrimer primer = {};  ///< no events: empty_primer()
  int steps = 128;        ///< of the primer and what follows together; of a stream 0: no end
  /// Whether the network hears the primer first. Else it begins with nothing, and the primer stands
  /// in front of what it makes. drums_9 and melody_90 always need it.
  bool condition = true;
  /// Whether the primer's notes are put into the steps that the network makes, from the first of
  /// them on, so that it plays along. polyphony_259 only.
  bool inject = false;
  bool keep_primer = true;  ///< false: the primer's steps are left out of the music
  EventChoice choice = {};
  std::uint64_t seed = 0;
  std::uint64_t first = 0;  ///< the number of the first piece: see MusicRnn::generate

  /// Beam search: beam_size pieces go on as branch_factor copies each; after steps_per_iteration
  /// events those beam_size stay whose events have the largest product of probabilities at the
  /// temperature (1 for 0). 1, 1, 1: none.
  int beam_size = 1, branch_factor = 1, steps_per_iteration = 1;

  /// Called from time to time with the steps of all pieces; false stops with kCancelled. May be
  /// empty.
  std::function<bool(std::int64_t steps_done, std::int64_t steps_total)> on_progress = {};
};

/// The longest piece, in steps; a stream without end has no limit.
inline constexpr int kMaxRnnSteps = 1 << 20;

/// What one call of RnnStream::advance has made: whole steps, first_step up to end_step. Steps
/// count from the first step of the music (the primer's, unless keep_primer is false).
struct RnnChunk {
  int first_step = 0, end_step = 0;
  /// New events; the primer's are not among them.
  std::vector<std::uint16_t> events;
  /// Notes whose end is now known, none after end_step; every note comes once. A note's start may
  /// lie in an earlier chunk: it was among `sounding` there.
  std::vector<QuantizedNote> finished;
  /// Notes that sound up to end_step and may go on; their end_step is this chunk's. A player starts
  /// them now, and ends them when they are among `finished`.
  std::vector<QuantizedNote> sounding;
  bool ended = false;  ///< the stream has all its steps
  bool operator==(const RnnChunk&) const = default;
};

class RnnStream {
 public:
  using OnChunk = std::function<void(Result<RnnChunk>)>;

  ~RnnStream();  ///< cancels, without an answer
  RnnStream(const RnnStream&) = delete;
  RnnStream& operator=(const RnnStream&) = delete;

  /// `steps` (> 0) more steps, fewer at the end; the first call tells the primer's steps too.
  /// Answers once: when all are there, at once or later. Errors: kInvalidArgument for a call while
  /// another one is in flight; kCancelled; those of the backend, after which it can be tried again.
  void advance(int steps, OnChunk on_done);

  /// The call in flight is answered with kCancelled, now. The stream can go on afterwards; the
  /// steps that were made are told then.
  void cancel();

  /// From the next event on.
  Result<void> set_choice(const EventChoice& choice);

  /// Where the music that was told ends, in steps.
  int told_steps() const;
  bool in_flight() const;

 private:
  friend class MusicRnn;
  class Impl;
  explicit RnnStream(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace segue
