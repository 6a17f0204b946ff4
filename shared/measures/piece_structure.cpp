// SPDX-License-Identifier: Apache-2.0
// The measures of piece_measures.h that look at several notes or bars together: dissonance,
// repetition, rhythm.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/measures/piece_measures.h"

namespace segue {
namespace {

constexpr unsigned kDissonant = 1u << 1 | 1u << 2 | 1u << 6 | 1u << 10 | 1u << 11;

/// A bar's length and its notes, as they compare.
using BarContent = std::pair<int, std::vector<std::tuple<int, int, int, bool>>>;

/// A number for each bar, equal for equal bars; -1 without notes.
std::vector<int> number_bars(const GridPiece& piece, int bars) {
  std::map<BarContent, int> known;
  std::vector<int> numbers;
  std::size_t next = 0;
  for (int bar = 0; bar < bars; ++bar) {
    const int start = piece.bar_lines[static_cast<std::size_t>(bar)];
    const int end = piece.bar_lines[static_cast<std::size_t>(bar) + 1];
    BarContent content{end - start, {}};
    for (; next < piece.notes.size() && piece.notes[next].start_step < end; ++next) {
      const GridNote& note = piece.notes[next];
      content.second.emplace_back(note.start_step - start, note.pitch, note.duration(),
                                  note.is_drum);
    }
    if (content.second.empty()) {
      numbers.push_back(-1);
      continue;
    }
    std::sort(content.second.begin(), content.second.end());
    numbers.push_back(
        known.emplace(std::move(content), static_cast<int>(known.size())).first->second);
  }
  return numbers;
}

}  // namespace

std::optional<double> dissonance_share(const GridPiece& piece) {
  double dissonant = 0, together = 0;
  std::vector<GridNote> sounding;
  for (const GridNote& note : piece.notes) {
    if (note.is_drum) continue;
    std::erase_if(sounding, [&](const GridNote& s) { return s.end_step <= note.start_step; });
    for (const GridNote& other : sounding) {
      const int steps = std::min(other.end_step, note.end_step) - note.start_step;
      const int interval =
          other.pitch > note.pitch ? other.pitch - note.pitch : note.pitch - other.pitch;
      together += steps;
      if ((kDissonant >> (interval % 12) & 1u) != 0) dissonant += steps;
    }
    sounding.push_back(note);
  }
  int sounding_steps = 0, shared_steps = 0;
  for (const int voices : sounding_voices(piece)) {
    sounding_steps += voices > 0;
    shared_steps += voices > 1;
  }
  if (together == 0 || shared_steps < kLeastTogether * sounding_steps) return std::nullopt;
  return dissonant / together;
}

std::optional<Repetition> repetition(const GridPiece& piece) {
  const std::vector<int> bars = number_bars(piece, std::min(piece.bars(), kMostRepetitionBars));
  int with_notes = 0, new_bars = 0;
  for (const int bar : bars) {
    if (bar < 0) continue;
    ++with_notes;
    new_bars = std::max(new_bars, bar + 1);  // they are numbered as they come
  }
  if (with_notes < 2) return std::nullopt;
  Repetition result;
  result.repeated_bars = static_cast<double>(with_notes - new_bars) / (with_notes - 1);
  // run[j]: bars in a row up to i that equal those up to j < i, never more than i - j.
  const std::size_t count = bars.size();
  std::vector<int> run(count + 1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i; j-- > 0;) {  // downwards: run[j] is still that of i - 1 and j - 1
      const int before = j == 0 ? 0 : run[j - 1];
      run[j] = bars[i] >= 0 && bars[i] == bars[j] ? before + 1 : 0;
      result.longest_repeat_bars =
          std::max(result.longest_repeat_bars, std::min(run[j], static_cast<int>(i - j)));
    }
  }
  return result;
}

std::optional<double> groove_similarity(const GridPiece& piece) {
  std::vector<bool> onsets(static_cast<std::size_t>(piece.steps()));
  for (const GridNote& note : piece.notes) onsets[static_cast<std::size_t>(note.start_step)] = true;
  double sum = 0;
  int pairs = 0;
  for (std::size_t bar = 0; bar + 2 < piece.bar_lines.size(); ++bar) {
    const int first = piece.bar_lines[bar], second = piece.bar_lines[bar + 1];
    const int length = second - first;
    if (piece.bar_lines[bar + 2] - second != length) continue;
    int same = 0, struck = 0;
    for (int i = 0; i < length; ++i) {
      const bool a = onsets[static_cast<std::size_t>(first + i)];
      const bool b = onsets[static_cast<std::size_t>(second + i)];
      same += a == b;
      struck += a || b;
    }
    if (struck == 0) continue;
    sum += static_cast<double>(same) / length;
    ++pairs;
  }
  if (pairs == 0) return std::nullopt;
  return sum / pairs;
}

}  // namespace segue
