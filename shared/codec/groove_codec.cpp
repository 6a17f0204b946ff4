// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/groove_codec.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

#include "shared/codec/drum_codec.h"

namespace segue {
namespace {

constexpr std::size_t kClasses = kDrumClasses, kDepth = kGrooveDepth;
constexpr std::size_t kVelocity = kClasses, kOffset = 2 * kClasses;  // columns
constexpr std::size_t kTapClass = 3, kClosedHatClass = 2;
constexpr double kMostDropout = 0.8, kLeastDropoutShare = 0.2;  // as magenta's converter

void clear_class(std::span<float> row, std::size_t c) {
  row[c] = row[kVelocity + c] = row[kOffset + c] = 0.0f;
}

/// Leaves out strokes, soft ones rather than loud ones.
void drop_notes(std::span<float> features, Rng& rng) {
  const double share = kMostDropout * rng.uniform();
  for (std::size_t t = 0; t * kDepth < features.size(); ++t) {
    const auto row = features.subspan(t * kDepth, kDepth);
    for (std::size_t c = 0; c < kClasses; ++c) {
      if (row[c] <= 0.5f) continue;
      const double p = share * std::max(kLeastDropoutShare, 1.0 - row[kVelocity + c]);
      if (rng.uniform() < p) clear_class(row, c);
    }
  }
}

/// What `c` of a decoder's step is like where it does strike. Offsets stay: divided in the same way
/// they were further from the drummer's (24.1 instead of 23.6 ms, groove_2bar_humanize).
void strike(std::span<float> row, std::size_t c) {
  constexpr float kLeastChance = 0.2f;  // below, the means say too little to be made larger
  const float chance = std::clamp(row[c], kLeastChance, 1.0f);
  row[c] = 1.0f;
  row[kVelocity + c] = std::min(row[kVelocity + c] / chance, 1.0f);
}

void tap(std::span<float> row) {
  std::size_t loudest = kClasses;
  for (std::size_t c = 0; c < kClasses; ++c) {
    if (row[c] > 0.5f && (loudest == kClasses || row[kVelocity + c] > row[kVelocity + loudest])) {
      loudest = c;
    }
  }
  const float velocity = loudest < kClasses ? row[kVelocity + loudest] : 0.0f;
  const float offset = loudest < kClasses ? row[kOffset + loudest] : 0.0f;
  std::fill(row.begin(), row.end(), 0.0f);
  if (loudest == kClasses) return;
  row[kTapClass] = 1.0f;
  row[kVelocity + kTapClass] = velocity;
  row[kOffset + kTapClass] = offset;
}

}  // namespace

std::vector<float> encode_groove(std::span<const GrooveHit> hits, int steps) {
  std::vector<float> features(static_cast<std::size_t>(steps) * kDepth, 0.0f);  // [T, 27]
  for (const auto& hit : hits) {
    assert(hit.drum_class >= 0 && hit.drum_class < kDrumClasses);
    const double step = std::floor(hit.position_steps + 0.5);
    if (!(step >= 0) || step >= steps) continue;
    const auto c = static_cast<std::size_t>(hit.drum_class);
    const auto row = std::span(features).subspan(static_cast<std::size_t>(step) * kDepth, kDepth);
    const float velocity = static_cast<float>(hit.velocity) / 127.0f;
    if (row[c] > 0.5f && row[kVelocity + c] >= velocity) continue;
    row[c] = 1.0f;
    row[kVelocity + c] = velocity;
    row[kOffset + c] = static_cast<float>(2.0 * (step - hit.position_steps));
  }
  return features;
}

Result<NoteSequence> decode_groove(std::span<const float> features, double tempo_qpm) {
  if (features.size() % kDepth != 0) {
    return Error{ErrorCode::kInvalidArgument,
                 std::to_string(features.size()) + " groove features: expected a multiple of 27"};
  }
  if (!(tempo_qpm > 0)) {
    return Error{ErrorCode::kInvalidArgument,
                 "a tempo of " + std::to_string(tempo_qpm) + ": expected one above 0"};
  }
  NoteSequence sequence;
  sequence.tempos = {{0, tempo_qpm}};
  sequence.time_signatures = {{0, 4, 4}};
  Instrument& drums = sequence.instruments.emplace_back();
  drums.channel = kDrumChannel;
  drums.is_drum = true;
  const double step_s = 60.0 / (tempo_qpm * kGridStepsPerQuarter);
  for (std::size_t i = 0; i < features.size(); i += kDepth) {
    for (std::size_t c = 0; c < kClasses; ++c) {
      const float hit = features[i + c], velocity = features[i + kVelocity + c],
                  offset = features[i + kOffset + c];
      if (!std::isfinite(hit) || !std::isfinite(velocity) || !std::isfinite(offset)) {
        return Error{ErrorCode::kInvalidArgument,
                     "a groove feature of step " + std::to_string(i / kDepth) + " is no number"};
      }
      if (!(hit > 0.5f)) continue;
      Note note;
      note.pitch = drum_pitch(static_cast<int>(c));
      note.velocity = std::clamp(static_cast<int>(std::lround(velocity * 127.0f)), 1, 127);
      const double position =
          static_cast<double>(i / kDepth) - std::clamp(offset, -1.0f, 1.0f) / 2.0;
      note.start_s = std::max(position, 0.0) * step_s;
      note.end_s = note.start_s + step_s;
      note.is_drum = true;
      sequence.total_time_s = std::max(sequence.total_time_s, note.end_s);
      sequence.notes.push_back(note);
    }
  }
  std::sort(sequence.notes.begin(), sequence.notes.end(), [](const Note& a, const Note& b) {
    return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
  });
  return sequence;
}

std::vector<float> make_groove_input(std::span<const float> features, GrooveInput input, Rng& rng) {
  assert(features.size() % kDepth == 0);
  std::vector<float> seen(features.begin(), features.end());  // [T, 27]
  if (input == GrooveInput::kTapFixedVelocityNoteDropout) drop_notes(seen, rng);
  for (std::size_t i = 0; i < seen.size(); i += kDepth) {
    const auto row = std::span(seen).subspan(i, kDepth);
    switch (input) {
      case GrooveInput::kSame:
        break;
      case GrooveInput::kHumanize:
        std::fill(row.begin() + kVelocity, row.end(), 0.0f);
        break;
      case GrooveInput::kTap:
        tap(row);
        break;
      case GrooveInput::kTapFixedVelocity:
      case GrooveInput::kTapFixedVelocityNoteDropout:
        tap(row);
        row[kVelocity + kTapClass] = 0.0f;
        break;
      case GrooveInput::kAddClosedHat:
        clear_class(row, kClosedHatClass);
        break;
    }
  }
  return seen;
}

void settle_strokes(std::span<float> features) {
  assert(features.size() % kDepth == 0);
  for (std::size_t i = 0; i < features.size(); i += kDepth) {
    const auto row = features.subspan(i, kDepth);
    for (std::size_t c = 0; c < kClasses; ++c) {
      if (row[c] > 0.5f) strike(row, c);
    }
  }
}

void restore_given(std::span<const float> original, GrooveInput input, std::span<float> played) {
  assert(original.size() == played.size() && played.size() % kDepth == 0);
  for (std::size_t i = 0; i < played.size(); i += kDepth) {
    const auto given = original.subspan(i, kDepth);
    const auto row = played.subspan(i, kDepth);
    for (std::size_t c = 0; c < kClasses; ++c) {
      if (input == GrooveInput::kHumanize) {
        if (given[c] > 0.5f) {
          strike(row, c);
        } else {
          row[c] = 0.0f;
        }
      } else if (input == GrooveInput::kAddClosedHat && c != kClosedHatClass) {
        row[c] = given[c];
        row[kVelocity + c] = given[kVelocity + c];
        row[kOffset + c] = given[kOffset + c];
      }
    }
  }
}

}  // namespace segue
