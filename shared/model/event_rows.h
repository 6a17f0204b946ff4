// SPDX-License-Identifier: Apache-2.0
// Streams that grow side by side through the graph "step" of an rnn package. Used by MusicRnn.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "shared/model/backend.h"
#include "shared/model/event_choice.h"
#include "shared/model/event_rules.h"
#include "shared/model/model_package.h"

namespace segue::detail {

/// The network's memory of one stream; empty before the first event.
struct RnnState {
  std::vector<float> h, c;       ///< [L, H]
  std::vector<float> attention;  ///< [A + 1, H]; empty where there is none
};

/// Where a stream stands.
struct EventRow {
  EventRules rules;
  RnnState state = {};
  std::uint16_t last = 0;                  ///< the event to be heard next
  std::int64_t heard = 0;                  ///< events before it
  std::size_t forced = 0, forced_end = 0;  ///< events of the Injection that come next
};

/// Notes that are put into every step, and which event begins which step.
class Injection {
 public:
  Injection() = default;
  /// `events` of polyphony_259, from START to STEP_END; step 0 of it goes to step `first_step`.
  Injection(std::vector<std::uint16_t> events, int first_step);

  /// `row` has just completed a step, or has none yet.
  void begin_step(EventRow& row) const;
  std::uint16_t event(std::size_t index) const { return events_[index]; }

 private:
  std::vector<std::uint16_t> events_;
  std::vector<std::size_t> step_begins_;  ///< and the end of the last
  int first_step_ = 0;
};

/// The event that follows in `row`, of whose last one the network said `logits` [V]: the forced one
/// if there is one, else a drawn one. It becomes `row.last`. True when it was drawn.
bool choose_next(EventRow& row, std::span<const float> logits, const Injection& injection,
                 const EventChoice& choice, Rng& rng);

/// Logits of all rows, [T, B, V].
using OnLogits = std::function<void(Result<std::vector<float>>)>;

/// Every row (B >= 1) hears its last event: `rows` get new states, and `heard` grows. The rows, the
/// package and the backend must live until the answer. Errors: the backend's; kRuntime for outputs
/// of another type or shape, or not finite.
void hear_last(Backend& backend, const ModelPackage& package, std::vector<EventRow*> rows,
               OnLogits on_logits);

/// One row hears `events` (T >= 1) at once; the last of them was heard last. The same.
void hear_events(Backend& backend, const ModelPackage& package, EventRow& row,
                 std::span<const std::uint16_t> events, OnLogits on_logits);

}  // namespace segue::detail
