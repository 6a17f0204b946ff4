// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/groove_errors.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "shared/codec/groove_codec.h"

namespace segue {
namespace {

// With one digit behind the point.
std::string tenths(double number) {
  const std::string text = std::to_string(std::round(10 * number) / 10);
  const std::size_t point = text.find('.');
  return point == std::string::npos ? text : text.substr(0, point + 2);
}

}  // namespace

void GrooveErrorSums::add(std::span<const float> original, std::span<const float> played) {
  assert(original.size() == played.size());
  constexpr std::size_t kDepth = kGrooveDepth, kHits = kDepth / 3;
  for (std::size_t row = 0; row + kDepth <= original.size(); row += kDepth) {
    bool struck = false, answered = false;
    for (std::size_t drum = row; drum < row + kHits; ++drum) {
      answered = answered || played[drum] > 0.5f;
      if (original[drum] <= 0.5f) continue;
      struck = true;
      const double velocity = original[drum + kHits], offset = original[drum + 2 * kHits];
      const double wrong_velocity = played[drum + kHits] - velocity;
      const double wrong_offset = played[drum + 2 * kHits] - offset;
      ++strokes_;
      velocity_ += velocity;
      velocity_squared_ += velocity * velocity;
      velocity_error_ += wrong_velocity * wrong_velocity;
      offset_squared_ += offset * offset;
      offset_error_ += wrong_offset * wrong_offset;
    }
    ++steps_;
    struck_steps_ += struck;
    (struck ? answered_ : added_) += answered;
  }
}

void GrooveErrorSums::add(const GrooveErrorSums& other) {
  strokes_ += other.strokes_;
  velocity_ += other.velocity_;
  velocity_squared_ += other.velocity_squared_;
  velocity_error_ += other.velocity_error_;
  offset_squared_ += other.offset_squared_;
  offset_error_ += other.offset_error_;
  steps_ += other.steps_;
  struck_steps_ += other.struck_steps_;
  answered_ += other.answered_;
  added_ += other.added_;
}

GrooveErrors GrooveErrorSums::errors() const {
  if (strokes_ == 0) return {};
  const double mean = velocity_ / strokes_;
  return {.strokes = strokes_,
          .velocity = std::sqrt(velocity_error_ / strokes_),
          .velocity_spread = std::sqrt(std::max(0.0, velocity_squared_ / strokes_ - mean * mean)),
          .offset = std::sqrt(offset_error_ / strokes_),
          .offset_spread = std::sqrt(offset_squared_ / strokes_),
          .answered = answered_ / struck_steps_,
          .added = steps_ > struck_steps_ ? added_ / (steps_ - struck_steps_) : 0};
}

std::string stroke_words(const GrooveErrors& errors) {
  return "velocity off by " + tenths(kLoudestVelocity * errors.velocity) +
         " (all alike: " + tenths(kLoudestVelocity * errors.velocity_spread) + "), time off by " +
         tenths(kHalfStepMs * errors.offset) +
         " ms at 120 qpm (on the grid: " + tenths(kHalfStepMs * errors.offset_spread) + ")";
}

std::string rhythm_words(const GrooveErrors& errors) {
  return "strikes in " + tenths(100 * errors.answered) + " % of the steps with a stroke, in " +
         tenths(100 * errors.added) + " % of those without";
}

}  // namespace segue
