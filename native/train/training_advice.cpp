// SPDX-License-Identifier: Apache-2.0
#include "native/train/training_advice.h"

#include <algorithm>
#include <cstdio>

namespace segue {
namespace {

constexpr double kStillFalls = 0.01;  // share of the loss that the last evaluation won

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f %%", 100 * share);
  return text;
}

using Points = std::vector<std::pair<double, double>>;

Points points_of(const TrainingCurves& curves, const char* column) {
  const auto* curve = curves.find(column);
  return curve != nullptr ? curve->points : Points{};
}

}  // namespace

std::string training_advice(const Config& config, const TrainingCurves& curves, std::int64_t step) {
  const Points losses = points_of(curves, config.is_rnn() ? "eval_loss" : "eval_r_loss");
  Points right = points_of(curves, config.is_rnn() ? "eval_accuracy" : "eval_accuracy_sampling");
  // The best checkpoint may be older than the last measurement.
  std::erase_if(right, [&](const auto& p) { return p.first > static_cast<double>(step); });
  std::string text;
  const auto add = [&](const std::string& sentence) {
    text += (text.empty() ? "" : "\n") + sentence;
  };
  if (losses.empty() && step < config.eval_interval_steps) {
    add("This model is far from trained: it has made " + std::to_string(step) + " steps.");
  }
  if (!right.empty() && right.back().second < kLowAccuracy) {
    add("This model is far from trained: of held-out music it gets " +
        percent(right.back().second) + " right, and what it makes will sound like chance.");
  }
  if (losses.size() > 1) {
    const double last = losses.back().second;
    double best_before = losses.front().second;
    for (std::size_t i = 0; i + 1 < losses.size(); ++i) {
      best_before = std::min(best_before, losses[i].second);
    }
    if (last < best_before * (1 - kStillFalls)) {
      char numbers[80];
      std::snprintf(numbers, sizeof numbers, "%.3g, %.3g before", last, best_before);
      add("It was still getting better when it ended: the held-out loss at step " +
          std::to_string(static_cast<std::int64_t>(losses.back().first)) + " is its lowest (" +
          numbers + ").");
    }
  }
  return text;
}

std::string advice_for_run(const Config& config, const std::string& run, std::int64_t step) {
  const auto curves = read_training_curves(run);
  return training_advice(config, curves ? *curves : TrainingCurves{}, step);
}

}  // namespace segue
