// SPDX-License-Identifier: Apache-2.0
#include "native/train/stream_measures.h"

#include <cmath>

#include "shared/codec/polyphony_codec.h"

namespace segue {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

void add_up(std::vector<double>& sums, const std::vector<double>& more) {
  if (sums.size() < more.size()) sums.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

}  // namespace

StreamForm stream_form(const RepresentationInfo& info) {
  StreamForm form;
  form.classes = info.output_depth();
  form.ends_step = info.is_stream;
  form.no_event = info.is_stream ? kPolyphonyStepEnd : 0;
  return form;
}

void StreamSums::add(const StreamForm& form, int target, double nats_of_target, bool found) {
  const auto size = static_cast<std::size_t>(form.classes);
  if (class_seen.size() < size) class_seen.resize(size), class_right.resize(size);
  const double hit = found ? 1 : 0;
  const bool no_event = target == form.no_event;
  events += 1, nats += nats_of_target, right += hit;
  if (no_event) no_events += 1, no_events_right += hit;
  if (no_event || !form.ends_step) steps += 1;
  class_seen[static_cast<std::size_t>(target)] += 1;
  class_right[static_cast<std::size_t>(target)] += hit;
}

StreamSums& StreamSums::operator+=(const StreamSums& other) {
  events += other.events, nats += other.nats, right += other.right;
  no_events += other.no_events, no_events_right += other.no_events_right;
  steps += other.steps;
  add_up(class_seen, other.class_seen);
  add_up(class_right, other.class_right);
  return *this;
}

double StreamSums::loss() const { return ratio(nats, events); }
double StreamSums::perplexity() const { return std::exp(loss()); }
double StreamSums::accuracy() const { return ratio(right, events); }
double StreamSums::event_accuracy() const {
  return ratio(right - no_events_right, events - no_events);
}
double StreamSums::no_event_accuracy() const { return ratio(no_events_right, no_events); }
double StreamSums::loss_per_step() const { return ratio(nats, steps); }
double StreamSums::perplexity_per_step() const { return std::exp(loss_per_step()); }

double StreamSums::per_class_accuracy() const {
  double sum = 0, classes = 0;
  for (std::size_t i = 0; i < class_seen.size(); ++i) {
    if (class_seen[i] > 0) sum += class_right[i] / class_seen[i], classes += 1;
  }
  return ratio(sum, classes);
}

std::vector<std::pair<const char*, double>> StreamSums::named() const {
  std::vector<std::pair<const char*, double>> all = {
      {"loss", loss()},
      {"perplexity", perplexity()},
      {"accuracy", accuracy()},
      {"event_accuracy", event_accuracy()},
      {"no_event_accuracy", no_event_accuracy()},
      {"loss_per_step", loss_per_step()},
      {"perplexity_per_step", perplexity_per_step()}};
  if (!class_seen.empty()) all.push_back({"per_class_accuracy", per_class_accuracy()});
  return all;
}

}  // namespace segue
