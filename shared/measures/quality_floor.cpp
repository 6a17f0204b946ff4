// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/quality_floor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <vector>

namespace segue {
namespace {

using Kind = FloorFinding::Kind;

constexpr int kStrokeSteps = 4;  // how long a drum's stroke covers

/// With one decimal, or none where that is 0.
std::string number(double value) {
  const auto tenths = static_cast<long>(std::floor(value * 10 + 0.5));
  const std::string whole = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? whole : whole + "." + std::to_string(tenths % 10);
}

/// The longest run of `wanted` in `row`.
int longest_run(const std::vector<bool>& row, bool wanted) {
  int longest = 0, run = 0;
  for (const bool value : row) {
    run = value == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// What a bar holds, without velocities.
using Bar = std::vector<std::tuple<int, int, int, bool>>;

std::vector<Bar> to_bars(const GridPiece& piece) {
  std::vector<Bar> bars(static_cast<std::size_t>(std::max(piece.bars(), 0)));
  for (const GridNote& note : piece.notes) {
    const auto next =
        std::upper_bound(piece.bar_lines.begin(), piece.bar_lines.end(), note.start_step);
    if (next == piece.bar_lines.begin() || next == piece.bar_lines.end()) continue;
    const auto index = static_cast<std::size_t>(next - piece.bar_lines.begin()) - 1;
    bars[index].emplace_back(note.start_step - piece.bar_lines[index], note.duration(), note.pitch,
                             note.is_drum);
  }
  return bars;
}

/// Most bars in a row, all with notes, of which each equals the one `back` bars earlier.
int longest_loop(const std::vector<Bar>& bars, std::size_t back) {
  int longest = 0, run = 0;
  for (std::size_t i = back; i < bars.size(); ++i) {
    run = !bars[i].empty() && bars[i] == bars[i - back] ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::optional<FloorFinding> check_density(const GridPiece& piece, int steps, int asked_steps,
                                          const QualityFloor& floor) {
  const auto sparse = [](std::string why) { return FloorFinding{Kind::kSparse, std::move(why)}; };
  const double per_bar = static_cast<double>(piece.notes.size()) / std::max(1, piece.bars());
  if (per_bar < floor.least_notes_per_bar) {
    return sparse(number(per_bar) + " notes a bar, at least " + number(floor.least_notes_per_bar) +
                  " expected");
  }
  std::vector<bool> covered(static_cast<std::size_t>(steps), false);
  for (const GridNote& note : piece.notes) {
    const int end = note.is_drum ? note.start_step + kStrokeSteps : note.end_step;
    for (int step = std::max(0, note.start_step); step < std::min(end, steps); ++step) {
      covered[static_cast<std::size_t>(step)] = true;
    }
  }
  const double share =
      static_cast<double>(std::count(covered.begin(), covered.end(), true)) / steps;
  if (share < floor.least_covered) {
    return sparse("sound in " + number(100 * share) + " % of its time, at least " +
                  number(100 * floor.least_covered) + " % expected");
  }
  if (const int gap = longest_run(covered, false); gap > floor.longest_gap_steps) {
    return sparse(std::to_string(gap) + " sixteenths without a sound, at most " +
                  std::to_string(floor.longest_gap_steps) + " allowed");
  }
  if (steps < floor.least_length * asked_steps) {
    return sparse("over after " + std::to_string(steps) + " sixteenths of the " +
                  std::to_string(asked_steps) + " asked for, at least " +
                  number(100 * floor.least_length) + " % expected");
  }
  return std::nullopt;
}

std::optional<FloorFinding> check_movement(const GridPiece& piece, int steps,
                                           const QualityFloor& floor) {
  const auto stuck = [](std::string why) { return FloorFinding{Kind::kStuck, std::move(why)}; };
  std::array<int, kMidiPitches> counts{};
  std::vector<bool> begins(static_cast<std::size_t>(steps), false);
  int pitched = 0;
  for (const GridNote& note : piece.notes) {
    if (note.start_step >= 0 && note.start_step < steps) {
      begins[static_cast<std::size_t>(note.start_step)] = true;
    }
    if (note.is_drum) continue;
    ++counts[note.pitch % kMidiPitches];
    ++pitched;
  }
  if (pitched < floor.stuck_from_notes) return std::nullopt;
  const double same =
      static_cast<double>(*std::max_element(counts.begin(), counts.end())) / pitched;
  if (same > floor.most_same_pitch) {
    return stuck(number(100 * same) + " % of the notes have one pitch, at most " +
                 number(100 * floor.most_same_pitch) + " % allowed");
  }
  const auto pitches = static_cast<int>(
      std::count_if(counts.begin(), counts.end(), [](int count) { return count > 0; }));
  if (pitches < floor.least_pitches) {
    return stuck(std::to_string(pitches) + " different pitches, at least " +
                 std::to_string(floor.least_pitches) + " expected");
  }
  if (const int hold = longest_run(begins, false); hold > floor.longest_hold_steps) {
    return stuck("no note begins for " + std::to_string(hold) + " sixteenths, at most " +
                 std::to_string(floor.longest_hold_steps) + " allowed");
  }
  const auto bars = to_bars(piece);
  for (const std::size_t back : {std::size_t{1}, std::size_t{2}}) {
    if (const int loop = longest_loop(bars, back); loop > floor.most_equal_bars) {
      return stuck(std::to_string(loop) + " bars in a row equal the one " +
                   (back == 1 ? "before" : "two before") + ", at most " +
                   std::to_string(floor.most_equal_bars) + " allowed");
    }
  }
  return std::nullopt;
}

}  // namespace

std::string to_text(const QualityFloor& floor) {
  return "silent: fewer than " + std::to_string(floor.least_notes) +
         " notes; too sparse: fewer than " + number(floor.least_notes_per_bar) +
         " notes a bar, sound in less than " + number(100 * floor.least_covered) +
         " % of the time, more than " + std::to_string(floor.longest_gap_steps) +
         " sixteenths without a sound, or less than " + number(100 * floor.least_length) +
         " % of the length asked for; stuck (from " + std::to_string(floor.stuck_from_notes) +
         " pitched notes on): more than " + number(100 * floor.most_same_pitch) +
         " % of the notes of one pitch, fewer than " + std::to_string(floor.least_pitches) +
         " pitches, more than " + std::to_string(floor.longest_hold_steps) +
         " sixteenths in which nothing begins, or more than " +
         std::to_string(floor.most_equal_bars) + " bars in a row that repeat the last one or two";
}

const char* to_name(FloorFinding::Kind kind) {
  return kind == Kind::kSilent ? "silent" : kind == Kind::kSparse ? "too sparse" : "stuck";
}

std::optional<FloorFinding> check_quality(const GridPiece& piece, int asked_steps,
                                          const QualityFloor& floor) {
  if (static_cast<int>(piece.notes.size()) < floor.least_notes) {
    return FloorFinding{Kind::kSilent, std::to_string(piece.notes.size()) + " notes, at least " +
                                           std::to_string(floor.least_notes) + " expected"};
  }
  int steps = 1;  // up to the last note's end
  for (const GridNote& note : piece.notes) steps = std::max(steps, note.end_step);
  if (auto finding = check_density(piece, steps, asked_steps, floor)) return finding;
  return check_movement(piece, steps, floor);
}

}  // namespace segue
