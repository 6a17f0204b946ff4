// SPDX-License-Identifier: Apache-2.0
// A meter by itself: its name, and the steps of its bars and beats.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segue {

struct Meter {
  int numerator = 4;
  int denominator = 4;
  bool operator==(const Meter&) const = default;
};

/// "3/4": 1 to 64 over a power of 2 up to 64; nothing for any other text.
std::optional<Meter> parse_meter(std::string_view text);
std::string meter_name(const Meter& meter);

/// Steps of a bar; 0 when it is no whole number.
int steps_per_bar(const Meter& meter, int steps_per_quarter);

/// Steps of a beat, at least 1: in compound meters (6/8, 9/8, 12/8) of three units, else of one.
int steps_per_beat(const Meter& meter, int steps_per_quarter);

/// The multiple of `unit` (> 0) at or after `step` (>= 0): the next bar line or beat.
inline int round_up(int step, int unit) { return (step + unit - 1) / unit * unit; }

}  // namespace segue
