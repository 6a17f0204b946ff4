// SPDX-License-Identifier: Apache-2.0
// The measurements of a run: metrics.csv, one line an interval and always the same fields, and the
// same numbers for TensorBoard.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "native/train/evaluate.h"
#include "native/train/event_file.h"
#include "native/train/trainer.h"
#include "shared/base/result.h"

namespace segue {

struct MetricsRow {
  std::int64_t step = 0;
  double trained_s = 0, steps_per_s = 0;
  StepMetrics train;                     ///< means since the last row
  std::optional<Evaluation> evaluation;  ///< empty fields where there was none
  std::string warning;                   ///< what is wrong, for people; not in the file
};

class MetricsLog {
 public:
  /// Appends to metrics.csv in `run`, writes the header when the file is new, and starts an event
  /// file. Errors: kIo with path and reason.
  static Result<MetricsLog> open(const std::string& run, const Config& config);

  /// Errors: kIo (a full disk).
  Result<void> write(const MetricsRow& row);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::optional<EventFile> events_;
};

}  // namespace segue
