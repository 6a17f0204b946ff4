// SPDX-License-Identifier: Apache-2.0
// A TensorBoard event file with scalars.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/result.h"

namespace segue {

class EventFile {
 public:
  /// Creates events.out.tfevents.<seconds>.segue in `folder`; `unix_time_s` is when.
  /// Errors: kIo with path and reason.
  static Result<EventFile> create(const std::string& folder, double unix_time_s);

  /// One event with a value per tag. Errors: kIo (a full disk).
  Result<void> write(double unix_time_s, std::int64_t step,
                     const std::vector<std::pair<std::string, double>>& scalars);

 private:
  Result<void> append(const std::string& event);

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace segue
