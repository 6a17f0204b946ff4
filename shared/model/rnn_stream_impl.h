// SPDX-License-Identifier: Apache-2.0
// The part of an RnnStream that lives as long as the backend's answer needs it. Private to
// MusicRnn.
#pragma once

#include <memory>
#include <vector>

#include "shared/model/rnn_plan.h"
#include "shared/model/rnn_stream.h"
#include "shared/model/trampoline.h"

namespace segue {

class RnnStream::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(std::shared_ptr<const ModelPackage> package, Backend& backend,
       std::shared_ptr<const detail::RnnPlan> plan);

  void advance(int steps, OnChunk on_done);
  void cancel();
  void forget();
  void set_choice(const EventChoice& choice) { choice_ = choice; }
  int told() const { return told_; }
  bool in_flight() const { return static_cast<bool>(on_done_); }

 private:
  void go_on();
  void turn(const std::shared_ptr<Impl>& self);
  void take(Result<std::vector<float>> logits);
  void tell();

  std::shared_ptr<const ModelPackage> package_;
  Backend& backend_;
  std::shared_ptr<const detail::RnnPlan> plan_;
  EventChoice choice_;
  detail::EventRow row_;
  Rng rng_;
  detail::EventNotes notes_;
  detail::Trampoline loop_;
  bool primed_ = false;   ///< the network has heard all but the last event
  bool waiting_ = false;  ///< for the backend
  int wanted_ = 0, told_ = 0;
  OnChunk on_done_;  ///< of the call in flight
  // Not yet told.
  std::vector<std::uint16_t> events_;
  std::vector<QuantizedNote> finished_;
};

}  // namespace segue
