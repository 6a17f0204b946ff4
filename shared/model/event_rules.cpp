// SPDX-License-Identifier: Apache-2.0
#include "shared/model/event_rules.h"

#include <algorithm>
#include <cassert>

#include "shared/codec/drum_codec.h"
#include "shared/codec/melody_codec.h"

namespace segue::detail {
namespace {

constexpr int kMelodyVelocity = 80;  // as decode_melody
constexpr int kFirstMelodyNote = 2;

int melody_pitch(int event) { return event - kFirstMelodyNote + kMelodyMinPitch; }

}  // namespace

std::optional<StreamKind> stream_kind(const Representation& form) {
  if (form.name == "polyphony_259") return StreamKind::kPolyphony;
  if (form.name == "drums_9") return StreamKind::kDrums;
  if (form.name == "melody_90") return StreamKind::kMelody;
  return std::nullopt;
}

void EventRules::end_step() {
  ++steps_;
  gap_ = note_begun_ ? 0 : gap_ + 1;
  note_begun_ = false;
  events_of_step_ = 0;
}

void EventRules::push(int event) {
  assert(event >= 0 && event < classes_);
  if (kind_ != StreamKind::kPolyphony) {
    note_begun_ = event >= (kind_ == StreamKind::kMelody ? kFirstMelodyNote : 1);
    return end_step();
  }
  if (event == kPolyphonyStepEnd) {
    before_ = now_;
    now_ = {};
    begun_ = {};
    return end_step();
  }
  ++events_of_step_;
  if (event == kPolyphonyStart || event == kPolyphonyEnd) return;
  if (event >= kPolyphonyContinuedNote) {
    const auto pitch = static_cast<std::size_t>(event - kPolyphonyContinuedNote);
    if (before_[pitch] == 0) return;  // says nothing
    --before_[pitch];
    ++now_[pitch];
  } else {
    const auto pitch = static_cast<std::size_t>(event - kPolyphonyNewNote);
    begun_[pitch] = note_begun_ = true;
    if (now_[pitch] < UINT8_MAX) ++now_[pitch];
  }
}

void EventRules::fill_allowed(const EventChoice& choice, std::span<std::uint8_t> out) const {
  assert(static_cast<int>(out.size()) == classes_);
  const bool must_begin =
      !choice.free && !note_begun_ && choice.max_gap_steps > 0 && gap_ >= choice.max_gap_steps;
  std::fill(out.begin(), out.end(), std::uint8_t{1});
  if (kind_ == StreamKind::kDrums) {
    out[0] = !must_begin;
    return;
  }
  if (kind_ == StreamKind::kMelody) {
    out[kNoEvent] = out[kNoteOff] = !must_begin;
    for (int event = kFirstMelodyNote; event < classes_; ++event) {
      out[static_cast<std::size_t>(event)] = has_pitch(choice.scale, melody_pitch(event));
    }
    return;
  }
  if (events_of_step_ >= kMaxEventsOfStep) {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    out[kPolyphonyStepEnd] = 1;
    return;
  }
  out[kPolyphonyStart] = out[kPolyphonyEnd] = choice.free;
  out[kPolyphonyStepEnd] = !must_begin;
  for (std::size_t pitch = 0; pitch < before_.size(); ++pitch) {
    out[kPolyphonyNewNote + pitch] =
        has_pitch(choice.scale, static_cast<int>(pitch)) && (choice.free || !begun_[pitch]);
    out[kPolyphonyContinuedNote + pitch] = choice.free || before_[pitch] > 0;
  }
}

int EventNotes::step() const {
  return offset_ + (kind_ == StreamKind::kPolyphony ? polyphony_.step() : steps_);
}

void EventNotes::take(std::vector<QuantizedNote>& notes, std::size_t first) const {
  for (std::size_t i = first; i < notes.size(); ++i) {
    notes[i].start_step += offset_;
    notes[i].end_step += offset_;
  }
}

void EventNotes::push(int event, std::vector<QuantizedNote>& finished) {
  const std::size_t first = finished.size();
  if (kind_ == StreamKind::kPolyphony) {
    polyphony_.push(event, finished);
  } else if (kind_ == StreamKind::kDrums) {
    for (int sound = 0; sound < kDrumClasses; ++sound) {
      if ((event >> sound & 1) == 0) continue;
      QuantizedNote& note = finished.emplace_back();
      note.pitch = drum_pitch(sound);
      note.velocity = kDrumVelocity;
      note.start_step = steps_;
      note.end_step = steps_ + 1;
      note.is_drum = true;
    }
    ++steps_;
  } else {
    if (event != kNoEvent && melody_note_) {
      finished.push_back(*melody_note_);
      finished.back().end_step = steps_;
      melody_note_.reset();
    }
    if (event >= kFirstMelodyNote) {
      melody_note_.emplace();
      melody_note_->pitch = melody_pitch(event);
      melody_note_->velocity = kMelodyVelocity;
      melody_note_->start_step = steps_;
    }
    ++steps_;
  }
  take(finished, first);
}

void EventNotes::finish(std::vector<QuantizedNote>& finished) {
  const std::size_t first = finished.size();
  if (kind_ == StreamKind::kPolyphony) polyphony_.finish(finished);
  if (melody_note_) {
    finished.push_back(*melody_note_);
    finished.back().end_step = steps_;
    melody_note_.reset();
  }
  take(finished, first);
}

void EventNotes::add_sounding(std::vector<QuantizedNote>& notes) const {
  const std::size_t first = notes.size();
  if (kind_ == StreamKind::kPolyphony) polyphony_.add_sounding(notes);
  if (melody_note_) {
    notes.push_back(*melody_note_);
    notes.back().end_step = steps_;
  }
  take(notes, first);
}

void fill_counters(std::int64_t index, std::span<float> out) {
  const auto next = static_cast<std::uint64_t>(index) + 1;
  for (std::size_t digit = 0; digit < out.size(); ++digit) {
    out[digit] = digit < 64 && (next >> digit & 1) != 0 ? 1.0f : -1.0f;
  }
}

}  // namespace segue::detail
