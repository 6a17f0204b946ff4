// SPDX-License-Identifier: Apache-2.0
// Repeats, endings and jumps of a score. The parts of a score have the same ones; where one part
// lacks a sign it counts all the same.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "shared/music/score_playback.h"

namespace segue {
namespace {

struct Signs {
  bool repeat_start = false;
  int repeat_times = 0;
  std::vector<int> endings;
  ScoreJumps jumps;

  bool is_played_in(int pass) const {
    return endings.empty() || std::find(endings.begin(), endings.end(), pass) != endings.end();
  }
};

void merge(ScoreJumps& all, const ScoreJumps& one) {
  for (const auto name :
       {&ScoreJumps::segno, &ScoreJumps::coda, &ScoreJumps::to_coda, &ScoreJumps::dal_segno}) {
    if ((all.*name).empty()) all.*name = one.*name;
  }
  all.da_capo = all.da_capo || one.da_capo;
  all.fine = all.fine || one.fine;
}

std::vector<Signs> signs_of(const PrintedScore& score) {
  std::vector<Signs> signs;
  for (const auto& part : score.parts) {
    signs.resize(std::max(signs.size(), part.measures.size()));
    for (std::size_t i = 0; i < part.measures.size(); ++i) {
      const ScoreMeasure& measure = part.measures[i];
      signs[i].repeat_start = signs[i].repeat_start || measure.repeat_start;
      signs[i].repeat_times = std::max(signs[i].repeat_times, measure.repeat_times);
      if (signs[i].endings.empty()) signs[i].endings = measure.endings;
      merge(signs[i].jumps, measure.jumps);
    }
  }
  return signs;
}

class PlayingOrder {
 public:
  PlayingOrder(std::vector<Signs> signs, std::size_t most)
      : signs_(std::move(signs)), taken_(signs_.size()), most_(most) {}

  std::vector<std::size_t> find() {
    for (std::size_t i = 0; i < signs_.size() && order_.size() < most_;) {
      begin_section(i);
      if (!is_played(i)) {
        ++i;
        continue;
      }
      order_.push_back(i);
      const auto& jumps = signs_[i].jumps;
      if (repeats(i)) {
        i = start_;
      } else if (jumped_ && jumps.fine) {
        break;
      } else if (const auto coda = coda_of(i)) {
        jumped_ = false;
        start_at(*coda);
        i = *coda;
      } else if (const auto target = jump_of(i)) {
        taken_[i] = jumped_ = true;
        start_at(*target);
        i = *target;
      } else {
        ++i;
      }
    }
    return std::move(order_);
  }

 private:
  void start_at(std::size_t measure) {
    start_ = measure;
    pass_ = 1;
  }

  void begin_section(std::size_t i) {
    const bool behind_endings =
        i > 0 && signs_[i].endings.empty() && !signs_[i - 1].endings.empty();
    if (i != start_ && (signs_[i].repeat_start || behind_endings)) start_at(i);
  }

  bool is_played(std::size_t i) const {
    return signs_[i].is_played_in(jumped_ ? last_pass_around(i) : pass_);
  }

  /// The pass in which the last ending beside an ending is played.
  int last_pass_around(std::size_t i) const {
    const auto has_ending = [&](std::size_t m) { return !signs_[m].endings.empty(); };
    std::size_t first = i, end = i;
    while (first > 0 && has_ending(first - 1)) --first;
    while (end < signs_.size() && has_ending(end)) ++end;
    int last = 1;
    for (std::size_t m = first; m < end; ++m) {
      last = std::max(last, signs_[m].repeat_times);
      for (const int pass : signs_[m].endings) last = std::max(last, pass);
    }
    return last;
  }

  /// How often the section from its start to the repeat sign of measure `end` is played: as the
  /// sign says, or more where its endings, those behind the sign included, need it.
  int passes(std::size_t end) const {
    int last = signs_[end].repeat_times;
    if (signs_[end].endings.empty()) return last;
    for (std::size_t i = start_; i < signs_.size() && (i <= end || !signs_[i].endings.empty());
         ++i) {
      for (const int pass : signs_[i].endings) last = std::max(last, pass);
    }
    return last;
  }

  /// Whether the section is played once more behind measure `i`.
  bool repeats(std::size_t i) {
    if (signs_[i].repeat_times <= 0) return false;
    if (!jumped_ && pass_ < passes(i)) {
      ++pass_;
      return true;
    }
    if (signs_[i].endings.empty()) start_at(i + 1);
    return false;
  }

  std::optional<std::size_t> coda_of(std::size_t i) const {
    const std::string& name = signs_[i].jumps.to_coda;
    if (!jumped_ || name.empty()) return std::nullopt;
    std::optional<std::size_t> next;
    for (std::size_t m = signs_.size(); m-- > 0;) {
      if (signs_[m].jumps.coda == name) return m;
      if (m > i && !signs_[m].jumps.coda.empty()) next = m;
    }
    return next;
  }

  std::optional<std::size_t> jump_of(std::size_t i) const {
    const ScoreJumps& jumps = signs_[i].jumps;
    if (taken_[i]) return std::nullopt;
    if (jumps.da_capo) return 0;
    if (jumps.dal_segno.empty()) return std::nullopt;
    std::optional<std::size_t> last;
    for (std::size_t m = 0; m < signs_.size(); ++m) {
      if (signs_[m].jumps.segno == jumps.dal_segno) return m;
      if (m <= i && !signs_[m].jumps.segno.empty()) last = m;
    }
    return last;
  }

  std::vector<Signs> signs_;
  std::vector<bool> taken_;  ///< jumps
  std::size_t most_;
  std::vector<std::size_t> order_;
  std::size_t start_ = 0;  ///< of the section
  int pass_ = 1;
  bool jumped_ = false;
};

}  // namespace

std::vector<std::size_t> playing_order(const PrintedScore& score, std::size_t most) {
  return PlayingOrder(signs_of(score), most).find();
}

}  // namespace segue
