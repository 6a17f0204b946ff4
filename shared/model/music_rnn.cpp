// SPDX-License-Identifier: Apache-2.0
// Pieces side by side, and the score of given ones.
#include "shared/model/music_rnn.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "shared/model/piece_maker.h"
#include "shared/model/rnn_plan.h"
#include "shared/model/rnn_stream_impl.h"
#include "shared/model/trampoline.h"
#include "shared/music/quantized_to_notes.h"

namespace segue {
namespace {

using detail::EventRow;

// kPiecesPerBatch pieces at a time; a piece that has its steps leaves the batch.
class Generation : public detail::PieceMaker {
 public:
  using PieceMaker::PieceMaker;

 private:
  struct Growing {
    EventRow row;
    Rng rng;
    std::vector<std::uint16_t> events = {};
    double log_likelihood = 0;
  };

  std::vector<EventRow*> open_rows() override {
    if (growing_.empty()) open_batch();
    std::vector<EventRow*> rows;
    for (Growing& piece : growing_) {
      if (!plan().complete(piece.row)) rows.push_back(&piece.row);
    }
    return rows;
  }

  bool choose(std::span<const float> logits) override {
    const auto classes = static_cast<std::size_t>(plan().classes);
    int done = 0;
    for (Growing& piece : growing_) {
      if (!plan().complete(piece.row)) {
        const auto own = logits.first(classes);
        logits = logits.subspan(classes);
        detail::choose_next(piece.row, own, plan().injection, plan().options.choice, piece.rng);
        piece.events.push_back(piece.row.last);
        piece.log_likelihood += detail::log_probability(own, piece.row.last, /*temperature=*/1);
      }
      done += piece.row.rules.steps() - plan().heard_steps;
    }
    return report(done);
  }

  bool close() override {
    for (const Growing& piece : growing_) {
      pieces_.push_back(plan().to_piece(piece.events));
      pieces_.back().log_likelihood = piece.log_likelihood;
    }
    growing_.clear();
    return true;
  }

  void open_batch() {
    const int first = static_cast<int>(pieces_.size());
    for (int i = first; i < std::min(count(), first + kPiecesPerBatch); ++i) {
      growing_.push_back({start_, rng_of(static_cast<std::size_t>(i))});
    }
  }

  std::vector<Growing> growing_;
};

// A stretch of a sequence at a time, so that memory stays small.
class Scoring : public std::enable_shared_from_this<Scoring> {
 public:
  Scoring(std::shared_ptr<const ModelPackage> package, Backend& backend,
          std::vector<MusicRnn::Events> sequences, std::function<bool(int, int)> on_progress,
          MusicRnn::OnScores on_done)
      : package_(std::move(package)),
        backend_(backend),
        kind_(*detail::stream_kind(package_->representation)),
        sequences_(std::move(sequences)),
        on_progress_(std::move(on_progress)),
        on_done_(std::move(on_done)),
        row_{new_rules()} {}

  void go_on() {
    const auto self = shared_from_this();
    loop_.run([&self] { self->turn(); });
  }

 private:
  static constexpr std::size_t kEventsAtOnce = 512;

  detail::EventRules new_rules() const { return {kind_, package_->representation.classes}; }

  void turn() {
    if (scores_.size() == sequences_.size()) return on_done_(std::move(scores_));
    const MusicRnn::Events& sequence = sequences_[scores_.size()];
    const std::size_t size = std::min(kEventsAtOnce, sequence.size() - 1 - heard_);
    detail::hear_events(backend_, *package_, row_, std::span(sequence).subspan(heard_, size),
                        [self = shared_from_this(), size](Result<std::vector<float>> logits) {
                          if (!logits) return self->on_done_(logits.error());
                          self->take(*logits, size);
                        });
  }

  void take(std::span<const float> logits, std::size_t size) {
    const MusicRnn::Events& sequence = sequences_[scores_.size()];
    const auto classes = static_cast<std::size_t>(package_->representation.classes);
    for (std::size_t i = 0; i < size; ++i) {
      score_.log_likelihood += detail::log_probability(logits.subspan(i * classes, classes),
                                                       sequence[heard_ + i + 1], 1);
    }
    heard_ += size;
    if (heard_ + 1 == sequence.size()) {
      detail::EventRules rules = new_rules();
      for (const auto event : sequence) rules.push(event);
      score_.events = static_cast<int>(heard_);
      score_.steps = rules.steps();
      scores_.push_back(std::exchange(score_, {}));
      heard_ = 0;
      row_ = {new_rules()};
      const int done = static_cast<int>(scores_.size()),
                total = static_cast<int>(sequences_.size());
      if (on_progress_ && !on_progress_(done, total)) {
        return on_done_(detail::stopped(done, total, "sequences"));
      }
    }
    go_on();
  }

  std::shared_ptr<const ModelPackage> package_;
  Backend& backend_;
  detail::StreamKind kind_;
  std::vector<MusicRnn::Events> sequences_;
  std::function<bool(int, int)> on_progress_;
  MusicRnn::OnScores on_done_;
  EventRow row_;
  std::size_t heard_ = 0;  ///< events of this sequence
  RnnScore score_;
  std::vector<RnnScore> scores_;
  detail::Trampoline loop_;
};

Result<NoteSequence> to_seconds(QuantizedSequence music, double tempo_qpm, int program) {
  if (!std::isfinite(tempo_qpm) || tempo_qpm <= 0) {
    return invalid_argument("expected a tempo above 0 quarters a minute, found " +
                            std::to_string(tempo_qpm) + ".");
  }
  if (program < 0 || program > 127) {
    return invalid_argument("expected a program from 0 to 127, found " + std::to_string(program) +
                            ".");
  }
  music.tempo_qpm = tempo_qpm;
  const bool drums = !music.notes.empty() && music.notes.front().is_drum;
  music.instruments.resize(1);
  music.instruments[0].is_drum = drums;
  music.instruments[0].channel = drums ? 9 : 0;
  music.instruments[0].program = drums ? 0 : program;
  for (auto& note : music.notes) note.program = drums ? 0 : program;
  return to_note_sequence(music);
}

}  // namespace

MusicRnn::MusicRnn(ModelPackage package, Backend& backend)
    : package_(std::make_shared<const ModelPackage>(std::move(package))), backend_(backend) {}

Result<void> MusicRnn::check(const ModelPackage& package, const RnnOptions& options) {
  const auto plan = detail::make_plan(package, options, /*endless=*/false);
  if (!plan) return plan.error();
  return {};
}

void MusicRnn::generate(int count, const RnnOptions& options, OnPieces on_done) {
  if (count < 1 || count > kMaxPieces) {
    return on_done(invalid_argument("expected a number of pieces from 1 to " +
                                    std::to_string(kMaxPieces) + ", found " +
                                    std::to_string(count) + "."));
  }
  const auto plan = detail::make_plan(*package_, options, /*endless=*/false);
  if (!plan) return on_done(plan.error());
  if (options.beam_size * options.branch_factor > 1) {
    return detail::search_beams(package_, backend_, *plan, count, std::move(on_done));
  }
  std::make_shared<Generation>(package_, backend_, *plan, count, std::move(on_done))->go_on();
}

Result<std::unique_ptr<RnnStream>> MusicRnn::stream(const RnnOptions& options) {
  const auto plan = detail::make_plan(*package_, options, /*endless=*/true);
  if (!plan) return plan.error();
  if (options.beam_size * options.branch_factor > 1) {
    return invalid_argument("a stream has no beam search: it cannot take back what it has told.");
  }
  return std::unique_ptr<RnnStream>(
      new RnnStream(std::make_shared<RnnStream::Impl>(package_, backend_, *plan)));
}

void MusicRnn::score(std::vector<Events> sequences,
                     std::function<bool(int done, int total)> on_progress, OnScores on_done) {
  if (auto good = expect_kind(*package_, kRnnKind); !good) return on_done(good.error());
  const Representation& form = package_->representation;
  const auto kind = detail::stream_kind(form);
  if (!kind) return on_done(invalid_argument("a model of " + form.name + " scores no streams."));
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const Events& events = sequences[i];
    const bool fits =
        std::all_of(events.begin(), events.end(), [&](int event) { return event < form.classes; });
    const bool starts = *kind != detail::StreamKind::kPolyphony ||
                        (!events.empty() && events[0] == kPolyphonyStart);
    if (events.size() < 2 || !fits || !starts) {
      return on_done(invalid_argument("expected two or more events of " + form.name +
                                      ", the first START where there is one; sequence " +
                                      std::to_string(i) + " is something else."));
    }
  }
  std::make_shared<Scoring>(package_, backend_, std::move(sequences), std::move(on_progress),
                            std::move(on_done))
      ->go_on();
}

Result<NoteSequence> to_notes(const RnnPiece& piece, double tempo_qpm, int program) {
  return to_seconds(piece.music, tempo_qpm, program);
}

Result<NoteSequence> to_notes(std::span<const QuantizedNote> notes, int first_step,
                              double tempo_qpm, int program) {
  QuantizedSequence music;
  music.notes.assign(notes.begin(), notes.end());
  for (auto& note : music.notes) {
    if (note.start_step < first_step || note.end_step <= note.start_step) {
      return invalid_argument("expected notes from step " + std::to_string(first_step) +
                              " on, found one at " + std::to_string(note.start_step) + ".");
    }
    note.start_step -= first_step;
    note.end_step -= first_step;
    music.total_steps = std::max(music.total_steps, note.end_step);
  }
  return to_seconds(std::move(music), tempo_qpm, program);
}

}  // namespace segue
