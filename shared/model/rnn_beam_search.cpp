// SPDX-License-Identifier: Apache-2.0
// Beam search over sampled continuations, as magenta's sequence generators have it (REFERENCE 4.5):
// pieces branch, go on by some drawn events, and the likeliest stay. One piece after another; the
// branches of one share a batch and its random numbers.
#include <algorithm>
#include <memory>
#include <utility>

#include "shared/model/rnn_plan.h"
#include "shared/model/trampoline.h"

namespace segue::detail {
namespace {

/// The reference asks for so many events for every step that is missing, then looks again.
constexpr int kEventsOfStep = 5;

class BeamSearch : public std::enable_shared_from_this<BeamSearch> {
 public:
  BeamSearch(std::shared_ptr<const ModelPackage> package, Backend& backend,
             std::shared_ptr<const RnnPlan> plan, int count, MusicRnn::OnPieces on_done)
      : package_(std::move(package)),
        backend_(backend),
        plan_(std::move(plan)),
        count_(count),
        start_{plan_->first_row()},
        rng_(0),
        on_done_(std::move(on_done)) {
    primed_ = plan_->heard_before().empty();
  }

  void go_on() {
    const auto self = shared_from_this();
    loop_.run([&self] { self->turn(); });
  }

 private:
  struct Branch {
    EventRow row;
    std::vector<std::uint16_t> events = {};  ///< new ones
    std::vector<double> event_scores = {};   ///< ln p of each at temperature 1
    double score = 0;                        ///< since the round began, at the temperature
    int drawn = 0;                           ///< in this iteration
  };

  void turn() {
    if (!primed_) {
      return hear_events(backend_, *package_, start_.row, plan_->heard_before(),
                         [self = shared_from_this()](Result<std::vector<float>> logits) {
                           if (!logits) return self->on_done_(logits.error());
                           self->primed_ = true;
                           self->go_on();
                         });
    }
    if (beam_.empty()) begin_piece();
    std::vector<EventRow*> rows;
    for (Branch& branch : beam_) {
      if (branch.drawn < to_draw_) rows.push_back(&branch.row);
    }
    if (rows.empty()) {
      if (!end_iteration()) {
        return on_done_(stopped(static_cast<int>(pieces_.size()), count_, "pieces"));
      }
      if (static_cast<int>(pieces_.size()) == count_) return on_done_(std::move(pieces_));
      return go_on();
    }
    hear_last(backend_, *package_, std::move(rows),
              [self = shared_from_this()](Result<std::vector<float>> logits) {
                self->take(std::move(logits));
              });
  }

  void take(Result<std::vector<float>> logits) {
    if (!logits) return on_done_(logits.error());
    const auto classes = static_cast<std::size_t>(plan_->classes);
    const EventChoice& choice = plan_->options.choice;
    std::span<const float> rest = *logits;
    for (Branch& branch : beam_) {
      if (branch.drawn == to_draw_) continue;
      const auto own = rest.first(classes);
      rest = rest.subspan(classes);
      branch.drawn += choose_next(branch.row, own, plan_->injection, choice, rng_);
      branch.events.push_back(branch.row.last);
      branch.event_scores.push_back(log_probability(own, branch.row.last, /*temperature=*/1));
      branch.score += log_probability(own, branch.row.last, choice.temperature);
    }
    go_on();
  }

  void begin_piece() {
    rng_ =
        Rng(plan_->options.seed, plan_->options.first + static_cast<std::uint64_t>(pieces_.size()));
    begin_round(start_);
  }

  int steps_of(const Branch& branch) const { return branch.row.rules.steps() - plan_->heard_steps; }

  // The beam is `branch` again and again; its score does not matter, being the same for all.
  void begin_round(Branch branch) {
    left_ = kEventsOfStep * (plan_->new_steps - steps_of(branch));
    branch.score = 0;
    beam_.assign(static_cast<std::size_t>(plan_->options.beam_size), branch);
    // What does not divide goes first.
    begin_iteration((left_ - 1) % plan_->options.steps_per_iteration + 1);
  }

  void begin_iteration(int events) {
    to_draw_ = events;
    left_ -= events;
    const auto factor = static_cast<std::size_t>(plan_->options.branch_factor);
    std::vector<Branch> branches;
    branches.reserve(beam_.size() * factor);
    for (Branch& branch : beam_) {
      branch.drawn = 0;
      branches.insert(branches.end(), factor, branch);
    }
    beam_ = std::move(branches);
  }

  // False when the caller stops it.
  bool end_iteration() {
    std::stable_sort(beam_.begin(), beam_.end(),
                     [](const Branch& a, const Branch& b) { return a.score > b.score; });
    beam_.erase(beam_.begin() + plan_->options.beam_size, beam_.end());
    const int steps = std::min(steps_of(beam_.front()), plan_->new_steps);
    if (!report(steps)) return false;
    if (left_ > 0) {
      begin_iteration(plan_->options.steps_per_iteration);
      return true;
    }
    Branch best = std::move(beam_.front());
    if (!plan_->complete(best.row)) {
      begin_round(std::move(best));
      return true;
    }
    pieces_.push_back(plan_->to_piece(best.events));
    RnnPiece& piece = pieces_.back();
    for (int i = 0; i < piece.new_events; ++i) {
      piece.log_likelihood += best.event_scores[static_cast<std::size_t>(i)];
    }
    beam_.clear();
    return true;
  }

  bool report(int steps) {
    const auto& on_progress = plan_->options.on_progress;
    const auto whole = static_cast<std::int64_t>(pieces_.size());
    return !on_progress ||
           on_progress(whole * plan_->new_steps + steps, std::int64_t{count_} * plan_->new_steps);
  }

  std::shared_ptr<const ModelPackage> package_;
  Backend& backend_;
  std::shared_ptr<const RnnPlan> plan_;
  int count_;
  Branch start_;
  bool primed_;
  Rng rng_;
  std::vector<Branch> beam_;
  int to_draw_ = 0;  ///< events in this iteration
  int left_ = 0;     ///< events of this round after it
  std::vector<RnnPiece> pieces_;
  Trampoline loop_;
  MusicRnn::OnPieces on_done_;
};

}  // namespace

void search_beams(std::shared_ptr<const ModelPackage> package, Backend& backend,
                  std::shared_ptr<const RnnPlan> plan, int count, MusicRnn::OnPieces on_done) {
  std::make_shared<BeamSearch>(std::move(package), backend, std::move(plan), count,
                               std::move(on_done))
      ->go_on();
}

}  // namespace segue::detail
