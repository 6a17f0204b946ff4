// SPDX-License-Identifier: Apache-2.0
#include "shared/model/music_clip.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "shared/codec/chord_codec.h"
#include "shared/codec/groove_codec.h"
#include "shared/codec/multitrack_codec.h"

namespace segue {
namespace {

GrooveInput groove_input_of(const Representation& form) {
  const struct {
    const char* name;
    GrooveInput input;
  } names[] = {{"humanize", GrooveInput::kHumanize},
               {"tap", GrooveInput::kTap},
               {"tap_fixed_velocity", GrooveInput::kTapFixedVelocity},
               // Dropout is for training: what a user taps is taken whole.
               {"tap_fixed_velocity_note_dropout", GrooveInput::kTapFixedVelocity},
               {"add_closed_hat", GrooveInput::kAddClosedHat}};
  for (const auto& one : names) {
    if (form.groove_input == one.name) return one.input;
  }
  return GrooveInput::kSame;
}

std::size_t stored_controls(const Representation& form) {
  std::size_t count = 0;
  for (const auto& name : form.controls) count += find_control(name)->stored ? 1 : 0;
  return count;
}

}  // namespace

MusicClip to_music_clip(std::span<const std::uint8_t> melody) {
  MusicClip clip;
  clip.tokens.assign(melody.begin(), melody.end());
  return clip;
}

std::vector<std::uint8_t> to_melody(const MusicClip& clip) {
  std::vector<std::uint8_t> melody;
  for (const auto token : clip.tokens) {
    melody.push_back(static_cast<std::uint8_t>(std::min<int>(token, 255)));
  }
  return melody;
}

Result<void> check_controls(std::span<const std::uint8_t> controls, const Representation& form) {
  const std::size_t kinds = stored_controls(form), steps = static_cast<std::size_t>(form.steps);
  if (controls.empty()) return {};
  if (controls.size() != steps * kinds) {
    return invalid_argument("expected " + std::to_string(kinds) + " controls at each of " +
                            std::to_string(steps) + " steps, found " +
                            std::to_string(controls.size()) + " numbers.");
  }
  std::size_t kind = 0;
  for (const auto& name : form.controls) {
    const ControlInfo* control = find_control(name);
    if (!control->stored) continue;
    for (std::size_t t = 0; t < steps; ++t) {
      const int value = controls[t * kinds + kind];
      if (value < control->depth) continue;
      return invalid_argument("expected " + name + " below " + std::to_string(control->depth) +
                              ", found " + std::to_string(value) + " at step " + std::to_string(t) +
                              ".");
    }
    ++kind;
  }
  return {};
}

Result<void> check_clip(const MusicClip& clip, const Representation& form) {
  const RepresentationInfo& info = *form.info();
  const std::size_t steps = static_cast<std::size_t>(form.steps), parts = info.parts.size();
  if (info.head != DecoderHead::kCategorical) {
    const auto width = static_cast<std::size_t>(form.features);
    if (clip.features.size() != steps * width) {
      return invalid_argument("expected a clip of " + std::to_string(steps) + " steps, found " +
                              std::to_string(clip.features.size() / width) + ".");
    }
    const bool finite = std::all_of(clip.features.begin(), clip.features.end(),
                                    [](float x) { return std::isfinite(x); });
    if (!finite) return invalid_argument("a clip holds a number that is not finite.");
    return check_controls(clip.controls, form);
  }
  if (clip.tokens.size() != steps * parts) {
    return invalid_argument("expected a clip of " + std::to_string(steps) + " steps, found " +
                            std::to_string(clip.tokens.size() / parts) + ".");
  }
  for (std::size_t i = 0; i < clip.tokens.size(); ++i) {
    const int classes = info.parts[i % parts].classes;
    if (clip.tokens[i] >= classes) {
      return invalid_argument("expected tokens below " + std::to_string(classes) + ", found " +
                              std::to_string(clip.tokens[i]) + " at step " +
                              std::to_string(i / parts) + ".");
    }
  }
  return check_controls(clip.controls, form);
}

std::vector<float> control_columns(std::span<const std::uint8_t> controls,
                                   std::span<const float> features, const Representation& form) {
  const auto steps = static_cast<std::size_t>(form.steps);
  const auto width = static_cast<std::size_t>(form.control_depth());
  const std::size_t kinds = stored_controls(form);
  std::vector<float> columns(steps * width);
  for (std::size_t t = 0; t < steps; ++t) {
    float* row = columns.data() + t * width;
    std::size_t kind = 0;
    for (const auto& name : form.controls) {
      const ControlInfo* control = find_control(name);
      const auto depth = static_cast<std::size_t>(control->depth);
      if (control->stored) {
        row[controls.empty() ? 0 : controls[t * kinds + kind]] = 1;
        ++kind;
      } else if (!features.empty()) {  // hits: the first features of the step
        const std::size_t from = t * static_cast<std::size_t>(form.features);
        for (std::size_t i = 0; i < depth; ++i) row[i] = features[from + i] > 0.5f ? 1.0f : 0.0f;
      }
      row += depth;
    }
  }
  return columns;
}

Result<std::vector<std::uint8_t>> chord_controls(const Representation& form,
                                                 std::string_view chords) {
  std::size_t kinds = 0, place = 0;
  bool has_chords = false;
  for (const auto& name : form.controls) {
    const ControlInfo* control = find_control(name);
    if (!control->stored) continue;
    if (control->kind == ControlKind::kChords) {
      place = kinds;
      has_chords = true;
    }
    ++kinds;
  }
  if (!has_chords) {
    return invalid_argument(
        "this model is not told chords; take one that is (mel_2bar_chords), or leave the chords "
        "out.");
  }
  const auto classes = parse_chords(chords);
  if (!classes) return classes.error();
  auto row = spread_chords(*classes, form.steps);
  if (form.info()->fixed_rows > 0) {  // events of tracks, each of which is told all chords
    const auto track = spread_chords(*classes, kMultitrackEvents);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = track[i % track.size()];
  }
  std::vector<std::uint8_t> told(row.size() * kinds);
  for (std::size_t t = 0; t < row.size(); ++t) told[t * kinds + place] = row[t];
  return told;
}

Tensor to_sequence(std::span<const MusicClip> clips, const Representation& form) {
  const RepresentationInfo& info = *form.info();
  const auto steps = static_cast<std::size_t>(form.steps), parts = info.parts.size();
  const auto depth = static_cast<std::size_t>(form.depth);
  const auto own = static_cast<std::size_t>(info.input_depth()), told = depth - own;
  std::vector<float> rows(clips.size() * steps * depth);
  for (std::size_t b = 0; b < clips.size(); ++b) {
    const MusicClip& clip = clips[b];
    std::vector<float> features = clip.features;
    if (info.head == DecoderHead::kGroove) {
      Rng unused(0);
      features = make_groove_input(features, groove_input_of(form), unused);
    }
    const auto controls = control_columns(clip.controls, clip.features, form);
    const auto width = static_cast<std::size_t>(form.features);
    for (std::size_t t = 0; t < steps; ++t) {
      const auto row = std::span(rows).subspan((b * steps + t) * depth, depth);
      if (info.head == DecoderHead::kCategorical) {
        fill_input_row(info, std::span(clip.tokens).subspan(t * parts, parts), row.first(own));
      } else {
        const std::span<const float> step(features.data() + t * width, width);
        fill_input_row(info, step, row.first(own));
      }
      std::copy_n(controls.begin() + static_cast<std::ptrdiff_t>(t * told), told,
                  row.begin() + static_cast<std::ptrdiff_t>(own));
    }
  }
  return {{static_cast<std::int64_t>(clips.size()), form.steps, form.depth}, std::move(rows)};
}

void restore_given(const MusicClip& original, const Representation& form, MusicClip& made) {
  if (form.info()->head != DecoderHead::kGroove) return;
  restore_given(original.features, groove_input_of(form), made.features);
}

}  // namespace segue
