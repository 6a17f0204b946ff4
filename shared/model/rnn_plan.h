// SPDX-License-Identifier: Apache-2.0
// RnnOptions, checked and worked out: what the network hears first, what is put in, where the new
// steps lie. Used by MusicRnn.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/event_rows.h"
#include "shared/model/music_rnn.h"

namespace segue::detail {

struct RnnPlan {
  RnnOptions options;  ///< with a primer
  StreamKind kind = StreamKind::kPolyphony;
  int classes = 0;
  std::vector<std::uint16_t> heard;  ///< what the network hears before it makes events, 1 or more
  Injection injection;
  int heard_steps = 0;  ///< steps of `heard`
  int new_steps = 0;    ///< that the network makes; 0 = no end
  int cut_steps = 0;    ///< that are left out in front of the music

  /// A stream that has heard nothing; `heard` less its last event is to be heard first.
  EventRow first_row() const;
  std::span<const std::uint16_t> heard_before() const;
  bool complete(const EventRow& row) const;

  /// The notes of the primer where the network does not hear it.
  std::vector<QuantizedNote> primer_notes() const;
  /// Follows the notes of `heard` and what comes after.
  EventNotes make_notes() const;
  /// Drops and moves notes as keep_primer has it.
  void cut(std::vector<QuantizedNote>& notes) const;

  /// A whole piece of the new `events`; what is longer than the plan is cut.
  RnnPiece to_piece(std::span<const std::uint16_t> events) const;
};

/// Errors: kInvalidArgument. `endless`: whether 0 steps are allowed.
Result<std::shared_ptr<const RnnPlan>> make_plan(const ModelPackage& package,
                                                 const RnnOptions& options, bool endless);

/// rnn_beam_search.cpp: as MusicRnn::generate.
void search_beams(std::shared_ptr<const ModelPackage> package, Backend& backend,
                  std::shared_ptr<const RnnPlan> plan, int count, MusicRnn::OnPieces on_done);

/// "stopped after 3 of 10 pieces."
Error stopped(int done, int total, const char* what);

}  // namespace segue::detail
