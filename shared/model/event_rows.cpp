// SPDX-License-Identifier: Apache-2.0
#include "shared/model/event_rows.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "shared/model/graph_outputs.h"

namespace segue::detail {
namespace {

// A part of the state: its names in the graph, and its rows of H values.
struct StatePart {
  const char* input;
  const char* output;
  std::vector<float> RnnState::*values;
  std::int64_t rows;
};

std::vector<StatePart> state_parts(const RnnShape& shape) {
  std::vector<StatePart> parts = {{"h", "h_out", &RnnState::h, shape.layers},
                                  {"c", "c_out", &RnnState::c, shape.layers}};
  if (shape.attention > 0) {
    parts.push_back({"attention", "attention_out", &RnnState::attention, shape.attention_rows()});
  }
  return parts;
}

// One part of the states of all rows, [R, B, H].
std::vector<float> join_states(const std::vector<EventRow*>& rows, std::size_t size,
                               const StatePart& part) {
  const std::size_t count = static_cast<std::size_t>(part.rows), batch = rows.size();
  std::vector<float> joined(count * batch * size);
  for (std::size_t b = 0; b < batch; ++b) {
    const std::vector<float>& own = rows[b]->state.*part.values;
    for (std::size_t r = 0; r < count && !own.empty(); ++r) {
      std::copy_n(own.begin() + static_cast<std::ptrdiff_t>(r * size), size,
                  joined.begin() + static_cast<std::ptrdiff_t>((r * batch + b) * size));
    }
  }
  return joined;
}

void part_states(const std::vector<float>& joined, std::size_t size,
                 const std::vector<EventRow*>& rows, const StatePart& part) {
  const std::size_t count = static_cast<std::size_t>(part.rows), batch = rows.size();
  for (std::size_t b = 0; b < batch; ++b) {
    std::vector<float>& own = rows[b]->state.*part.values;
    own.resize(count * size);
    for (std::size_t r = 0; r < count; ++r) {
      std::copy_n(joined.begin() + static_cast<std::ptrdiff_t>((r * batch + b) * size), size,
                  own.begin() + static_cast<std::ptrdiff_t>(r * size));
    }
  }
}

// `events` [T, B].
void run_step(Backend& backend, const ModelPackage& package, std::vector<EventRow*> rows,
              std::vector<std::int64_t> events, OnLogits on_logits) {
  const RnnShape& shape = package.rnn;
  const auto batch = static_cast<std::int64_t>(rows.size());
  const std::int64_t length = static_cast<std::int64_t>(events.size()) / batch;
  NamedTensors inputs;
  inputs["tokens"] = {{length, batch}, std::move(events)};
  for (const StatePart& part : state_parts(shape)) {
    inputs[part.input] = {{part.rows, batch, shape.size},
                          join_states(rows, static_cast<std::size_t>(shape.size), part)};
  }
  if (shape.counters > 0) {
    const auto width = static_cast<std::size_t>(shape.counters);
    std::vector<float> counters(static_cast<std::size_t>(length * batch) * width);
    for (std::size_t i = 0; i * width < counters.size(); ++i) {
      const std::size_t t = i / rows.size(), b = i % rows.size();
      fill_counters(rows[b]->heard + static_cast<std::int64_t>(t),
                    std::span(counters).subspan(i * width, width));
    }
    inputs["counters"] = {{length, batch, shape.counters}, std::move(counters)};
  }
  backend.run(
      "step", std::move(inputs),
      [&package, rows = std::move(rows), length, batch,
       on_logits = std::move(on_logits)](Result<NamedTensors> outputs) {
        if (!outputs) return on_logits(outputs.error());
        const RnnShape& rnn = package.rnn;
        auto logits = take_floats(*outputs, "step", "logits",
                                  {length, batch, package.representation.classes});
        if (!logits) return on_logits(logits.error());
        const std::vector<StatePart> parts = state_parts(rnn);
        std::vector<std::vector<float>> states;
        for (const StatePart& part : parts) {
          auto state = take_floats(*outputs, "step", part.output, {part.rows, batch, rnn.size});
          if (!state) return on_logits(state.error());
          states.push_back(std::move(*state));
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
          part_states(states[i], static_cast<std::size_t>(rnn.size), rows, parts[i]);
        }
        for (EventRow* row : rows) row->heard += length;
        on_logits(std::move(logits));
      });
}

}  // namespace

Injection::Injection(std::vector<std::uint16_t> events, int first_step)
    : events_(std::move(events)), first_step_(first_step) {
  std::size_t begin = 1;  // after START
  for (std::size_t i = 1; i < events_.size(); ++i) {
    if (events_[i] != kPolyphonyStepEnd) continue;
    step_begins_.push_back(begin);
    begin = i + 1;
  }
  step_begins_.push_back(begin);
}

void Injection::begin_step(EventRow& row) const {
  const int step = row.rules.steps() - first_step_;
  if (step < 0 || static_cast<std::size_t>(step) + 1 >= step_begins_.size()) return;
  row.forced = step_begins_[static_cast<std::size_t>(step)];
  row.forced_end = step_begins_[static_cast<std::size_t>(step) + 1] - 1;  // without STEP_END
}

bool choose_next(EventRow& row, std::span<const float> logits, const Injection& injection,
                 const EventChoice& choice, Rng& rng) {
  const bool drawn = row.forced == row.forced_end;
  if (drawn) {
    std::vector<std::uint8_t> allowed(logits.size());
    row.rules.fill_allowed(choice, allowed);
    row.last = static_cast<std::uint16_t>(draw_event(logits, allowed, choice, rng));
  } else {
    row.last = injection.event(row.forced++);
  }
  const int steps = row.rules.steps();
  row.rules.push(row.last);
  if (row.rules.steps() > steps) injection.begin_step(row);
  return drawn;
}

void hear_last(Backend& backend, const ModelPackage& package, std::vector<EventRow*> rows,
               OnLogits on_logits) {
  assert(!rows.empty());
  std::vector<std::int64_t> events;
  for (const EventRow* row : rows) events.push_back(row->last);
  run_step(backend, package, std::move(rows), std::move(events), std::move(on_logits));
}

void hear_events(Backend& backend, const ModelPackage& package, EventRow& row,
                 std::span<const std::uint16_t> events, OnLogits on_logits) {
  assert(!events.empty());
  run_step(backend, package, {&row}, {events.begin(), events.end()}, std::move(on_logits));
}

}  // namespace segue::detail
