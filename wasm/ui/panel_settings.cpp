// SPDX-License-Identifier: Apache-2.0
// How the music is made and played, the same for both modes: temperature, tempo, sound, seed.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/sounds.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

template <class Change>
void slider_row(Ui& ui, Cutter& cut, const SliderSpec& spec, double value, std::string_view shown,
                std::string_view tip, Change change) {
  field_label(ui, cut.top(line_height(ui, Type::kLabel), ui.px(2)), spec.label, shown, tip);
  const SliderChange changed =
      slider(ui, cut.top(ui.layout.touch ? ui.px(44) : ui.px(32)), value, spec);
  if (changed.value) change(*changed.value);
  if (changed.done) ui.push(EndEdit{});
}

void draw_temperature(Ui& ui, Cutter& cut) {
  const double temperature = ui.state.document.settings.temperature;
  char shown[48];
  std::snprintf(shown, sizeof shown, "%s, %.2f", temperature_word(temperature), temperature);
  slider_row(
      ui, cut,
      {.label = "Temperature", .min = kMinTemperature, .max = kMaxTemperature, .step = 0.05},
      temperature, shown,
      "Low keeps to what is likely and sounds calm. High takes risks and sounds adventurous.",
      [&ui](double value) { ui.push(SetTemperature{value}); });
  const ImRect ends = cut.top(line_height(ui, Type::kSmall), ui.px(16));
  draw_text(ui, ends, Type::kSmall, ui.colors.text_soft, "calm");
  draw_text(ui, ends, Type::kSmall, ui.colors.text_soft, "adventurous", Align::kRight);
}

void draw_tempo(Ui& ui, Cutter& cut) {
  const double tempo = ui.state.document.settings.tempo_qpm;
  slider_row(ui, cut, {.label = "Tempo", .min = kMinTempoQpm, .max = kMaxTempoQpm, .step = 1},
             tempo, std::to_string(static_cast<int>(tempo + 0.5)) + " bpm",
             "How fast everything plays", [&ui](double value) { ui.push(SetTempo{value}); });
  cut.top(ui.px(10));
}

// What plays one part of the music.
void draw_sound(Ui& ui, Cutter& cut, const SoundPart& part) {
  Cutter row{cut.top(ui.target(), ui.px(14))};
  const ImRect box = row.right(row.rect.GetWidth() - ui.px(72));
  field_label(ui, row.rect, part.label, {}, part.tip);
  const int program = chosen_program(ui.state.document.settings, part.voice);
  const std::string menu = std::string("sounds ") + part.label;
  if (chooser(ui, box, part.label, sound_name(program), ImGui::IsPopupOpen(menu.c_str())))
    ImGui::OpenPopup(menu.c_str());
  const bool bass = part.voice == Voice::kBass;
  const auto offered = bass ? bass_sounds() : melody_sounds();
  std::vector<Sound> sounds(offered.begin(), offered.end());
  if (bass) sounds.insert(sounds.begin(), {-1, sound_name(-1)});
  const float row_height = ui.target(), pad = ui.px(8);
  const float all = row_height * static_cast<float>(sounds.size());
  const float most = ui.layout.screen.GetHeight() - ui.px(48);
  if (!begin_menu(ui, menu.c_str(), box, box.GetWidth(), std::min(all + pad * 2, most))) return;
  const ImRect inner = shrink(ImGui::GetCurrentWindow()->Rect(), pad, pad);
  const ImVec2 at = begin_scroll(ui, "sounds list", inner);
  Cutter list{ImRect(at, at + ImVec2(inner.GetWidth(), 1e6F))};
  for (const Sound& sound : sounds) {
    if (menu_row(ui, list.top(row_height), sound.name, sound.name, {}, sound.program == program)) {
      ui.push(SetProgram{sound.program, part.voice});
      ImGui::CloseCurrentPopup();
    }
  }
  end_scroll(ui, at, all);
  end_menu();
}

// A number that can be typed; applied with Enter or when the focus leaves.
void draw_seed_field(Ui& ui, const ImRect& box) {
  TypedText& typed = ui.memory.seed;
  const Document& document = ui.state.document;
  const bool unused = document.empty() && !ui.state.stream && !document.settings.fresh_seed &&
                      !document.settings.keep_seed;
  if (!typed.editing) typed.text = unused ? "" : std::to_string(document.settings.seed);
  const TextFieldSpec spec{
      .label = "##Seed",
      .hint = "by chance",
      .longest = 6,
      .flags = ImGuiInputTextFlags_CharsDecimal | ImGuiInputTextFlags_AutoSelectAll};
  if (!text_field(ui, box, spec, typed)) return;
  const unsigned long number = std::strtoul(typed.text.c_str(), nullptr, 10);
  const auto seed = static_cast<std::uint32_t>(std::min<unsigned long>(number, kMaxSeed));
  if ((unused || seed != document.settings.seed) && !typed.text.empty()) ui.push(SetSeed{seed});
}

void draw_seed(Ui& ui, Cutter& cut) {
  const GenerationSettings& settings = ui.state.document.settings;
  Cutter row{cut.top(ui.target())};
  Cutter box{row.right(row.rect.GetWidth() - ui.px(72))};
  field_label(ui, row.rect, "Seed", {},
              "The same seed with the same settings makes the same music again, here and in the "
              "segue program");
  const float side = ui.target();
  if (button(ui, box.right(side, ui.px(6)),
             {.label = "Keep the seed",
              .icon = Icon::kPin,
              .icon_only = true,
              .on = settings.keep_seed,
              .toggles = true,
              .tip = settings.keep_seed ? "Kept: what comes next uses this seed again"
                                        : "Keep this seed for what comes next"})) {
    ui.push(SetKeepSeed{!settings.keep_seed});
  }
  if (button(ui, box.right(side, ui.px(6)),
             {.label = "New seed",
              .icon = Icon::kDice,
              .icon_only = true,
              .tip = "Another seed",
              .key = "R"})) {
    ui.push(RollSeed{});
  }
  draw_seed_field(ui, box.rect);
}

// Where new music comes from: shown for models that have learned that.
void draw_prior(Ui& ui, Cutter& cut) {
  constexpr std::array<Segment, 2> kPriors = {
      {{"Learned", "From where the model's own music lies: fewer odd ones"},
       {"Normal", "From the plain bell curve, as the model was trained towards"}}};
  cut.top(ui.px(14));
  Cutter row{cut.top(ui.target())};
  const ImRect choice = row.right(row.rect.GetWidth() - ui.px(72));
  field_label(ui, row.rect, "Prior", {}, "Where in the model's space new music is looked for");
  const bool normal = ui.state.document.settings.prior == PriorChoice::kNormal;
  if (const auto chosen = segmented(ui, choice, kPriors, normal ? 1 : 0))
    ui.push(SetPrior{*chosen == 1 ? PriorChoice::kNormal : PriorChoice::kModel});
}

}  // namespace

float draw_settings(Ui& ui, ImVec2 at, float width) {
  Cutter cut{ImRect(at, at + ImVec2(width, 1e6F))};
  const Representation form = ui.state.model.form();
  // Grooves are not drawn by chance from z on: a temperature would change nothing.
  if (family_of(form) != Family::kGroove) draw_temperature(ui, cut);
  draw_tempo(ui, cut);
  for (const SoundPart& part : sound_parts(form)) draw_sound(ui, cut, part);
  draw_seed(ui, cut);
  if (ui.state.model.has_prior()) draw_prior(ui, cut);
  return cut.rect.Min.y - at.y;
}

}  // namespace segue
