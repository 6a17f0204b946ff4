// SPDX-License-Identifier: Apache-2.0
// Time comes from the steady clock, so a changed system clock does not disturb
// it.
#include "native/io/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace segue {
namespace {

constexpr int kBarColumns = 24;
constexpr int kDefaultColumns = 80;
constexpr auto kRedrawInterval = std::chrono::milliseconds(100);

int terminal_columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return kDefaultColumns;
}

std::string to_fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

}  // namespace

std::string to_duration_text(double seconds) {
  if (!(seconds >= 0) || seconds > 1e9) return "?";
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const auto two_digits = [](std::int64_t value) {
    std::string text = std::to_string(value);
    if (value < 10) text.insert(text.begin(), '0');
    return text;
  };
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + two_digits(whole % 3600 / 60) + " min";
}

std::string progress_line(std::string_view label, std::int64_t done, std::int64_t total,
                          std::string_view unit, double seconds, std::int64_t fresh,
                          std::string_view note, int columns) {
  std::string line(label);
  if (total > 0) {
    const double share = std::clamp(static_cast<double>(done) / static_cast<double>(total), 0., 1.);
    const int filled = static_cast<int>(share * kBarColumns);
    line.append(" [").append(static_cast<std::size_t>(filled), '=');
    line.append(static_cast<std::size_t>(kBarColumns - filled), ' ').append("] ");
    line.append(std::to_string(done)).append("/").append(std::to_string(total));
  } else {
    line.append(" ").append(std::to_string(done));
  }
  line.append(" ").append(unit);
  if (seconds > 0 && fresh > 0) {
    const double rate = static_cast<double>(fresh) / seconds;
    line += ", " + to_fixed(rate, rate < 10 ? 2 : 0) + " " + std::string(unit) + "/s";
    if (total > done) {
      line += ", " + to_duration_text(static_cast<double>(total - done) / rate) + " left";
    }
  }
  if (!note.empty()) line += ", " + std::string(note);
  if (columns > 0 && line.size() > static_cast<std::size_t>(columns)) {
    line.resize(static_cast<std::size_t>(columns));
  }
  return line;
}

Progress::Progress(std::string label, std::int64_t total, std::string unit, bool quiet,
                   std::chrono::milliseconds line_interval)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      total_(total),
      visible_(!quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      line_interval_(line_interval),
      start_(std::chrono::steady_clock::now()),
      last_draw_(start_) {}

Progress::~Progress() { finish(); }

void Progress::update(std::int64_t done, std::string_view note) {
  if (!visible_) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (first_done_ < 0) {  // a resumed run starts above zero: its rate counts from there
    first_done_ = done > 1 ? done : 0;
  }
  done_ = std::max(done_, done);
  note_ = note;
  if (!terminal_) {
    if (now - last_draw_ < line_interval_) return;
    last_draw_ = now;
    std::fprintf(stderr, "%s\n", text(/*columns=*/0).c_str());
    return;
  }
  if (line_open_ && now - last_draw_ < kRedrawInterval && done_ != total_) return;
  last_draw_ = now;
  draw();
}

std::string Progress::text(int columns) const {
  const double seconds = std::chrono::duration<double>(last_draw_ - start_).count();
  return progress_line(label_, done_, total_, unit_, seconds,
                       done_ - std::max<std::int64_t>(first_done_, 0), note_, columns);
}

void Progress::draw() {
  std::fprintf(stderr, "\r%s\033[K", text(terminal_columns() - 1).c_str());
  std::fflush(stderr);
  line_open_ = true;
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (!line_open_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  line_open_ = false;
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  if (!line_open_) return;
  last_draw_ = std::chrono::steady_clock::now();
  draw();
  std::fputc('\n', stderr);
  line_open_ = false;
}

}  // namespace segue
