// SPDX-License-Identifier: Apache-2.0
#include "shared/music/meter.h"

#include <algorithm>

namespace segue {
namespace {

constexpr int kLargest = 64;

// One or two digits, 1 to 64; 0 for anything else.
int small_number(std::string_view text) {
  if (text.empty() || text.size() > 2) return 0;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + (c - '0');
  }
  return number <= kLargest ? number : 0;
}

}  // namespace

std::optional<Meter> parse_meter(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const Meter meter{small_number(text.substr(0, slash)), small_number(text.substr(slash + 1))};
  const int d = meter.denominator;
  if (meter.numerator < 1 || d < 1 || (d & (d - 1)) != 0) return std::nullopt;
  return meter;
}

std::string meter_name(const Meter& meter) {
  return std::to_string(meter.numerator) + "/" + std::to_string(meter.denominator);
}

int steps_per_bar(const Meter& meter, int steps_per_quarter) {
  const int steps = steps_per_quarter * 4 * meter.numerator;
  return steps % meter.denominator == 0 ? steps / meter.denominator : 0;
}

int steps_per_beat(const Meter& meter, int steps_per_quarter) {
  const bool compound = meter.denominator >= 8 && meter.numerator > 3 && meter.numerator % 3 == 0;
  return std::max(1, steps_per_quarter * 4 * (compound ? 3 : 1) / meter.denominator);
}

}  // namespace segue
