// SPDX-License-Identifier: Apache-2.0
// How well something foretells the events of streams: the measures of magenta's Polyphony RNN
// (REFERENCE 7.4), the same for networks and for the counts of baselines.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/codec/representation.h"

namespace segue {

/// What a token of a stream means to the measures.
struct StreamForm {
  int classes = 0;        ///< V
  int no_event = 0;       ///< the token that says "nothing more now"
  bool ends_step = true;  ///< each `no_event` ends a sixteenth; else every token is one
};

/// `info` has one part. polyphony_259: STEP_END; others: token 0 of a token a sixteenth.
StreamForm stream_form(const RepresentationInfo& info);

/// Sums over events, to be added up over batches, threads and machines.
struct StreamSums {
  double events = 0, nats = 0, right = 0;       ///< all targets
  double no_events = 0, no_events_right = 0;    ///< those that are `no_event`
  double steps = 0;                             ///< sixteenths
  std::vector<double> class_seen, class_right;  ///< [V], or empty where nobody asks

  /// Adds one event: its class, -ln of the probability that it was given, whether it was the most
  /// likely one.
  void add(const StreamForm& form, int target, double nats_of_target, bool found);
  StreamSums& operator+=(const StreamSums& other);

  double loss() const;                ///< nats an event
  double perplexity() const;          ///< e^loss
  double accuracy() const;            ///< share of targets that were the most likely ones
  double event_accuracy() const;      ///< the same of targets other than no_event
  double no_event_accuracy() const;   ///< and of the others
  double per_class_accuracy() const;  ///< mean over the classes that occur of the share found
  double loss_per_step() const;       ///< nats a sixteenth
  double perplexity_per_step() const;

  /// All of these by their names, per_class_accuracy only where there are classes.
  std::vector<std::pair<const char*, double>> named() const;
};

}  // namespace segue
