// SPDX-License-Identifier: Apache-2.0
// Beam search over sampled continuations, as magenta's sequence generators have it (REFERENCE 4.5):
// pieces branch, go on by some drawn events, and the likeliest stay. One piece after another; the
// branches of one share a batch and its random numbers.
#include <algorithm>
#include <memory>
#include <utility>

#include "shared/model/piece_maker.h"

namespace segue::detail {
namespace {

/// The reference asks for so many events for every step that is missing, then looks again.
constexpr int kEventsOfStep = 5;

class BeamSearch : public PieceMaker {
 public:
  using PieceMaker::PieceMaker;

 private:
  struct Branch {
    EventRow row;
    std::vector<std::uint16_t> events = {};  ///< new ones
    std::vector<double> event_scores = {};   ///< ln p of each at temperature 1
    double score = 0;                        ///< since the round began, at the temperature
    int drawn = 0;                           ///< in this iteration
  };

  std::vector<EventRow*> open_rows() override {
    if (beam_.empty()) begin_piece();
    std::vector<EventRow*> rows;
    for (Branch& branch : beam_) {
      if (branch.drawn < to_draw_) rows.push_back(&branch.row);
    }
    return rows;
  }

  bool choose(std::span<const float> logits) override {
    const auto classes = static_cast<std::size_t>(plan().classes);
    const EventChoice& choice = plan().options.choice;
    for (Branch& branch : beam_) {
      if (branch.drawn == to_draw_) continue;
      const auto own = logits.first(classes);
      logits = logits.subspan(classes);
      branch.drawn += choose_next(branch.row, own, plan().injection, choice, rng_);
      branch.events.push_back(branch.row.last);
      branch.event_scores.push_back(log_probability(own, branch.row.last, /*temperature=*/1));
      branch.score += log_probability(own, branch.row.last, choice.temperature);
    }
    return true;
  }

  void begin_piece() {
    rng_ = rng_of(pieces_.size());
    begin_round({start_});
  }

  int steps_of(const Branch& branch) const { return branch.row.rules.steps() - plan().heard_steps; }

  // The beam is `branch` again and again; its score does not matter, being the same for all.
  void begin_round(Branch branch) {
    left_ = kEventsOfStep * (plan().new_steps - steps_of(branch));
    branch.score = 0;
    beam_.assign(static_cast<std::size_t>(plan().options.beam_size), branch);
    // What does not divide goes first.
    begin_iteration((left_ - 1) % plan().options.steps_per_iteration + 1);
  }

  void begin_iteration(int events) {
    to_draw_ = events;
    left_ -= events;
    const auto factor = static_cast<std::size_t>(plan().options.branch_factor);
    std::vector<Branch> branches;
    branches.reserve(beam_.size() * factor);
    for (Branch& branch : beam_) {
      branch.drawn = 0;
      branches.insert(branches.end(), factor, branch);
    }
    beam_ = std::move(branches);
  }

  // An iteration has ended.
  bool close() override {
    std::stable_sort(beam_.begin(), beam_.end(),
                     [](const Branch& a, const Branch& b) { return a.score > b.score; });
    beam_.erase(beam_.begin() + plan().options.beam_size, beam_.end());
    const int steps = std::min(steps_of(beam_.front()), plan().new_steps);
    if (!report(steps)) return false;
    if (left_ > 0) {
      begin_iteration(plan().options.steps_per_iteration);
      return true;
    }
    Branch best = std::move(beam_.front());
    if (!plan().complete(best.row)) {
      begin_round(std::move(best));
      return true;
    }
    pieces_.push_back(plan().to_piece(best.events));
    RnnPiece& piece = pieces_.back();
    for (int i = 0; i < piece.new_events; ++i) {
      piece.log_likelihood += best.event_scores[static_cast<std::size_t>(i)];
    }
    beam_.clear();
    return true;
  }

  Rng rng_{0};
  std::vector<Branch> beam_;
  int to_draw_ = 0;  ///< events in this iteration
  int left_ = 0;     ///< events of this round after it
};

}  // namespace

void search_beams(std::shared_ptr<const ModelPackage> package, Backend& backend,
                  std::shared_ptr<const RnnPlan> plan, int count, MusicRnn::OnPieces on_done) {
  std::make_shared<BeamSearch>(std::move(package), backend, std::move(plan), count,
                               std::move(on_done))
      ->go_on();
}

}  // namespace segue::detail
