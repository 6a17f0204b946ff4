// SPDX-License-Identifier: Apache-2.0
// Means of step metrics over a log interval, and how many steps a second it had.
#pragma once

#include <chrono>

#include "native/train/trainer.h"

namespace segue {

class IntervalMeans {
 public:
  void add(const StepMetrics& m) {
    ++count_;
    sums_.loss += m.loss;
    sums_.r_loss += m.r_loss;
    sums_.kl_bits += m.kl_bits;
    sums_.accuracy += m.accuracy;
    sums_.gradient_norm += m.gradient_norm;
    if (m.stream && !sums_.stream) sums_.stream.emplace();
    if (m.stream) *sums_.stream += *m.stream;
    last_ = m;
  }

  double steps_per_s() const {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    return elapsed.count() > 0 ? count_ / elapsed.count() : 0;
  }

  /// The means (schedules: their last values), and a new interval. Call after at least one add().
  StepMetrics take() {
    StepMetrics means = last_;
    means.loss = sums_.loss / count_;
    means.r_loss = sums_.r_loss / count_;
    means.kl_bits = sums_.kl_bits / count_;
    means.accuracy = sums_.accuracy / count_;
    means.gradient_norm = sums_.gradient_norm / count_;
    means.stream = sums_.stream;  // of all events of the interval
    *this = {};
    return means;
  }

 private:
  StepMetrics sums_, last_;
  double count_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace segue
