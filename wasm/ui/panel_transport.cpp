// SPDX-License-Identifier: Apache-2.0
// The bottom of the page: play and stop, where the sound is, loop, volume, downloads.
#include <algorithm>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/sounds.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

struct NowPlaying {
  std::string title, detail;
};

NowPlaying describe(const AppState& state, bool brief) {
  const Document& document = state.document;
  const int shown = shown_clip(state);
  const bool walk = document.mode == Mode::kInterpolate;
  NowPlaying now;
  if (state.playback.target == PlayTarget::kInput) {
    const InputSlot& input = document.input(state.playback.slot);
    now.title = state.playback.slot == Slot::kA ? "A" : "B";
    if (input.file) now.title = input.file->name;
  } else if (state.playback.target == PlayTarget::kTake) {
    now.title = "What you played";
  } else if (const Continuation* made = shown_continuation(state)) {
    now.title = made->endless ? "Endless music" : "Continuation";
  } else if (shown >= 0) {
    now.title = walk && (state.playback.target == PlayTarget::kWalk || !state.playback.playing())
                    ? "From A to B"
                    : document.clips()[static_cast<std::size_t>(shown)].name;
  } else {
    now.title = "No music yet";
  }
  if (state.playback.playing()) {
    now.detail = time_text(state.playback.position_s);
    if (!state.stream) now.detail += " / " + time_text(state.playback.length_s);
  } else if (shown >= 0) {
    now.detail = sound_name(document.settings.program, document.form);
    if (!brief)
      now.detail += " \xC2\xB7 " +
                    std::to_string(static_cast<int>(document.settings.tempo_qpm + 0.5)) + " bpm";
  }
  return now;
}

void draw_play(Ui& ui, const ImRect& rect) {
  const bool plays = ui.state.playback.playing(),
             enabled = plays || heard_now(ui.state).target != PlayTarget::kNone;
  const Interaction press =
      press_area(ui, plays ? "Stop###play" : "Play###play", rect, {.enabled = enabled});
  const float lit = ui.memory.animator.glide(press.id, press.held      ? 1.0F
                                                       : press.hovered ? 0.6F
                                                                       : 0.0F);
  const ImVec2 center = rect.GetCenter();
  const float radius = rect.GetWidth() / 2;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  if (enabled) draw.AddCircleFilled(center, radius + ui.px(3) * lit, fade(ui.colors.accent, 0.25F));
  draw.AddCircleFilled(center, radius, enabled ? ui.colors.accent : fade(ui.colors.line, 1));
  draw_icon(draw, plays ? Icon::kStop : Icon::kPlay, center, ui.px(26),
            enabled ? ui.colors.on_accent : ui.colors.text_soft);
  if (press.focused) draw_focus_ring(ui, rect, radius);
  tooltip(ui, press, plays ? "Stop" : "Play", "Space");
  if (press.pressed) ui.push(TogglePlay{});
}

void draw_scrubber(Ui& ui, const ImRect& rect, bool thin) {
  const Playback& playback = ui.state.playback;
  const double length = std::max(playback.length_s, 0.001);
  const float t = playback.playing()
                      ? static_cast<float>(std::clamp(playback.position_s / length, 0.0, 1.0))
                      : 0;
  if (!thin) {
    const SliderChange change = slider(ui, rect, playback.playing() ? playback.position_s : 0,
                                       {.label = "Position",
                                        .min = 0,
                                        .max = length,
                                        .step = length / 64,
                                        .enabled = playback.playing()});
    if (change.value && playback.playing()) ui.push(Seek{*change.value});
    return;
  }
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled(rect.Min, rect.Max, ui.colors.line);
  fill_journey(ui, ImRect(rect.Min, ImVec2(rect.Min.x + rect.GetWidth() * t, rect.Max.y)), 0, t);
}

bool tool(Ui& ui, Cutter& cut, const ButtonSpec& spec) {
  return button_at_right(ui, cut, spec, ui.px(2));
}

void draw_volume(Ui& ui, Cutter& cut, bool with_slider) {
  const Preferences& preferences = ui.state.preferences;
  if (with_slider) {
    const ImRect place = cut.right(ui.px(116), ui.px(2));
    const SliderChange change =
        slider(ui, centered(place, place.GetWidth(), ui.target()),
               preferences.muted ? 0 : preferences.volume,
               {.label = "Volume", .min = 0, .max = 1, .step = 0.02, .color = ui.colors.text_soft});
    if (change.value) ui.push(SetVolume{*change.value});
  }
  if (tool(ui, cut,
           {.label = preferences.muted ? "Sound on###mute" : "Mute###mute",
            .icon = preferences.muted ? Icon::kMuted : Icon::kVolume,
            .look = Look::kBare,
            .icon_only = true,
            .toggles = true,
            .tip = preferences.muted ? "Sound on" : "Mute",
            .key = "M"})) {
    ui.push(SetMuted{!preferences.muted});
  }
}

void draw_tempo_field(Ui& ui, Cutter& cut) {
  const int tempo = static_cast<int>(ui.state.document.settings.tempo_qpm + 0.5);
  const ImRect place = cut.right(ui.px(40) * 2 + ui.px(68), ui.px(10));
  Cutter row{centered(place, place.GetWidth(), ui.target())};
  const float side = ui.target();
  if (button(ui, row.left(side),
             {.label = "Slower",
              .icon = Icon::kMinus,
              .look = Look::kBare,
              .icon_only = true,
              .enabled = tempo > kMinTempoQpm,
              .tip = "Slower",
              .key = "-",
              .repeat = true})) {
    ui.push(SetTempo{tempo - 2.0});
  }
  if (button(ui, row.right(side),
             {.label = "Faster",
              .icon = Icon::kPlus,
              .look = Look::kBare,
              .icon_only = true,
              .enabled = tempo < kMaxTempoQpm,
              .tip = "Faster",
              .key = "+",
              .repeat = true})) {
    ui.push(SetTempo{tempo + 2.0});
  }
  draw_text(ui, row.rect, Type::kBody, ui.colors.text, std::to_string(tempo) + " bpm",
            Align::kCenter);
}

void draw_downloads(Ui& ui, Cutter& cut, bool both) {
  const int shown = shown_clip(ui.state);
  if (both) {
    const ImRect column = cut.right(ui.target(), ui.px(2));
    draw_sound_file(ui, centered(column, ui.target(), ui.target()), /*with_label=*/false);
  }
  if (both && tool(ui, cut,
                   {.label = "Download all##transport",
                    .icon = Icon::kDownloadAll,
                    .look = Look::kBare,
                    .icon_only = true,
                    .enabled = shown >= 0,
                    .tip = "Download all as MIDI",
                    .key = "Shift D"})) {
    ui.push(DownloadAll{});
  }
  if (tool(ui, cut,
           {.label = "Download##transport",
            .icon = Icon::kDownload,
            .look = Look::kBare,
            .icon_only = true,
            .enabled = shown >= 0 || shown_continuation(ui.state),
            .tip = "Download this one as MIDI",
            .key = "D"})) {
    if (shown >= 0) {
      ui.push(DownloadClip{shown});
    } else {
      ui.push(DownloadMade{});
    }
  }
}

void draw_loop(Ui& ui, Cutter& cut) {
  const bool looping = ui.state.preferences.looping;
  if (tool(ui, cut,
           {.label = "Loop",
            .icon = Icon::kLoop,
            .look = Look::kBare,
            .icon_only = true,
            .on = looping,
            .toggles = true,
            .tip = looping ? "Loop is on" : "Loop is off",
            .key = "L"})) {
    ui.push(SetLooping{!looping});
  }
}

void draw_title(Ui& ui, const ImRect& rect) {
  const bool brief = ui.layout.transport.GetWidth() < ui.px(900);
  const NowPlaying now = describe(ui.state, brief);
  draw_titled(ui, rect, Type::kLabel, now.title, now.detail);
}

}  // namespace

void draw_transport(Ui& ui) {
  const Layout& layout = ui.layout;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const ImRect bar(layout.screen.Min.x, layout.transport.Min.y, layout.screen.Max.x,
                   layout.screen.Max.y);
  fill_gradient_down(ui, ImRect(bar.Min - ImVec2(0, ui.px(14)), ImVec2(bar.Max.x, bar.Min.y)),
                     fade(ui.colors.background, 0), ui.colors.background, 0);
  draw.AddRectFilled(bar.Min, bar.Max, ui.colors.card);
  draw.AddRectFilled(bar.Min, ImVec2(bar.Max.x, bar.Min.y + 1), ui.colors.line);
  Cutter cut{layout.transport};
  const bool phone = layout.phone(), wide = layout.transport.GetWidth() > ui.px(1000);
  if (phone)
    draw_scrubber(ui, ImRect(bar.Min, ImVec2(bar.Max.x, bar.Min.y + ui.px(3))), /*thin=*/true);
  const float play = std::min(ui.px(52), layout.transport.GetHeight() - ui.px(10));
  const ImRect left = cut.left(play, ui.px(14));
  draw_play(ui, centered(left, play, play));
  draw_downloads(ui, cut, !phone);
  cut.right(0, ui.px(phone ? 0.0F : 10.0F));
  draw_volume(ui, cut, !phone && layout.transport.GetWidth() > ui.px(700));
  draw_loop(ui, cut);
  if (wide) draw_tempo_field(ui, cut);
  if (phone) {
    draw_title(ui, cut.rect);
    return;
  }
  cut.rect.Max.x -= ui.px(14);
  const ImRect title = cut.left(std::min(ui.px(220), cut.rect.GetWidth() * 0.42F), ui.px(18));
  draw_title(ui, title);
  draw_scrubber(ui, centered(cut.rect, cut.rect.GetWidth(), ui.target()), /*thin=*/false);
}

}  // namespace segue
