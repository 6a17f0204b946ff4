// SPDX-License-Identifier: Apache-2.0
// Drum lanes of a roll, the feel of a groove, and the chords above it.
#include <algorithm>
#include <array>
#include <cmath>

#include "shared/codec/chord_codec.h"
#include "wasm/ui/roll.h"

namespace segue {
namespace {

// Heights of the lanes from the lowest up, when they are grouped.
constexpr std::array<float, kDrumLanes> kGrouped = {1.5F,  1.5F,  0.75F, 0.75F, 0.75F,
                                                    0.85F, 0.85F, 0.8F,  0.8F};
struct Group {
  int first, last;
  const char *name, *brief;
};
constexpr std::array<Group, 5> kGroups = {{{0, 0, "Kick", "Kick"},
                                           {1, 1, "Snare", "Snare"},
                                           {2, 4, "Toms", "Toms"},
                                           {5, 6, "Hi-hats", "Hats"},
                                           {7, 8, "Cymbals", "Cym."}}};

ImRect lane_of(const StepScale& scale, int lane) {
  float below = 0, all = 0;
  for (int i = 0; i < kDrumLanes; ++i) {
    const float height = scale.grouped ? kGrouped[static_cast<std::size_t>(i)] : 1.0F;
    all += height;
    if (i < lane) below += height;
  }
  const float unit = scale.rect.GetHeight() / all;
  const float own = scale.grouped ? kGrouped[static_cast<std::size_t>(lane)] : 1.0F;
  const float bottom = scale.rect.Max.y - unit * below;
  return ImRect(scale.rect.Min.x, bottom - unit * own, scale.rect.Max.x, bottom);
}

void draw_name(Ui& ui, ImRect box, bool on, const char* name) {
  if (line_height(ui, Type::kSmall) > box.GetHeight() + 1) return;  // too low for letters
  box.Max.x -= ui.px(6);
  draw_text(ui, box, Type::kSmall, on ? ui.colors.text : ui.colors.text_soft, name, Align::kRight);
}

}  // namespace

float lanes_height(const Score& score, float height) {
  if (!score.drums) return 0;
  return score.pitched ? std::floor(height * 0.44F) : height;
}

ImU32 note_color(const Ui& ui, const Score& score, const ShownNote& note, ImU32 color) {
  if (!score.tracks.empty()) {
    return note.voice == Voice::kDrums ? ui.colors.third : track_color(ui.colors, note.track);
  }
  if (!score.pitched || !score.drums) return color;
  return note.voice == Voice::kMelody ? ui.colors.accent
         : note.voice == Voice::kBass ? ui.colors.second
                                      : ui.colors.third;
}

std::vector<std::pair<ShownNote, std::string>> named_colors(const Score& score) {
  std::vector<std::pair<ShownNote, std::string>> named;
  const auto add = [&named](Voice voice, int track, std::string name) {
    ShownNote note;
    note.voice = voice;
    note.track = track;
    named.emplace_back(note, std::move(name));
  };
  if (score.tracks.empty()) {
    if (!score.pitched || !score.drums) return named;
    add(Voice::kMelody, 0, "melody");
    add(Voice::kBass, 0, "bass");
    add(Voice::kDrums, 0, "drums");
  }
  for (std::size_t i = 0; i < score.tracks.size(); ++i) {
    const bool drums = score.drums && score.tracks[i] == "Drums";
    add(drums ? Voice::kDrums : Voice::kMelody, static_cast<int>(i), score.tracks[i]);
  }
  return named;
}

ImRect stroke_box(const Ui& ui, const Score& score, const StepScale& scale, const ShownNote& note) {
  const ImRect lane = lane_of(scale, note.place);
  const float room = lane.GetHeight() * 0.84F;
  const float loud = score.feel ? 0.22F + 0.78F * static_cast<float>(note.velocity) / 127.0F : 0.9F;
  const float height = std::max(room * loud, 2.0F), bottom = lane.Max.y - lane.GetHeight() * 0.08F;
  const float full = std::max(scale.width() - std::min(ui.px(2), scale.width() * 0.3F), 1.5F);
  const float width = score.feel ? std::max(std::min(full * 0.62F, ui.px(16)), 2.0F) : full;
  const float x = scale.x(note.start);
  return ImRect(x, bottom - height, x + width, bottom);
}

bool must_group(const Ui& ui, float height) {
  return height / kDrumLanes < line_height(ui, Type::kSmall);
}

void draw_lanes(Ui& ui, const StepScale& scale) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled(scale.rect.Min, scale.rect.Max, ui.colors.roll);
  for (int lane = 0; lane < kDrumLanes; ++lane) {
    const ImRect box = lane_of(scale, lane);
    if (!scale.grouped && lane % 2 == 1)
      draw.AddRectFilled(box.Min, box.Max, ui.colors.roll_dark_row);
    const bool border = lane == 1 || lane == 2 || lane == 5 || lane == 7;
    if (lane > 0 && (border || !scale.grouped))
      draw.AddLine(
          ImVec2(box.Min.x, box.Max.y), box.Max,
          lane == 2 || lane == 5 || scale.grouped ? ui.colors.grid_beat : ui.colors.grid_step);
  }
}

void draw_lane_names(Ui& ui, const ImRect& rect, bool grouped, const std::vector<bool>& sounding) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled(rect.Min, rect.Max, ui.colors.field);
  draw.AddLine(ImVec2(rect.Max.x, rect.Min.y), rect.Max, ui.colors.grid_bar);
  const StepScale scale{rect, 0, 1, grouped};
  const bool brief = ui.layout.phone();
  const auto draw_one = [&](int first, int last, const char* name) {
    const ImRect box(ImVec2(rect.Min.x, lane_of(scale, last).Min.y), lane_of(scale, first).Max);
    bool on = false;
    for (int lane = first; lane <= last; ++lane)
      on = on || sounding[static_cast<std::size_t>(lane)];
    if (on) draw.AddRectFilled(box.Min, box.Max, fade(ui.colors.accent, 0.28F));
    draw_name(ui, box, on, name);
  };
  if (grouped) {
    for (const Group& group : kGroups)
      draw_one(group.first, group.last, brief ? group.brief : group.name);
  } else {
    for (int lane = 0; lane < kDrumLanes; ++lane) draw_one(lane, lane, lane_name(lane, brief));
  }
}

void draw_feel(Ui& ui, const StepScale& scale, const ShownNote& note, const ImRect& box,
               ImU32 color) {
  const float from = scale.x(note.grid), to = box.Min.x;
  if (std::abs(to - from) < 1) return;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float y = box.Max.y - ui.px(1);
  draw.AddRectFilled(ImVec2(std::min(from, to), y - ui.px(1)),
                     ImVec2(std::max(from, to), y + ui.px(1)), fade(color, 0.75F));
  draw.AddRectFilled(ImVec2(from - 0.5F, box.Min.y), ImVec2(from + 0.5F, box.Max.y),
                     fade(color, 0.45F));
}

std::string stroke_name(const Score& score, const ShownNote& note) {
  std::string name = lane_name(note.place, /*brief=*/false);
  if (!score.feel) return name;
  name += " \xC2\xB7 loudness " + std::to_string(note.velocity);
  const int late = static_cast<int>(std::lround((note.start - note.grid) * 100));
  if (late != 0)
    name += " \xC2\xB7 " + std::to_string(std::abs(late)) +
            (late < 0 ? " % of a step early" : " % of a step late");
  return name;
}

void draw_chords(Ui& ui, const StepScale& scale, const std::vector<std::uint8_t>& chords) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.PushClipRect(scale.rect.Min, scale.rect.Max, true);
  const auto size = static_cast<int>(chords.size());
  const int last = std::min(size, static_cast<int>(scale.first + scale.steps));
  for (int from = static_cast<int>(scale.first); from < last;) {
    int to = from + 1;
    const std::uint8_t chord = chords[static_cast<std::size_t>(from)];
    while (to < last && chords[static_cast<std::size_t>(to)] == chord) ++to;
    const ImRect box(scale.x(from) + ui.px(1), scale.rect.Min.y + ui.px(1), scale.x(to) - ui.px(1),
                     scale.rect.Max.y - ui.px(3));
    const std::string name = chord == kNoChord ? "\xE2\x80\x93" : chord_name(chord);
    if (chord != kNoChord)
      draw.AddRectFilled(box.Min, box.Max, fade(ui.colors.second, 0.16F), ui.px(5));
    if (measure(ui, Type::kSmall, name).x + ui.px(6) < box.GetWidth())
      draw_text(ui, box, Type::kSmall, chord == kNoChord ? ui.colors.text_soft : ui.colors.text,
                name, Align::kCenter);
    from = to;
  }
  draw.PopClipRect();
}

}  // namespace segue
