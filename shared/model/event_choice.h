// SPDX-License-Identifier: Apache-2.0
// How the next event of a stream is drawn from a network's logits.
#pragma once

#include <cstdint>
#include <span>

#include "shared/base/result.h"
#include "shared/base/rng.h"
#include "shared/music/pitch_names.h"

namespace segue {

struct EventChoice {
  double temperature = 1;  ///< 0: the likeliest event; 1: as the network says
  int top_k = 0;           ///< only the k likeliest events; 0: all
  double top_p = 1;        ///< only the likeliest that together have this probability, above 0 to 1
  /// Other notes do not begin. Source of top_p: Holtzman et al., "The Curious Case of Neural Text
  /// Degeneration", ICLR 2020.
  PitchClassSet scale = kAllPitchClasses;
  /// Steps in a row in which no note begins, at most; 0: any number. A network that has once fallen
  /// silent may stay so for ever.
  int max_gap_steps = 32;
  bool free = false;  ///< also events that say nothing, and any gap, as the reference system does
};

/// Errors: kInvalidArgument for values that are out of range.
Result<void> check_choice(const EventChoice& choice);

namespace detail {

/// The event drawn from softmax(logits / temperature) over those that are `allowed` (ones, [V], at
/// least one) and that top_k and top_p leave: the argmax with Gumbel noise, V draws of `rng`
/// whatever is allowed, none at temperature 0. `logits` [V] are finite.
int draw_event(std::span<const float> logits, std::span<const std::uint8_t> allowed,
               const EventChoice& choice, Rng& rng);

/// ln softmax(logits / temperature)[event] over all events; temperature 0 counts as 1.
double log_probability(std::span<const float> logits, int event, double temperature);

}  // namespace detail
}  // namespace segue
