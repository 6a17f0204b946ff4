// SPDX-License-Identifier: Apache-2.0
// What makes several pieces with an rnn, whichever way its events are chosen: the network hears the
// primer once, then every row that needs an event hears its last one, until all pieces are there.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "shared/model/rnn_plan.h"
#include "shared/model/trampoline.h"

namespace segue::detail {

class PieceMaker : public std::enable_shared_from_this<PieceMaker> {
 public:
  PieceMaker(std::shared_ptr<const ModelPackage> package, Backend& backend,
             std::shared_ptr<const RnnPlan> plan, int count, MusicRnn::OnPieces on_done);
  virtual ~PieceMaker() = default;

  /// Begins, or goes on after an answer of the backend.
  void go_on();

 protected:
  /// The rows that need another event, those of new pieces where none is growing. Empty: what is
  /// growing is complete.
  virtual std::vector<EventRow*> open_rows() = 0;
  /// `logits` [B, V] of those rows. False when the caller stops it.
  virtual bool choose(std::span<const float> logits) = 0;
  /// All rows are complete: their pieces go to `pieces_`, or they are opened again. False when the
  /// caller stops it.
  virtual bool close() = 0;

  /// `steps`: new ones of the pieces that are growing. False when the caller stops it.
  bool report(int steps) const;
  const RnnPlan& plan() const { return *plan_; }
  int count() const { return count_; }
  /// The stream of random numbers of piece `index`.
  Rng rng_of(std::size_t index) const;

  EventRow start_;  ///< has heard the primer but for its last event
  std::vector<RnnPiece> pieces_;

 private:
  void turn();
  void stop();

  std::shared_ptr<const ModelPackage> package_;
  Backend& backend_;
  std::shared_ptr<const RnnPlan> plan_;
  int count_;
  bool primed_;
  Trampoline loop_;
  MusicRnn::OnPieces on_done_;
};

}  // namespace segue::detail
