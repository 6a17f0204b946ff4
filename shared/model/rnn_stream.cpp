// SPDX-License-Identifier: Apache-2.0
// One event for each run of the graph. What the backend answers is always taken, even when nobody
// waits for it any more, so that the stream stays whole.
#include "shared/model/rnn_stream.h"

#include <string>
#include <utility>

#include "shared/model/rnn_plan.h"
#include "shared/model/rnn_stream_impl.h"
#include "shared/model/trampoline.h"

namespace segue {

RnnStream::Impl::Impl(std::shared_ptr<const ModelPackage> package, Backend& backend,
                      std::shared_ptr<const detail::RnnPlan> plan)
    : package_(std::move(package)),
      backend_(backend),
      plan_(std::move(plan)),
      choice_(plan_->options.choice),
      row_(plan_->first_row()),
      rng_(plan_->options.seed, plan_->options.first),
      notes_(plan_->make_notes()) {
  primed_ = plan_->heard_before().empty();
  finished_ = plan_->primer_notes();
  for (const auto event : plan_->heard) notes_.push(event, finished_);
}

void RnnStream::Impl::advance(int steps, OnChunk on_done) {
  if (on_done_) {
    return on_done(invalid_argument("the stream is still making the steps asked for before."));
  }
  if (steps < 1 || steps > kMaxRnnSteps) {
    return on_done(invalid_argument("expected a number of steps from 1 to " +
                                    std::to_string(kMaxRnnSteps) + ", found " +
                                    std::to_string(steps) + "."));
  }
  on_done_ = std::move(on_done);
  wanted_ = row_.rules.steps() + steps;
  if (!waiting_) go_on();
}

void RnnStream::Impl::cancel() {
  if (!on_done_) return;
  const auto on_done = std::exchange(on_done_, nullptr);
  on_done(Error{ErrorCode::kCancelled, "the stream was stopped."});
}

void RnnStream::Impl::forget() { on_done_ = nullptr; }

void RnnStream::Impl::go_on() {
  const auto self = shared_from_this();
  loop_.run([this, &self] { turn(self); });
}

void RnnStream::Impl::turn(const std::shared_ptr<Impl>& self) {
  if (!on_done_ || waiting_) return;
  if (plan_->complete(row_) || row_.rules.steps() >= wanted_) return tell();
  waiting_ = true;
  const auto take = [self](Result<std::vector<float>> logits) {
    self->waiting_ = false;
    self->take(std::move(logits));
  };
  if (primed_) return detail::hear_last(backend_, *package_, {&row_}, take);
  detail::hear_events(backend_, *package_, row_, plan_->heard_before(), take);
}

void RnnStream::Impl::take(Result<std::vector<float>> logits) {
  if (!logits) {
    const auto on_done = std::exchange(on_done_, nullptr);
    if (on_done) on_done(logits.error());
    return;
  }
  if (primed_) {
    detail::choose_next(row_, *logits, plan_->injection, choice_, rng_);
    events_.push_back(row_.last);
    notes_.push(row_.last, finished_);
  }
  primed_ = true;
  if (on_done_) go_on();
}

void RnnStream::Impl::tell() {
  RnnChunk chunk;
  chunk.first_step = told_;
  chunk.end_step = notes_.step() - plan_->cut_steps;
  chunk.ended = plan_->complete(row_);
  chunk.events = std::exchange(events_, {});
  if (chunk.ended) notes_.finish(finished_);
  chunk.finished = std::exchange(finished_, {});
  if (!chunk.ended) notes_.add_sounding(chunk.sounding);
  plan_->cut(chunk.finished);
  plan_->cut(chunk.sounding);
  told_ = chunk.end_step;
  const auto on_done = std::exchange(on_done_, nullptr);
  on_done(std::move(chunk));
}

RnnStream::RnnStream(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
RnnStream::~RnnStream() { impl_->forget(); }

void RnnStream::advance(int steps, OnChunk on_done) {
  const auto impl = impl_;  // the answer may destroy this stream
  impl->advance(steps, std::move(on_done));
}

void RnnStream::cancel() {
  const auto impl = impl_;
  impl->cancel();
}

Result<void> RnnStream::set_choice(const EventChoice& choice) {
  if (auto good = check_choice(choice); !good) return good;
  impl_->set_choice(choice);
  return {};
}

int RnnStream::told_steps() const { return impl_->told(); }
bool RnnStream::in_flight() const { return impl_->in_flight(); }

}  // namespace segue
