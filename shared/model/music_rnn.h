// SPDX-License-Identifier: Apache-2.0
// Continuing music event after event with a recurrent network (packages of the kind "rnn"), written
// once for the programs, the page and the tests. Source: magenta's Polyphony RNN (REFERENCE 4.4 and
// 4.5).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/backend.h"
#include "shared/model/event_choice.h"
#include "shared/model/model_package.h"
#include "shared/model/rnn_primer.h"
#include "shared/model/rnn_stream.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// One piece.
struct RnnPiece {
  /// What the network heard and made: the primer, if it was conditioned on it, and what follows; of
  /// polyphony_259 from START to END.
  std::vector<std::uint16_t> events;
  /// The notes, on one instrument, sorted by (start, pitch), from the primer's first step on, or,
  /// without keep_primer, from the first step after it. The tempo is 120 qpm.
  QuantizedSequence music;
  /// ln p of the events after the primer, put in ones too and END not, at temperature 1.
  double log_likelihood = 0;
  int new_events = 0;  ///< their number
  bool operator==(const RnnPiece&) const = default;
};

/// How well a model knows a sequence.
struct RnnScore {
  double log_likelihood = 0;  ///< sum of ln p(event i | events before i) for i >= 1
  int events = 0;             ///< those events
  int steps = 0;              ///< sixteenths of the whole sequence
  double nats_per_event() const { return events > 0 ? -log_likelihood / events : 0; }
  double nats_per_step() const { return steps > 0 ? -log_likelihood / steps : 0; }
  bool operator==(const RnnScore&) const = default;
};

/// Pieces that go through the graph together; what they become does not depend on it.
inline constexpr int kPiecesPerBatch = 64;
inline constexpr int kMaxPieces = 1 << 20;
/// The largest beam_size * branch_factor.
inline constexpr int kMaxBeamRows = 256;

/// All calls answer through `on_done`, exactly once, with Errors of the backend, kInvalidArgument
/// (a package of another kind, options out of range, a primer that is too long), or kCancelled. The
/// object may go while a call is in flight; the backend must not.
class MusicRnn {
 public:
  using OnPieces = std::function<void(Result<std::vector<RnnPiece>>)>;
  using OnScores = std::function<void(Result<std::vector<RnnScore>>)>;
  using Events = std::vector<std::uint16_t>;

  MusicRnn(ModelPackage package, Backend& backend);
  const ModelPackage& package() const { return *package_; }

  /// Whether `generate` could work with these. Errors: kInvalidArgument.
  static Result<void> check(const ModelPackage& package, const RnnOptions& options);

  /// `count` pieces of `options.steps` (> 0) steps each. Piece i is drawn with
  /// Rng(options.seed, options.first + i), whatever `count` is.
  void generate(int count, const RnnOptions& options, OnPieces on_done);

  /// Music without an end, or of `options.steps` steps, a few steps at a time: the piece that
  /// `generate(1, ...)` makes. No beam search.
  Result<std::unique_ptr<RnnStream>> stream(const RnnOptions& options);

  /// `sequences` as event_stream() makes them, two events or more each; of polyphony_259 from
  /// START. `on_progress` (may be empty) is asked after each; false ends with kCancelled.
  void score(std::vector<Events> sequences, std::function<bool(int done, int total)> on_progress,
             OnScores on_done);

 private:
  std::shared_ptr<const ModelPackage> package_;  // shared with the calls in flight
  Backend& backend_;
};

/// The piece in seconds at `tempo_qpm` > 0, on `program` 0..127 where it is no drum. write_midi
/// makes its file. Errors: kInvalidArgument.
Result<NoteSequence> to_notes(const RnnPiece& piece, double tempo_qpm, int program);
/// The same for the notes of a stream; their steps count from `first_step`, which becomes 0 s.
Result<NoteSequence> to_notes(std::span<const QuantizedNote> notes, int first_step,
                              double tempo_qpm, int program);

}  // namespace segue
