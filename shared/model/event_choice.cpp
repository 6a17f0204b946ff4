// SPDX-License-Identifier: Apache-2.0
#include "shared/model/event_choice.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>
#include <vector>

namespace segue {

Result<void> check_choice(const EventChoice& choice) {
  if (!std::isfinite(choice.temperature) || choice.temperature < 0) {
    return invalid_argument("expected a temperature of 0 or more, found " +
                            std::to_string(choice.temperature) + ".");
  }
  if (choice.top_k < 0) {
    return invalid_argument("expected a top-k of 0 or more, found " + std::to_string(choice.top_k) +
                            ".");
  }
  if (!(choice.top_p > 0 && choice.top_p <= 1)) {
    return invalid_argument("expected a top-p above 0 and up to 1, found " +
                            std::to_string(choice.top_p) + ".");
  }
  if (choice.max_gap_steps < 0) {
    return invalid_argument("expected a longest gap of 0 or more steps, found " +
                            std::to_string(choice.max_gap_steps) + ".");
  }
  if ((choice.scale & kAllPitchClasses) == 0) {
    return invalid_argument("expected a scale with a pitch class, found none.");
  }
  return {};
}

namespace detail {
namespace {

// The allowed events that top_k and top_p leave, likeliest first.
std::vector<int> likeliest_events(std::span<const float> logits,
                                  std::span<const std::uint8_t> allowed,
                                  const EventChoice& choice) {
  std::vector<int> events;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (allowed[i]) events.push_back(static_cast<int>(i));
  }
  const auto logit = [&](int event) { return logits[static_cast<std::size_t>(event)]; };
  std::stable_sort(events.begin(), events.end(), [&](int a, int b) { return logit(a) > logit(b); });
  if (choice.top_k > 0 && static_cast<std::size_t>(choice.top_k) < events.size()) {
    events.resize(static_cast<std::size_t>(choice.top_k));
  }
  if (choice.top_p < 1) {
    const auto weight = [&](int event) {
      return std::exp((static_cast<double>(logit(event)) - logit(events.front())) /
                      choice.temperature);
    };
    double total = 0, sum = 0;
    for (const int event : events) total += weight(event);
    std::size_t kept = 0;
    while (kept < events.size() && (kept == 0 || sum < choice.top_p * total)) {
      sum += weight(events[kept++]);
    }
    events.resize(kept);
  }
  return events;
}

}  // namespace

int draw_event(std::span<const float> logits, std::span<const std::uint8_t> allowed,
               const EventChoice& choice, Rng& rng) {
  assert(allowed.size() == logits.size());
  std::vector<std::uint8_t> left;
  if (choice.temperature > 0 && (choice.top_k > 0 || choice.top_p < 1)) {
    left.resize(logits.size());
    for (const int event : likeliest_events(logits, allowed, choice)) {
      left[static_cast<std::size_t>(event)] = 1;
    }
    allowed = left;
  }
  int best = -1;
  double best_score = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (!allowed[i]) {
      if (choice.temperature > 0) rng.next();  // noise does not depend on what is allowed
      continue;
    }
    double score = logits[i];
    if (choice.temperature > 0) score = score / choice.temperature + rng.gumbel();
    if (best < 0 || score > best_score) {
      best = static_cast<int>(i);
      best_score = score;
    }
  }
  assert(best >= 0);
  return best;
}

double log_probability(std::span<const float> logits, int event, double temperature) {
  const double t = temperature > 0 ? temperature : 1;
  const double highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp((logit - highest) / t);
  return (logits[static_cast<std::size_t>(event)] - highest) / t - std::log(sum);
}

}  // namespace detail
}  // namespace segue
