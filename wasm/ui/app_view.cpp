// SPDX-License-Identifier: Apache-2.0
// Puts the panels in their places.
#include "wasm/ui/app_view.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {

struct AppView::Impl {
  std::vector<std::uint8_t> regular, semibold;
  FontSet fonts{};
  float built_scale = 0, built_ratio = 0;
  Layout layout;
  ViewMemory memory;
  bool animating = false;
};

AppView::AppView(const UiFonts& fonts) : impl_(std::make_unique<Impl>()) {
  impl_->regular.assign(fonts.regular.begin(), fonts.regular.end());
  impl_->semibold.assign(fonts.semibold.begin(), fonts.semibold.end());
}

AppView::~AppView() = default;

bool AppView::prepare(const ViewMetrics& metrics, Theme theme) {
  Impl& impl = *impl_;
  impl.layout = make_layout(metrics);
  apply_style(palette_of(theme), impl.layout.scale, metrics.touch);
  const float ratio = std::max(metrics.pixel_ratio, 0.25F);
  ImGuiIO& io = ImGui::GetIO();
  io.FontGlobalScale = 1 / ratio;
  if (impl.built_scale == impl.layout.scale && impl.built_ratio == ratio) return false;
  impl.fonts = build_fonts(*io.Fonts, impl.regular, impl.semibold, impl.layout.scale, ratio);
  impl.built_scale = impl.layout.scale;
  impl.built_ratio = ratio;
  io.FontDefault = impl.fonts[static_cast<std::size_t>(Type::kBody)];
  return true;
}

bool AppView::animating() const { return impl_->animating; }

int AppView::piano_key_at(float x, float y) const {
  const auto& piano = impl_->memory.piano;
  const ImVec2 point(x, y);
  if (!piano || !piano->seen.Contains(point) || GImGui->OpenPopupStack.Size > 0) return -1;
  return piano->at(point);
}

int AppView::piano_velocity(int pitch, float x, float y) const {
  const auto& piano = impl_->memory.piano;
  return piano ? piano->velocity(pitch, ImVec2(x, y)) : 90;
}

void AppView::record_texts(std::vector<DrawnText>* texts) { impl_->memory.probe = texts; }

namespace {

void draw_background(Ui& ui) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const ImRect& screen = ui.layout.screen;
  const float glow = std::min(screen.GetHeight(), ui.px(420));
  const ImU32 none = fade(ui.colors.background, 0);
  draw.AddRectFilledMultiColor(screen.Min, ImVec2(screen.Max.x, glow),
                               blend(ui.colors.background, fade(ui.colors.accent, 0.06F)),
                               blend(ui.colors.background, fade(ui.colors.second, 0.06F)), none,
                               none);
}

float roll_height(const Ui& ui, float room, float below) {
  const bool phone = ui.layout.phone(),
             trio = family_of(ui.state.document.form) == Family::kTrio;  // keys and lanes
  const float least = ui.px(phone && trio ? 400.0F
                            : phone       ? 260.0F
                                          : 300.0F),
              most = ui.px(phone ? (trio ? 440.0F : 340.0F) : 900.0F);
  return std::clamp(room - below, least, most);
}

// The stage's music: the roll takes what the clips below it leave.
float draw_music(Ui& ui, ImVec2 at, float width, float room) {
  const Document& document = ui.state.document;
  const float gap = ui.px(ui.layout.phone() ? 16.0F : 20.0F);
  if (shown_continuation(ui.state)) {
    const float roll = roll_height(ui, room, 0);
    draw_made_card(ui, ImRect(at, at + ImVec2(width, roll)));
    return roll;
  }
  if (document.clips().empty()) {
    const float height = std::max(welcome_height(ui, width), room);
    return draw_welcome(ui, ImRect(at, at + ImVec2(width, height)));
  }
  const bool walk = document.mode == Mode::kInterpolate;
  const float shape = shape_card_height(ui, width) > 0 ? shape_card_height(ui, width) + gap : 0;
  const float below = ui.px(walk                          ? 210.0F
                            : document.samples.size() > 5 ? 300.0F
                                                          : 176.0F) +
                      gap + shape;
  float y = at.y;
  const float roll = roll_height(ui, room, below);
  draw_roll_card(ui, ImRect(at.x, y, at.x + width, y + roll));
  y += roll + gap;
  if (shape > 0) y += draw_shape_card(ui, ImVec2(at.x, y), width) + gap;
  y += walk ? draw_walk(ui, ImVec2(at.x, y), width) : draw_clip_cards(ui, ImVec2(at.x, y), width);
  return y - at.y;
}

// The keyboard comes first, where it is open.
float draw_stage(Ui& ui, ImVec2 at, float width, float room) {
  if (!ui.state.recorder.open) return draw_music(ui, at, width, room);
  const float gap = ui.px(ui.layout.phone() ? 16.0F : 20.0F);
  const float keys = draw_keys_card(ui, at, width) + gap;
  return keys + draw_music(ui, at + ImVec2(0, keys), width, std::max(0.0F, room - keys));
}

// Cards have a shadow and a focus ring: the scroll area is a little larger than what it shows.
ImRect grown(const Ui& ui, const ImRect& rect) {
  return ImRect(rect.Min.x - ui.px(10), rect.Min.y, rect.Max.x + ui.px(10), rect.Max.y);
}

void draw_columns(Ui& ui) {
  const Layout& layout = ui.layout;
  const float air = ui.px(8), tail = ui.px(24), inset = ui.px(10);
  draw_controls_column(ui, layout.controls);
  const ImVec2 at = begin_scroll(ui, "stage", grown(ui, layout.stage));
  const float height = draw_stage(ui, at + ImVec2(inset, air), layout.stage.GetWidth(),
                                  layout.stage.GetHeight() - air - tail);
  end_scroll(ui, at, height + air + tail);
}

void draw_page(Ui& ui) {
  const ImRect& page = ui.layout.page;
  const float air = ui.px(8), tail = ui.px(28), inset = ui.px(10), width = page.GetWidth();
  const ImVec2 at = begin_scroll(ui, "page", grown(ui, page));
  float y = at.y + air;
  float chooser = 0;
  if (ui.layout.phone()) {  // there is no room in the header
    chooser = ui.target() + ui.px(10);
    draw_model_chooser(ui, ImRect(at.x + inset, y, at.x + inset + width, y + ui.target()));
    y += chooser;
  }
  y += draw_modes(ui, ImVec2(at.x + inset, y), width) + ui.px(16);
  if (ui.state.recorder.open) y += draw_keys_card(ui, ImVec2(at.x + inset, y), width) + ui.px(16);
  const bool walk_needs_inputs =
      ui.state.document.mode == Mode::kContinue
          ? !shown_continuation(ui.state)
          : ui.state.document.mode == Mode::kInterpolate && ui.state.document.walk.empty();
  const float room = std::min(page.GetHeight() - air - tail - ui.px(64) - chooser, ui.px(560));
  if (walk_needs_inputs) {  // the slots come first: they are what is missing
    y += draw_controls(ui, ImVec2(at.x + inset, y), width) + ui.px(20);
    y += draw_music(ui, ImVec2(at.x + inset, y), width, 0);
  } else {
    y += draw_music(ui, ImVec2(at.x + inset, y), width, room) + ui.px(16);
    y += draw_controls(ui, ImVec2(at.x + inset, y), width);
  }
  end_scroll(ui, at, y - at.y + tail);
}

}  // namespace

void AppView::draw(const AppState& state, CommandQueue& commands) {
  Impl& impl = *impl_;
  impl.memory.animator.begin_frame(ImGui::GetIO().DeltaTime);
  if (impl.memory.probe) impl.memory.probe->clear();
  impl.memory.piano.reset();
  Ui ui{state, commands, palette_of(state.preferences.theme), impl.fonts, impl.layout, impl.memory};
  ImGui::SetNextWindowPos(impl.layout.screen.Min);
  ImGui::SetNextWindowSize(impl.layout.screen.GetSize());
  ImGui::Begin("Segue", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  handle_keys(ui);
  draw_background(ui);
  draw_header(ui);
  if (impl.layout.two_columns()) {
    draw_columns(ui);
  } else {
    draw_page(ui);
  }
  draw_transport(ui);
  ImGui::End();
  draw_notices(ui);
  draw_help(ui);
  draw_drop_veil(ui);
  if (state.help_open || state.files_hover) impl.memory.piano.reset();  // something lies over it
  impl.animating = impl.memory.animator.moving();
}

}  // namespace segue
