// SPDX-License-Identifier: Apache-2.0
#include "shared/model/piece_maker.h"

#include <utility>

namespace segue::detail {

PieceMaker::PieceMaker(std::shared_ptr<const ModelPackage> package, Backend& backend,
                       std::shared_ptr<const RnnPlan> plan, int count, MusicRnn::OnPieces on_done)
    : start_(plan->first_row()),
      package_(std::move(package)),
      backend_(backend),
      plan_(std::move(plan)),
      count_(count),
      primed_(plan_->heard_before().empty()),
      on_done_(std::move(on_done)) {}

void PieceMaker::go_on() {
  const auto self = shared_from_this();
  loop_.run([&self] { self->turn(); });
}

Rng PieceMaker::rng_of(std::size_t index) const {
  return Rng(plan_->options.seed, plan_->options.first + static_cast<std::uint64_t>(index));
}

bool PieceMaker::report(int steps) const {
  const auto& on_progress = plan_->options.on_progress;
  const auto whole = static_cast<std::int64_t>(pieces_.size());
  return !on_progress ||
         on_progress(whole * plan_->new_steps + steps, std::int64_t{count_} * plan_->new_steps);
}

void PieceMaker::stop() { on_done_(stopped(static_cast<int>(pieces_.size()), count_, "pieces")); }

void PieceMaker::turn() {
  const auto self = shared_from_this();
  if (!primed_) {
    return hear_events(backend_, *package_, start_, plan_->heard_before(),
                       [self](Result<std::vector<float>> logits) {
                         if (!logits) return self->on_done_(logits.error());
                         self->primed_ = true;
                         self->go_on();
                       });
  }
  std::vector<EventRow*> rows = open_rows();
  if (rows.empty()) {
    if (!close()) return stop();
    if (static_cast<int>(pieces_.size()) == count_) return on_done_(std::move(pieces_));
    return go_on();
  }
  hear_last(backend_, *package_, std::move(rows), [self](Result<std::vector<float>> logits) {
    if (!logits) return self->on_done_(logits.error());
    if (!self->choose(*logits)) return self->stop();
    self->go_on();
  });
}

}  // namespace segue::detail
