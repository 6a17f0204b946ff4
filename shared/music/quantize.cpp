// SPDX-License-Identifier: Apache-2.0
#include "shared/music/quantize.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "shared/music/meter.h"

namespace segue {
namespace {

std::string to_text(const TimeSignature& meter) {
  return meter_name({meter.numerator, meter.denominator});
}

Result<double> only_tempo(const NoteSequence& sequence) {
  double qpm = kDefaultTempoQpm;
  bool first = true;
  for (const auto& tempo : sequence.tempos) {
    if (first && tempo.time_s <= 0) {
      qpm = tempo.qpm;
    } else if (tempo.qpm != qpm) {
      return Error{ErrorCode::kUnsupported,
                   "the tempo changes at " + std::to_string(tempo.time_s) +
                       " s; a grid needs one tempo: split the piece first"};
    }
    first = false;
  }
  if (!(qpm > 0) || !std::isfinite(qpm)) {
    return Error{ErrorCode::kUnsupported,
                 "a tempo of " + std::to_string(qpm) + " quarter notes a minute has no grid"};
  }
  return qpm;
}

Result<TimeSignature> only_meter(const NoteSequence& sequence) {
  TimeSignature meter;
  bool first = true;
  for (const auto& next : sequence.time_signatures) {
    if (first && next.time_s <= 0) {
      meter = next;
    } else if (next.numerator != meter.numerator || next.denominator != meter.denominator) {
      return Error{ErrorCode::kUnsupported,
                   "the meter changes from " + to_text(meter) + " to " + to_text(next) + " at " +
                       std::to_string(next.time_s) +
                       " s; a grid needs one meter: split the piece first"};
    }
    first = false;
  }
  const int denominator = meter.denominator;
  if (meter.numerator <= 0 || denominator <= 0 || (denominator & (denominator - 1)) != 0) {
    return Error{ErrorCode::kUnsupported,
                 "the meter " + to_text(meter) +
                     " is none: a numerator above 0 over a power of 2 is expected"};
  }
  return meter;
}

}  // namespace

Result<QuantizedSequence> quantize(const NoteSequence& sequence, int steps_per_quarter) {
  const auto qpm = only_tempo(sequence);
  if (!qpm) return qpm.error();
  const auto meter = only_meter(sequence);
  if (!meter) return meter.error();

  QuantizedSequence quantized;
  quantized.instruments = sequence.instruments;
  quantized.steps_per_quarter = steps_per_quarter;
  quantized.tempo_qpm = *qpm;
  quantized.numerator = meter->numerator;
  quantized.denominator = meter->denominator;
  quantized.notes.reserve(sequence.notes.size());
  const double steps_per_second = steps_per_quarter * *qpm / 60.0;
  for (const auto& note : sequence.notes) {
    if (!(note.start_s >= 0) || !(note.end_s >= 0)) {
      return Error{ErrorCode::kInvalidArgument,
                   "a note at " + std::to_string(note.start_s) + " s: times begin at 0"};
    }
    const double start = std::floor(note.start_s * steps_per_second + 0.5);
    const double end = std::floor(note.end_s * steps_per_second + 0.5);
    if (std::max(start, end) >= kMaxQuantizedSteps) {
      return Error{ErrorCode::kUnsupported,
                   "a note ends after " + std::to_string(note.end_s) + " s, beyond the " +
                       std::to_string(kMaxQuantizedSteps) + " steps a piece may have"};
    }
    const int start_step = static_cast<int>(start);
    const int end_step = std::max(static_cast<int>(end), start_step + 1);
    quantized.notes.push_back({note.pitch, note.velocity, start_step, end_step, note.program,
                               note.instrument, note.is_drum});
    quantized.total_steps = std::max(quantized.total_steps, end_step);
  }
  return quantized;
}

}  // namespace segue
