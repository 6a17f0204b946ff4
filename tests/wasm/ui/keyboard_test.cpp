// SPDX-License-Identifier: Apache-2.0
// Every action by keyboard.
#include <gtest/gtest.h>

#include <variant>

#include "fake_platform.h"
#include "headless_ui.h"
#include "scenes.h"

namespace segue {
namespace {

class KeyboardTest : public testing::Test {
 protected:
  KeyboardTest() : ui_({}) { show("sampled"); }
  void show(std::string_view scene) {
    ui_.state = make_scene(scene);
    ui_.settle();
    ui_.commands.clear();
  }
  template <class C>
  bool after(ImGuiKey key, ImGuiKey modifier = ImGuiKey_None) {
    ui_.commands.clear();
    ui_.key(key, modifier);
    for (const Command& command : ui_.commands) {
      if (std::holds_alternative<C>(command)) return true;
    }
    return false;
  }
  HeadlessUi ui_;
};

TEST_F(KeyboardTest, LettersDoWhatTheHelpSays) {
  EXPECT_TRUE(after<TogglePlay>(ImGuiKey_Space));
  EXPECT_TRUE(after<Generate>(ImGuiKey_G));
  EXPECT_TRUE(after<Generate>(ImGuiKey_Enter));
  EXPECT_TRUE(after<SetMode>(ImGuiKey_2));
  EXPECT_TRUE(after<SetLooping>(ImGuiKey_L));
  EXPECT_TRUE(after<SetMuted>(ImGuiKey_M));
  EXPECT_TRUE(after<RollSeed>(ImGuiKey_R));
  EXPECT_TRUE(after<VaryClip>(ImGuiKey_V));
  EXPECT_TRUE(after<UseClipAsInput>(ImGuiKey_A));
  EXPECT_TRUE(after<UseClipAsInput>(ImGuiKey_B));
  EXPECT_TRUE(after<SwapInputs>(ImGuiKey_S));
  EXPECT_TRUE(after<DownloadClip>(ImGuiKey_D));
  EXPECT_TRUE(after<DownloadAll>(ImGuiKey_D, ImGuiMod_Shift));
  EXPECT_TRUE(after<SetTheme>(ImGuiKey_T));
  EXPECT_TRUE(after<SetTempo>(ImGuiKey_Equal));
  EXPECT_TRUE(after<Undo>(ImGuiKey_Z, ImGuiMod_Ctrl));
  EXPECT_TRUE(after<Redo>(ImGuiKey_Y, ImGuiMod_Ctrl));
  EXPECT_TRUE(after<SetHelp>(ImGuiKey_F1));
}

TEST_F(KeyboardTest, ArrowsChooseClipsAndDoNotMoveTheFocus) {
  EXPECT_TRUE(after<MoveSelection>(ImGuiKey_RightArrow));
  EXPECT_TRUE(after<MoveSelection>(ImGuiKey_LeftArrow));
  EXPECT_TRUE(ImGui::GetCurrentContext()->NavDisableHighlight);
}

TEST_F(KeyboardTest, ShortcutsOfTheBrowserAreLeftAlone) {
  EXPECT_FALSE(after<RollSeed>(ImGuiKey_R, ImGuiMod_Ctrl));
  EXPECT_FALSE(after<DownloadClip>(ImGuiKey_D, ImGuiMod_Ctrl));
  EXPECT_FALSE(after<SetTheme>(ImGuiKey_T, ImGuiMod_Ctrl));
  EXPECT_FALSE(after<SetLooping>(ImGuiKey_L, ImGuiMod_Alt));
}

TEST_F(KeyboardTest, TheFirstEnterMakesMusic) {
  show("first-visit");
  EXPECT_TRUE(after<Generate>(ImGuiKey_Enter));
}

TEST_F(KeyboardTest, TabReachesControlsAndSpaceThenBelongsToThem) {
  ui_.key(ImGuiKey_Tab);
  for (int i = 0; i < 12; ++i) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const Widget* undo = ui_.find("Undo");
    ASSERT_TRUE(undo);
    if (g.NavId == undo->id) break;
    ui_.key(ImGuiKey_Tab);
  }
  EXPECT_FALSE(ImGui::GetCurrentContext()->NavDisableHighlight) << "the ring shows";
  EXPECT_FALSE(after<TogglePlay>(ImGuiKey_Space));
}

TEST_F(KeyboardTest, ArrowsOnAFocusedSliderChangeIt) {
  const Widget* slider = ui_.find("Tempo");
  ASSERT_TRUE(slider);
  ImGuiContext& g = *ImGui::GetCurrentContext();
  ImGui::FocusWindow(slider->window);
  ImGui::SetNavID(slider->id, ImGuiNavLayer_Main, slider->focus_scope,
                  ImGui::WindowRectAbsToRel(slider->window, slider->rect));
  g.NavDisableHighlight = false;
  ui_.frame();
  ui_.frame();
  EXPECT_TRUE(after<SetTempo>(ImGuiKey_RightArrow));
  EXPECT_EQ(g.NavId, slider->id) << "the focus stays";
  EXPECT_FALSE(after<MoveSelection>(ImGuiKey_LeftArrow));
}

TEST_F(KeyboardTest, HelpClosesWithEscapeAndKeepsOtherKeysAway) {
  show("help");
  EXPECT_FALSE(after<Generate>(ImGuiKey_G));
  EXPECT_TRUE(after<SetHelp>(ImGuiKey_Escape));
}

TEST_F(KeyboardTest, AnOpenListKeepsTheKeysToItself) {
  ASSERT_TRUE(ui_.click("Sound"));
  ui_.settle();
  EXPECT_FALSE(after<TogglePlay>(ImGuiKey_Space));
  EXPECT_FALSE(after<Generate>(ImGuiKey_G));
}

}  // namespace
}  // namespace segue
