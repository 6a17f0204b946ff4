// SPDX-License-Identifier: Apache-2.0
// Progress on stderr: a bar where that is a terminal; a line now and then where it is a file, so
// that long work can be followed there too.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace segue {

/// One line, redrawn at most ten times a second: label, bar, done/total, rate, time left, a note.
/// All members may be called from several threads. The line is erased or finished by the
/// destructor. Without a terminal, a line of its own each `line_interval` instead.
class Progress {
 public:
  static constexpr std::chrono::milliseconds kLineInterval = std::chrono::seconds(30);

  /// `total` <= 0: unknown, no bar and no time left. `unit` is what is counted: "files", "steps".
  Progress(std::string label, std::int64_t total, std::string unit, bool quiet,
           std::chrono::milliseconds line_interval = kLineInterval);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` units so far (the largest value told wins); `note` is shown after the numbers.
  void update(std::int64_t done, std::string_view note = {});
  /// Takes the line away so that other text can be printed; the next update draws it again.
  void clear();
  /// Draws the last state and ends the line.
  void finish();

  bool visible() const { return visible_; }

 private:
  std::string text(int columns) const;
  void draw();

  std::string label_, unit_, note_;
  std::int64_t total_;
  std::int64_t done_ = 0, first_done_ = -1;
  bool visible_, terminal_;
  bool line_open_ = false;
  std::chrono::milliseconds line_interval_;
  std::chrono::steady_clock::time_point start_, last_draw_;
  std::mutex mutex_;
};

/// The text of the line, without colours or control characters, cut to `columns`. For tests and
/// logs. `seconds` since the first update, in which `fresh` of the `done` units were done (the rest
/// were there).
std::string progress_line(std::string_view label, std::int64_t done, std::int64_t total,
                          std::string_view unit, double seconds, std::int64_t fresh,
                          std::string_view note, int columns);

/// "7 s", "3 min 20 s", "2 h 05 min".
std::string to_duration_text(double seconds);

}  // namespace segue
