// SPDX-License-Identifier: Apache-2.0
#include "shared/model/rnn_plan.h"

#include <algorithm>
#include <string>
#include <utility>

namespace segue::detail {
namespace {

Result<void> check_steps(const RnnOptions& options, bool endless) {
  if (options.steps == 0 && endless) return {};
  if (options.steps < 1 || options.steps > kMaxRnnSteps) {
    return invalid_argument("expected a number of steps from 1 to " + std::to_string(kMaxRnnSteps) +
                            ", found " + std::to_string(options.steps) + ".");
  }
  if (options.primer.steps >= options.steps) {
    return invalid_argument("the primer has " + std::to_string(options.primer.steps) +
                            " steps (sixteenths), and " + std::to_string(options.steps) +
                            " were asked for, the primer among them. Ask for more steps, or take "
                            "fewer bars of the primer.");
  }
  return {};
}

Result<void> check_beam(const RnnOptions& options) {
  const int beam = options.beam_size, branch = options.branch_factor;
  if (beam < 1 || branch < 1 || options.steps_per_iteration < 1 || beam > kMaxBeamRows ||
      branch > kMaxBeamRows || beam * branch > kMaxBeamRows) {
    return invalid_argument(
        "expected a beam size, a branch factor and steps per iteration of 1 or more, and beam size "
        "times branch factor up to " +
        std::to_string(kMaxBeamRows) + "; found " + std::to_string(beam) + ", " +
        std::to_string(branch) + " and " + std::to_string(options.steps_per_iteration) + ".");
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const RnnPlan>> make_plan(const ModelPackage& package,
                                                 const RnnOptions& options, bool endless) {
  if (auto good = expect_kind(package, kRnnKind); !good) return good.error();
  const Representation& form = package.representation;
  const auto plan = std::make_shared<RnnPlan>();
  plan->options = options;
  RnnPrimer& primer = plan->options.primer;
  if (primer.events.empty()) {
    auto empty = empty_primer(form);
    if (!empty) return empty.error();
    primer = *std::move(empty);
  }
  if (auto good = check_primer(form, primer); !good) return good.error();
  if (auto good = check_choice(options.choice); !good) return good.error();
  if (auto good = check_steps(plan->options, endless); !good) return good.error();
  if (auto good = check_beam(options); !good) return good.error();
  plan->kind = *stream_kind(form);
  plan->classes = form.classes;
  const bool polyphony = plan->kind == StreamKind::kPolyphony;
  if (!polyphony && options.inject) {
    return invalid_argument("a primer can only be put into the steps of polyphony_259; the model " +
                            package.id + " makes " + form.name + ".");
  }
  if (!polyphony && !options.condition) {
    return invalid_argument("a model of " + form.name +
                            " must hear its primer; only polyphony_259 can begin with nothing.");
  }
  plan->heard = options.condition ? primer.events : std::vector<std::uint16_t>{kPolyphonyStart};
  plan->heard_steps = options.condition ? primer.steps : 0;
  plan->new_steps = options.steps == 0 ? 0 : options.steps - primer.steps;
  plan->cut_steps = options.keep_primer ? 0 : primer.steps;
  if (options.inject) plan->injection = Injection(primer.events, plan->heard_steps);
  return std::shared_ptr<const RnnPlan>(plan);
}

EventRow RnnPlan::first_row() const {
  EventRow row{EventRules(kind, classes)};
  for (const auto event : heard) row.rules.push(event);
  row.last = heard.back();
  injection.begin_step(row);
  return row;
}

std::span<const std::uint16_t> RnnPlan::heard_before() const {
  return std::span(heard).first(heard.size() - 1);
}

bool RnnPlan::complete(const EventRow& row) const {
  return new_steps > 0 && row.rules.steps() - heard_steps >= new_steps;
}

std::vector<QuantizedNote> RnnPlan::primer_notes() const {
  std::vector<QuantizedNote> notes;
  if (options.condition) return notes;
  EventNotes primer(kind);
  for (const auto event : options.primer.events) primer.push(event, notes);
  primer.finish(notes);
  return notes;
}

EventNotes RnnPlan::make_notes() const {
  return EventNotes(kind, options.condition ? 0 : options.primer.steps);
}

void RnnPlan::cut(std::vector<QuantizedNote>& notes) const {
  if (cut_steps == 0) return;
  std::erase_if(notes, [this](const QuantizedNote& note) { return note.end_step <= cut_steps; });
  for (auto& note : notes) {
    note.start_step = std::max(note.start_step - cut_steps, 0);
    note.end_step -= cut_steps;
  }
}

RnnPiece RnnPlan::to_piece(std::span<const std::uint16_t> events) const {
  RnnPiece piece;
  piece.events = heard;
  std::vector<QuantizedNote> notes = primer_notes();
  EventNotes follow = make_notes();
  for (const auto event : heard) follow.push(event, notes);
  for (const auto event : events) {
    if (follow.step() >= options.steps) break;
    follow.push(event, notes);
    piece.events.push_back(event);
    ++piece.new_events;
  }
  follow.finish(notes);
  if (kind == StreamKind::kPolyphony) piece.events.push_back(kPolyphonyEnd);
  cut(notes);
  std::stable_sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
    return a.start_step != b.start_step ? a.start_step < b.start_step : a.pitch < b.pitch;
  });
  piece.music.notes = std::move(notes);
  piece.music.instruments.resize(1);
  piece.music.total_steps = follow.step() - cut_steps;
  return piece;
}

Error stopped(int done, int total, const char* what) {
  return {ErrorCode::kCancelled, "stopped after " + std::to_string(done) + " of " +
                                     std::to_string(total) + " " + what + "."};
}

}  // namespace segue::detail
