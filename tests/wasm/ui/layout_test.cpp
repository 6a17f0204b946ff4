// SPDX-License-Identifier: Apache-2.0
// Every scene at every size: nothing outside the screen, nothing on top of something else, no words
// cut, targets large enough for fingers.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "headless_ui.h"
#include "scenes.h"

namespace segue {
namespace {

constexpr float kTolerance = 1.0F;  // rounding to pixels

struct Size {
  float width, height;
  bool touch;
};

std::string describe(const ImRect& r) {
  return "(" + std::to_string(r.Min.x) + ", " + std::to_string(r.Min.y) + ") to (" +
         std::to_string(r.Max.x) + ", " + std::to_string(r.Max.y) + ")";
}

bool is_child(const Widget& widget) { return widget.label.empty(); }

bool contains(const ImRect& outer, const ImRect& inner) {
  return inner.Min.x >= outer.Min.x - kTolerance && inner.Min.y >= outer.Min.y - kTolerance &&
         inner.Max.x <= outer.Max.x + kTolerance && inner.Max.y <= outer.Max.y + kTolerance;
}

bool overlaps(ImRect a, const ImRect& b) {
  a.Expand(-kTolerance);
  return a.Min.x < b.Max.x && a.Max.x > b.Min.x && a.Min.y < b.Max.y && a.Max.y > b.Min.y;
}

// A scroll area may cut above and below, never at the sides; other windows cut nothing.
bool scrolls(const ImGuiWindow* window) { return window && window->ScrollMax.y > 0; }

void check_controls(const HeadlessUi& ui) {
  const auto& widgets = ui.widgets();
  ASSERT_FALSE(widgets.empty());
  for (std::size_t i = 0; i < widgets.size(); ++i) {
    const Widget& a = widgets[i];
    if (is_child(a)) continue;
    ImRect area = a.window->Rect();
    if (scrolls(a.window)) area = ImRect(area.Min.x, -1e6F, area.Max.x, 1e6F);
    EXPECT_TRUE(contains(area, a.rect))
        << a.label << " " << describe(a.rect) << " in " << describe(area);
    for (std::size_t k = i + 1; k < widgets.size(); ++k) {
      const Widget& b = widgets[k];
      if (is_child(b) || a.window != b.window || !overlaps(a.rect, b.rect)) continue;
      EXPECT_TRUE(contains(a.rect, b.rect))
          << a.label << " " << describe(a.rect) << " and " << b.label << " " << describe(b.rect);
    }
  }
}

void check_texts(const HeadlessUi& ui) {
  const auto& texts = ui.texts();
  ASSERT_FALSE(texts.empty());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const DrawnText& a = texts[i];
    EXPECT_GE(a.rect.Min.x, std::max(a.clip.Min.x, 0.0F) - kTolerance) << a.text;
    EXPECT_LE(a.rect.Max.x, std::min(a.clip.Max.x, ui.metrics().width) + kTolerance) << a.text;
    EXPECT_TRUE(!a.shortened || a.text.find(".mid") != std::string::npos)
        << a.text << ": only names of files may be shortened";
    for (std::size_t k = i + 1; k < texts.size(); ++k) {
      const bool over = texts[k].window == a.window && overlaps(a.rect, texts[k].rect);
      EXPECT_FALSE(over) << "\"" << a.text << "\" and \"" << texts[k].text << "\"";
    }
  }
}

void check_targets(const HeadlessUi& ui) {
  for (const Widget& widget : ui.widgets()) {
    if (is_child(widget)) continue;
    EXPECT_GE(widget.rect.GetWidth(), 44 - kTolerance) << widget.label;
    EXPECT_GE(widget.rect.GetHeight(), 44 - kTolerance) << widget.label;
  }
}

class LayoutTest : public testing::TestWithParam<Size> {};

TEST_P(LayoutTest, NothingIsCutHiddenOrTooSmallInAnyScene) {
  HeadlessUi ui(
      {.width = GetParam().width, .height = GetParam().height, .touch = GetParam().touch});
  for (const std::string_view scene : scene_names()) {
    SCOPED_TRACE(scene);
    ui.state = make_scene(scene);
    ui.settle();
    check_controls(ui);
    check_texts(ui);
    if (GetParam().touch) check_targets(ui);
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
      EXPECT_TRUE(!window->WasActive || window->ScrollMax.x == 0)
          << window->Name << " scrolls sideways";
    }
    const AppState& state = ui.state;
    const bool works = state.busy() || state.model.phase == LoadPhase::kLoading ||
                       state.playback.playing() || state.files_hover ||
                       !state.recorder.held.empty() || state.stream;
    EXPECT_EQ(ui.animating(), works) << "a page at rest needs no more frames";
  }
}

INSTANTIATE_TEST_SUITE_P(EverySize, LayoutTest,
                         testing::Values(Size{360, 640, true}, Size{412, 915, true},
                                         Size{740, 360, true}, Size{768, 1024, true},
                                         Size{1280, 800, false}, Size{1000, 600, false},
                                         Size{1920, 1080, false}, Size{3840, 2160, false}),
                         [](const testing::TestParamInfo<Size>& size) {
                           return std::to_string(static_cast<int>(size.param.width)) + "x" +
                                  std::to_string(static_cast<int>(size.param.height));
                         });

TEST(Layout, ThePrimaryButtonIsOnTheFirstScreen) {
  for (const auto& [width, height] :
       {std::pair{360.0F, 640.0F}, {1280.0F, 800.0F}, {1280.0F, 720.0F}, {3840.0F, 2160.0F}}) {
    HeadlessUi ui({.width = width, .height = height});
    ui.state = make_scene("first-visit");
    ui.settle();
    const Widget* button = ui.find("Make music");
    ASSERT_TRUE(button);
    EXPECT_LT(button->rect.Max.y, height - 60) << width << " x " << height;
  }
}

TEST(Layout, TwoOldTunesAreOfferedOnTheFirstScreenOfAPhone) {
  HeadlessUi ui({.width = 390, .height = 844, .touch = true});
  ui.state = make_scene("slots-empty");
  ui.settle();
  const Widget* button = ui.find("Try two old tunes");
  ASSERT_TRUE(button);
  EXPECT_LT(button->rect.Max.y, 844 - 76);
}

}  // namespace
}  // namespace segue
