// SPDX-License-Identifier: Apache-2.0
// Repeats and endings of a score. The parts of a score have the same ones; where one part lacks a
// sign it counts all the same.
#include <algorithm>

#include "shared/music/score_playback.h"

namespace segue {
namespace {

struct Signs {
  bool repeat_start = false;
  int repeat_times = 0;
  std::vector<int> endings;

  bool is_played_in(int pass) const {
    return endings.empty() || std::find(endings.begin(), endings.end(), pass) != endings.end();
  }
};

std::vector<Signs> signs_of(const PrintedScore& score) {
  std::vector<Signs> signs;
  for (const auto& part : score.parts) {
    signs.resize(std::max(signs.size(), part.measures.size()));
    for (std::size_t i = 0; i < part.measures.size(); ++i) {
      const ScoreMeasure& measure = part.measures[i];
      signs[i].repeat_start = signs[i].repeat_start || measure.repeat_start;
      signs[i].repeat_times = std::max(signs[i].repeat_times, measure.repeat_times);
      if (signs[i].endings.empty()) signs[i].endings = measure.endings;
    }
  }
  return signs;
}

/// How often the section from `start` to the repeat sign of measure `end` is played: as the sign
/// says, or more where its endings, those behind the sign included, need it.
int passes(const std::vector<Signs>& signs, std::size_t start, std::size_t end) {
  int last = signs[end].repeat_times;
  if (signs[end].endings.empty()) return last;
  for (std::size_t i = start; i < signs.size() && (i <= end || !signs[i].endings.empty()); ++i) {
    for (const int pass : signs[i].endings) last = std::max(last, pass);
  }
  return last;
}

}  // namespace

std::vector<std::size_t> playing_order(const PrintedScore& score, std::size_t most) {
  const std::vector<Signs> signs = signs_of(score);
  std::vector<std::size_t> order;
  std::size_t start = 0;
  int pass = 1;
  for (std::size_t i = 0; i < signs.size() && order.size() < most;) {
    const bool behind_endings = i > 0 && signs[i].endings.empty() && !signs[i - 1].endings.empty();
    if (i != start && (signs[i].repeat_start || behind_endings)) {
      start = i;
      pass = 1;
    }
    if (!signs[i].is_played_in(pass)) {
      ++i;
      continue;
    }
    order.push_back(i);
    if (signs[i].repeat_times > 0) {
      if (pass < passes(signs, start, i)) {
        ++pass;
        i = start;
        continue;
      }
      if (signs[i].endings.empty()) {
        start = i + 1;
        pass = 1;
      }
    }
    ++i;
  }
  return order;
}

}  // namespace segue
