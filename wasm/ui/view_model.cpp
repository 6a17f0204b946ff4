// SPDX-License-Identifier: Apache-2.0
// Words and numbers for the panels.
#include "wasm/ui/view_model.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"

namespace segue {

PlayingPoint playing_point(const AppState& state) {
  PlayingPoint point;
  const Playback& playback = state.playback;
  const auto& clips = state.document.clips();
  const Representation& form = state.document.form;
  double step = s_to_steps(playback.position_s, playback.tempo_qpm, form);
  if (playback.target == PlayTarget::kClip) {
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (clips[i].id == playback.clip_id) point = {static_cast<int>(i), step, -1};
    }
  } else if (playback.target == PlayTarget::kWalk && state.document.mode == Mode::kInterpolate) {
    for (std::size_t i = 0; i < clips.size(); ++i) {
      const auto length = static_cast<double>(clip_steps(form));
      if (step < length || i + 1 == clips.size()) {
        const double part = playback.length_s > 0 ? playback.position_s / playback.length_s : 0;
        return {static_cast<int>(i), std::min(step, length), std::clamp(part, 0.0, 1.0)};
      }
      step -= length;
    }
  }
  return point;
}

int shown_clip(const AppState& state) {
  const int count = static_cast<int>(state.document.clips().size());
  if (count == 0) return -1;
  const PlayingPoint point = playing_point(state);
  return point.walk_part >= 0 ? point.clip : std::clamp(state.document.selected(), 0, count - 1);
}

ImU32 clip_color(const Ui& ui, int index) {
  const auto& clips = ui.state.document.clips();
  if (ui.state.document.mode != Mode::kInterpolate || clips.size() < 2) return ui.colors.accent;
  return journey(ui.colors, static_cast<float>(index) / static_cast<float>(clips.size() - 1));
}

std::string bytes_text(std::uint64_t bytes) {
  char text[32];
  if (bytes < 1000000) {
    std::snprintf(text, sizeof text, "%d kB", static_cast<int>((bytes + 500) / 1000));
  } else {
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  }
  return text;
}

std::string time_text(double seconds) {
  const int whole = static_cast<int>(std::max(0.0, std::floor(seconds + 0.001)));
  char text[32];
  std::snprintf(text, sizeof text, "%d:%02d", whole / 60, whole % 60);
  return text;
}

const char* temperature_word(double temperature) {
  return temperature < 0.35   ? "calm"
         : temperature < 0.7  ? "balanced"
         : temperature < 1.05 ? "lively"
                              : "adventurous";
}

float load_fraction(const ModelStatus& model) {
  if (model.bytes_total == 0) return -1;
  return static_cast<float>(static_cast<double>(model.bytes_done) /
                            static_cast<double>(model.bytes_total));
}

std::string load_text(const ModelStatus& model) {
  const ModelEntry* entry = model.chosen();
  const std::string what = entry ? "\xE2\x80\x9C" + entry->title + "\xE2\x80\x9D" : "the model";
  if (model.bytes_total == 0) return "Fetching " + what + "\xE2\x80\xA6";
  if (model.bytes_done >= model.bytes_total) return "Starting " + what + "\xE2\x80\xA6";
  return "Fetching " + what + ": " + bytes_text(model.bytes_done) + " of " +
         bytes_text(model.bytes_total);
}

bool can_share(const AppState& state) {
  return state.document.mode == Mode::kContinue || !state.document.clips().empty();
}

std::string generate_hint(const AppState& state) {
  if (state.document.mode == Mode::kSample) return {};
  if (state.document.mode == Mode::kContinue) {
    const ContinueSettings& wish = state.document.continuing;
    if (wish.primer == PrimerKind::kPlayed && state.document.take.empty())
      return "Play something first";
    if (wish.primer == PrimerKind::kFile && !state.document.primer_file)
      return "Choose a file first";
    return {};
  }
  const bool a = state.document.input(Slot::kA).chosen() != nullptr,
             b = state.document.input(Slot::kB).chosen() != nullptr;
  if (a && b) return {};
  return a ? "Choose B first" : b ? "Choose A first" : "Choose A and B first";
}

const ExampleEntry* example_for(const AppState& state, int index) {
  const Representation form = state.model.form();
  const auto fits = [&](const ExampleEntry& example) {
    if (state.model.continues()) return (example.kind == "drums") == drums_only(form);
    return example.kind == example_kind(form) && example.meter == form.meter &&
           example.bars >= form.bars;
  };
  for (const ExampleEntry& example : state.examples) {
    if (fits(example) && index-- == 0) return &example;
  }
  return nullptr;
}

}  // namespace segue
