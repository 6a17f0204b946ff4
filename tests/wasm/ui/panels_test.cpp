// SPDX-License-Identifier: Apache-2.0
// Commands come out of clicks; what happens is seen.
#include <gtest/gtest.h>

#include <variant>

#include "fake_platform.h"
#include "headless_ui.h"
#include "scenes.h"

namespace segue {
namespace {

class PanelsTest : public testing::Test {
 protected:
  explicit PanelsTest(const ViewMetrics& metrics = {}) : ui_(metrics) {}
  void show(std::string_view scene) {
    ui_.state = make_scene(scene);
    ui_.settle();
    ui_.commands.clear();
  }
  template <class C>
  const C* pushed() const {
    for (const Command& command : ui_.commands) {
      if (const C* found = std::get_if<C>(&command)) return found;
    }
    return nullptr;
  }
  // As the page does: commands of the panels change the state that is drawn next.
  void apply() {
    for (const Command& command : ui_.commands) update(ui_.state, command, platform_);
    ui_.commands.clear();
    ui_.settle();
  }
  HeadlessUi ui_;
  FakePlatform platform_;
};

TEST_F(PanelsTest, OneClickOfAFirstVisitorLeadsToSound) {
  show("first-visit");
  ASSERT_TRUE(ui_.click("Make music"));
  EXPECT_TRUE(pushed<Generate>());
  apply();
  EXPECT_EQ(platform_.loads.size(), 1U);
  EXPECT_TRUE(ui_.shows("Fetching \xE2\x80\x9C"));
  ModelPackage package;
  package.id = "mel_2bar";
  package.representation = default_form();
  update(ui_.state, ModelLoaded{package}, platform_);
  const MusicClip clip = to_music_clip(melody({{60, 4}, {64, 4}, {67, 8}}));
  update(ui_.state, ClipsReady{platform_.requests.back().id, std::vector<MusicClip>{clip}},
         platform_);
  ui_.settle();
  EXPECT_EQ(platform_.plays.size(), 1U);
  EXPECT_TRUE(ui_.shows("Melody 1"));
  EXPECT_TRUE(ui_.find("Stop"));
}

TEST_F(PanelsTest, ClipCardsSelectAndPlay) {
  show("sampled");
  ASSERT_TRUE(ui_.click("Play Melody 3"));
  ASSERT_TRUE(pushed<PlayClip>());
  EXPECT_EQ(pushed<PlayClip>()->index, 2);
  ui_.commands.clear();
  const Widget* card = ui_.find("Show Melody 2");
  ASSERT_TRUE(card);
  ui_.click(ImVec2(card->rect.Min.x + 20, card->rect.Max.y - 12));
  ASSERT_TRUE(pushed<SelectClip>());
  EXPECT_EQ(pushed<SelectClip>()->index, 1);
  EXPECT_FALSE(pushed<PlayClip>());
}

TEST_F(PanelsTest, TheRollPlaysFromWhereItIsPressed) {
  show("playing");
  const Widget* roll = ui_.find("Piano roll: play from here");
  ASSERT_TRUE(roll);
  ui_.click(ImVec2(roll->rect.Min.x + roll->rect.GetWidth() * 0.75F, roll->rect.GetCenter().y));
  ASSERT_TRUE(pushed<Seek>());
  EXPECT_NEAR(pushed<Seek>()->position_s, 3.0, 0.05);
  EXPECT_FALSE(pushed<PlayClip>()) << "it plays already";
}

TEST_F(PanelsTest, PressingTheRollOfASilentClipStartsIt) {
  show("sampled");
  ASSERT_TRUE(ui_.click("Piano roll: play from here"));
  EXPECT_TRUE(pushed<PlayClip>());
  EXPECT_TRUE(pushed<Seek>());
}

TEST_F(PanelsTest, NotesTellTheirNameUnderThePointer) {
  show("one");
  const Widget* roll = ui_.find("Piano roll: play from here");
  ASSERT_TRUE(roll);
  bool named = false;
  for (float y = roll->rect.Min.y + 30; y < roll->rect.Max.y && !named; y += 6) {
    ui_.move_mouse(ImVec2(roll->rect.Min.x + roll->rect.GetWidth() * 0.06F, y));
    for (int i = 0; i < 40; ++i) ui_.frame();
    named = ui_.shows("E4 \xC2\xB7 1 beat");
  }
  EXPECT_TRUE(named);
}

TEST_F(PanelsTest, ASliderDragsAndEndsItsEdit) {
  show("sampled");
  const Widget* slider = ui_.find("Temperature");
  ASSERT_TRUE(slider);
  const ImRect rect = slider->rect;
  ui_.move_mouse(ImVec2(rect.Min.x + rect.GetWidth() * 0.3F, rect.GetCenter().y));
  ui_.hold_mouse(true);
  ui_.move_mouse(ImVec2(rect.Max.x + 200, rect.GetCenter().y));
  ASSERT_TRUE(pushed<SetTemperature>());
  EXPECT_FALSE(pushed<EndEdit>());
  double last = 0;
  for (const Command& command : ui_.commands) {
    if (const auto* set = std::get_if<SetTemperature>(&command)) last = set->temperature;
  }
  EXPECT_DOUBLE_EQ(last, kMaxTemperature);
  ui_.hold_mouse(false);
  ui_.frame();
  EXPECT_TRUE(pushed<EndEdit>());
}

TEST_F(PanelsTest, StepperSegmentsAndSoundListPushTheirCommands) {
  show("sampled");
  ASSERT_TRUE(ui_.click("More: Melodies"));
  ASSERT_TRUE(pushed<SetCount>());
  EXPECT_EQ(pushed<SetCount>()->count, 6);
  ASSERT_TRUE(ui_.click("Interpolate"));
  ASSERT_TRUE(pushed<SetMode>());
  EXPECT_EQ(pushed<SetMode>()->mode, Mode::kInterpolate);
  ASSERT_TRUE(ui_.click("Sound"));
  ui_.settle();
  ASSERT_TRUE(ui_.click("Marimba"));
  ASSERT_TRUE(pushed<SetProgram>());
  EXPECT_EQ(pushed<SetProgram>()->program, 12);
}

TEST_F(PanelsTest, AWindowIsChosenFromTheListOfBars) {
  show("slots-filled");
  ASSERT_TRUE(ui_.click("Choose bars for A"));
  ui_.settle();
  EXPECT_TRUE(
      ui_.shows("Bars 3\xE2\x80\x93"
                "4"));
  ASSERT_TRUE(
      ui_.click("Bars 3\xE2\x80\x93"
                "4 \xC2\xB7 Fiddle (3)"));
  ASSERT_TRUE(pushed<ChooseWindow>());
  EXPECT_EQ(pushed<ChooseWindow>()->window, 2);
  EXPECT_EQ(pushed<ChooseWindow>()->slot, Slot::kA);
}

TEST_F(PanelsTest, EmptySlotsOfferFilesAndExamples) {
  show("slots-empty");
  ASSERT_TRUE(ui_.click("File"));
  ASSERT_TRUE(pushed<OpenFileDialog>());
  EXPECT_EQ(pushed<OpenFileDialog>()->slot, Slot::kA);
  ASSERT_TRUE(ui_.click("Examples"));
  ui_.settle();
  ASSERT_TRUE(ui_.click("Drowsy Maggie"));
  ASSERT_TRUE(pushed<ChooseExample>());
  EXPECT_EQ(pushed<ChooseExample>()->id, "maggie");
}

TEST_F(PanelsTest, TryingTwoTunesFillsBothSlots) {
  show("slots-empty");
  ASSERT_TRUE(ui_.click("Try two old tunes"));
  int examples = 0;
  for (const Command& command : ui_.commands)
    examples += std::holds_alternative<ChooseExample>(command) ? 1 : 0;
  EXPECT_EQ(examples, 2);
}

TEST_F(PanelsTest, InterpolateWaitsForBothEnds) {
  show("slot-rejected");
  const Widget* button = nullptr;
  for (const Widget& widget : ui_.widgets()) {
    if (widget.label == "Interpolate" && !widget.checkable()) button = &widget;
  }
  ASSERT_TRUE(button);
  EXPECT_TRUE(button->disabled());
  EXPECT_TRUE(ui_.shows("Choose B first"));
  EXPECT_TRUE(ui_.shows("3/4 only")) << "the reason is on screen";
}

TEST_F(PanelsTest, AnErrorIsShownAndDismissedAndTheClipsStay) {
  show("sampled");
  update(ui_.state, PostNotice{NoticeKind::kError, "decoder.onnx is damaged: load the page again"},
         platform_);
  ui_.settle();
  EXPECT_TRUE(ui_.shows("decoder.onnx is damaged"));
  EXPECT_TRUE(ui_.find("Show Melody 5"));
  ASSERT_TRUE(ui_.click("Dismiss"));
  apply();
  EXPECT_FALSE(ui_.shows("decoder.onnx is damaged"));
}

TEST_F(PanelsTest, TheWalkShowsItsPlayingPointMove) {
  show("walk-playing");
  EXPECT_TRUE(ui_.shows("Step 4")) << "13.1 s of steps of 4 s";
  ui_.state.playback.position_s = 25;
  ui_.settle();
  EXPECT_TRUE(ui_.shows("Step 7 (B)"));
  ASSERT_TRUE(ui_.click("Stop the walk"));
  EXPECT_TRUE(pushed<StopPlayback>());
}

TEST_F(PanelsTest, TheSeedIsTypedAndTakenWithEnter) {
  show("sampled");
  ASSERT_TRUE(ui_.click("Seed"));
  ui_.frame();
  for (const char c : {'4', '2', 'x'}) ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(c));
  ui_.frame();
  ui_.frame();
  ui_.key(ImGuiKey_Enter);
  ASSERT_TRUE(pushed<SetSeed>());
  EXPECT_EQ(pushed<SetSeed>()->seed, 42U);
  EXPECT_FALSE(pushed<Generate>()) << "Enter belongs to the field";
}

TEST_F(PanelsTest, TheModelListChoosesAndShowsTheLicence) {
  show("sampled");
  ui_.state.model.models.push_back({"other", "Another model", "", 123});
  ASSERT_TRUE(ui_.click("Model"));
  ui_.settle();
  EXPECT_TRUE(ui_.shows("Licence: CC BY-SA 4.0"));
  ASSERT_TRUE(ui_.click("Model Another model"));
  ASSERT_TRUE(pushed<ChooseModel>());
  EXPECT_EQ(pushed<ChooseModel>()->id, "other");
}

TEST_F(PanelsTest, DrumLanesAreNamedAndTheirStrokesToo) {
  show("drums");
  for (const char* lane : {"Kick", "Snare", "Hi-hat", "Open hat", "Crash", "Ride", "Low tom"})
    EXPECT_TRUE(ui_.shows(lane)) << lane;
  EXPECT_TRUE(ui_.shows("5 beats"));
  EXPECT_TRUE(ui_.shows("Drum kit"));
  EXPECT_FALSE(ui_.find("Sound")) << "drums have one sound";
  show("trio");
  for (const char* group : {"Kick", "Snare", "Toms", "Hi-hats", "Cymbals"})
    EXPECT_TRUE(ui_.shows(group)) << group;
  EXPECT_TRUE(ui_.shows("bass"));
  EXPECT_TRUE(ui_.find("Bass"));
}

TEST_F(PanelsTest, ChordsAreTypedUnderstoodOrNamed) {
  show("chords");
  EXPECT_TRUE(ui_.shows("4 chords, half a bar each"));
  EXPECT_TRUE(ui_.shows("Am")) << "above the notes";
  ASSERT_TRUE(ui_.click("Chords"));
  ui_.frame();
  ui_.key(ImGuiKey_A, ImGuiMod_Ctrl);
  for (const char c : std::string("Dm H7"))
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(c));
  for (int i = 0; i < 8; ++i) ui_.frame();
  EXPECT_TRUE(ui_.shows("H7"));
  ui_.key(ImGuiKey_Enter);
  EXPECT_FALSE(pushed<SetChords>()) << "what is not understood is not taken";
  ASSERT_TRUE(ui_.click("Chords"));
  ui_.frame();
  ui_.key(ImGuiKey_A, ImGuiMod_Ctrl);
  for (const char c : std::string("Dm G7"))
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(c));
  for (int i = 0; i < 8; ++i) ui_.frame();
  ui_.key(ImGuiKey_Enter);
  ASSERT_TRUE(pushed<SetChords>());
  EXPECT_EQ(pushed<SetChords>()->text, "Dm G7");
}

TEST_F(PanelsTest, ALongClipShowsSomeBarsAndAnOverview) {
  show("long");
  EXPECT_TRUE(ui_.shows("Bar 1"));
  EXPECT_FALSE(ui_.shows("Bar 16"));
  const Widget* overview = ui_.find("Overview: go to these bars");
  ASSERT_TRUE(overview);
  ui_.click(ImVec2(overview->rect.Max.x - 8, overview->rect.GetCenter().y));
  ui_.settle();
  EXPECT_TRUE(ui_.shows("Bar 16"));
  const Widget* roll = ui_.find("Piano roll: play from here");
  ASSERT_TRUE(roll);
  ui_.commands.clear();
  ui_.click(ImVec2(roll->rect.Min.x + 2, roll->rect.GetCenter().y));
  ASSERT_TRUE(pushed<Seek>());
  EXPECT_GE(pushed<Seek>()->position_s, 16) << "16 bars at 120 are 32 s: the second half";
  show("long-playing");
  EXPECT_TRUE(ui_.shows("Bar 11")) << "the bars that are heard, after 21.3 s";
  show("drums");
  EXPECT_FALSE(ui_.find("Overview: go to these bars"));
}

TEST_F(PanelsTest, AnInputGoesThroughTheModel) {
  show("groove-walk");
  EXPECT_FALSE(ui_.find("Temperature")) << "which would change nothing";
  ASSERT_TRUE(ui_.click("Humanise"));
  ASSERT_TRUE(pushed<ReconstructInput>());
  EXPECT_EQ(pushed<ReconstructInput>()->slot, Slot::kA);
  show("slots-filled");
  EXPECT_TRUE(ui_.find("Reconstruct"));
}

TEST_F(PanelsTest, SlidersOfAttributesOpenUnderTheRollAndMoveTheShownClip) {
  show("shape");
  EXPECT_FALSE(ui_.find("Shape: Note density"));
  EXPECT_TRUE(ui_.click("Shape"));
  ASSERT_TRUE(pushed<ShowShape>());
  EXPECT_TRUE(pushed<ShowShape>()->open);
  show("shape-open");
  EXPECT_TRUE(ui_.shows("+1.2"));
  const Widget* density = ui_.find("Shape: Note density");
  ASSERT_TRUE(density);
  const ImRect rect = density->rect;
  ui_.click(ImVec2(rect.Max.x - 2, rect.GetCenter().y));
  ASSERT_TRUE(pushed<SetAttribute>());
  EXPECT_EQ(pushed<SetAttribute>()->name, "density");
  EXPECT_NEAR(pushed<SetAttribute>()->amount, 3, 0.2);
  EXPECT_TRUE(pushed<EndEdit>()) << "one drag is one step of undo";
  show("shape-open");
  EXPECT_TRUE(ui_.click("Reset"));
  EXPECT_TRUE(pushed<ResetShape>());
  show("shape-open");
  ui_.key(ImGuiKey_E);
  ASSERT_TRUE(pushed<ShowShape>());
  EXPECT_FALSE(pushed<ShowShape>()->open);
}

TEST_F(PanelsTest, WithoutAttributesThereIsNothingToShape) {
  show("sampled");
  EXPECT_FALSE(ui_.find("Shape"));
  ui_.key(ImGuiKey_E);
  EXPECT_FALSE(pushed<ShowShape>());
}

TEST_F(PanelsTest, ThePriorIsChosenWhereTheModelHasOne) {
  show("prior");
  ASSERT_TRUE(ui_.click("Normal"));
  ASSERT_TRUE(pushed<SetPrior>());
  EXPECT_EQ(pushed<SetPrior>()->prior, PriorChoice::kNormal);
  show("drums");
  EXPECT_FALSE(ui_.find("Normal"));
}

TEST_F(PanelsTest, UndoLightsUpWhenThereIsSomethingToUndo) {
  show("first-visit");
  ASSERT_TRUE(ui_.find("Undo"));
  EXPECT_TRUE(ui_.find("Undo")->disabled());
  ASSERT_TRUE(ui_.click("More: Melodies"));
  apply();
  EXPECT_FALSE(ui_.find("Undo")->disabled());
  ASSERT_TRUE(ui_.click("Undo"));
  apply();
  EXPECT_EQ(ui_.state.document.settings.count, 5);
}

TEST_F(PanelsTest, FilesOverThePageRaiseTheVeil) {
  show("sampled");
  EXPECT_FALSE(ui_.shows("Drop music files"));
  ui_.state.files_hover = true;
  ui_.settle();
  EXPECT_TRUE(ui_.shows("Drop music files"));
}

}  // namespace
}  // namespace segue
