// SPDX-License-Identifier: Apache-2.0
#include "shared/model/event_rows.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>
#include <utility>

namespace segue::detail {
namespace {

Error bad_output(const std::string& output, const std::string& what) {
  return {ErrorCode::kRuntime, "the graph \"step\" gave " + what + " in its output \"" + output +
                                   "\". The model does not fit its model.json: download it "
                                   "again, or export it anew."};
}

// Takes the values of an output of that shape out of `outputs`.
Result<std::vector<float>> take_output(NamedTensors& outputs, const std::string& name,
                                       const std::vector<std::int64_t>& shape) {
  const auto found = outputs.find(name);
  if (found == outputs.end()) return bad_output(name, "nothing");
  auto* values = std::get_if<std::vector<float>>(&found->second.data);
  if (!values || found->second.shape != shape ||
      static_cast<std::int64_t>(values->size()) != element_count(shape)) {
    return bad_output(name, "another type or shape than expected");
  }
  if (!std::all_of(values->begin(), values->end(), [](float x) { return std::isfinite(x); })) {
    return bad_output(name, "numbers that are not finite");
  }
  return std::move(*values);
}

// One part of the states of all rows, [L, B, H].
std::vector<float> join_states(const std::vector<EventRow*>& rows, const RnnShape& shape,
                               std::vector<float> RnnState::*part) {
  const auto size = static_cast<std::size_t>(shape.size);
  const std::size_t layers = static_cast<std::size_t>(shape.layers), batch = rows.size();
  std::vector<float> joined(layers * batch * size);
  for (std::size_t b = 0; b < batch; ++b) {
    const std::vector<float>& own = rows[b]->state.*part;
    for (std::size_t l = 0; l < layers && !own.empty(); ++l) {
      std::copy_n(own.begin() + static_cast<std::ptrdiff_t>(l * size), size,
                  joined.begin() + static_cast<std::ptrdiff_t>((l * batch + b) * size));
    }
  }
  return joined;
}

void part_states(const std::vector<float>& joined, const RnnShape& shape,
                 const std::vector<EventRow*>& rows, std::vector<float> RnnState::*part) {
  const auto size = static_cast<std::size_t>(shape.size);
  const std::size_t layers = static_cast<std::size_t>(shape.layers), batch = rows.size();
  for (std::size_t b = 0; b < batch; ++b) {
    std::vector<float>& own = rows[b]->state.*part;
    own.resize(layers * size);
    for (std::size_t l = 0; l < layers; ++l) {
      std::copy_n(joined.begin() + static_cast<std::ptrdiff_t>((l * batch + b) * size), size,
                  own.begin() + static_cast<std::ptrdiff_t>(l * size));
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
  inputs["h"] = {{shape.layers, batch, shape.size}, join_states(rows, shape, &RnnState::h)};
  inputs["c"] = {{shape.layers, batch, shape.size}, join_states(rows, shape, &RnnState::c)};
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
  backend.run("step", std::move(inputs),
              [&package, rows = std::move(rows), length, batch,
               on_logits = std::move(on_logits)](Result<NamedTensors> outputs) {
                if (!outputs) return on_logits(outputs.error());
                const RnnShape& rnn = package.rnn;
                auto logits = take_output(*outputs, "logits",
                                          {length, batch, package.representation.classes});
                if (!logits) return on_logits(logits.error());
                const std::vector<std::int64_t> states = {rnn.layers, batch, rnn.size};
                const auto h = take_output(*outputs, "h_out", states);
                if (!h) return on_logits(h.error());
                const auto c = take_output(*outputs, "c_out", states);
                if (!c) return on_logits(c.error());
                part_states(*h, rnn, rows, &RnnState::h);
                part_states(*c, rnn, rows, &RnnState::c);
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
