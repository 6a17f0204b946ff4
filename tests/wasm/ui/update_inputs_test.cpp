// SPDX-License-Identifier: Apache-2.0
// Files, examples and clips as A and B.
#include <gtest/gtest.h>

#include <algorithm>

#include "fake_platform.h"
#include "shared/midi/from_note_sequence.h"

namespace segue {
namespace {

// `bars` bars of quarter notes up and down a scale, as a .mid file.
std::vector<std::uint8_t> midi_file(int bars, int numerator = 4,
                                    const std::string& track = "Fiddle") {
  NoteSequence sequence;
  sequence.instruments.push_back({0, 0, 0, false, track});
  sequence.tempos.push_back({0, 120});
  sequence.time_signatures.push_back({0, numerator, 4});
  for (int i = 0; i < bars * numerator; ++i) {
    Note note;
    note.pitch = 60 + (i * 5) % 13;
    note.start_s = i * 0.5;
    note.end_s = note.start_s + 0.5;
    sequence.notes.push_back(note);
    sequence.total_time_s = note.end_s;
  }
  auto bytes = write_midi(sequence);
  EXPECT_TRUE(bytes.ok());
  return std::move(bytes).value();
}

TEST(UpdateInputs, TwoDroppedFilesBecomeAAndB) {
  FakePage page;
  page.push(FilesHover{true});
  page.push(FilesHover{false});
  page.push(FileOpened{std::nullopt, "one.mid", midi_file(4)});
  page.push(FileOpened{std::nullopt, "two.mid", midi_file(6)});
  EXPECT_EQ(page.state.document.mode, Mode::kInterpolate);
  ASSERT_TRUE(page.state.document.input(Slot::kA).chosen());
  ASSERT_TRUE(page.state.document.input(Slot::kB).chosen());
  EXPECT_EQ(page.state.document.input(Slot::kA).file->name, "one.mid");
  EXPECT_EQ(page.state.document.input(Slot::kB).file->name, "two.mid");
  EXPECT_GT(page.state.document.input(Slot::kB).file->windows.size(), 1U);
  EXPECT_EQ(page.state.document.input(Slot::kA).file->instrument_names[0], "Fiddle");
  page.push(FilesHover{true});
  page.push(FileOpened{std::nullopt, "three.mid", midi_file(4)});
  EXPECT_EQ(page.state.document.input(Slot::kA).file->name, "three.mid")
      << "a new drop begins with A";
}

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

TEST(UpdateInputs, AnAbcTuneIsReadByItsNameOrItsFirstField) {
  const std::string tune = "X:1\nM:4/4\nL:1/4\nQ:1/4=90\nK:C\nCDEF|GABc|cBAG|FEDC|\n";
  for (const char* name : {"tune.abc", "tune.txt"}) {
    FakePage page;
    page.push(FileOpened{Slot::kA, name, bytes_of(tune)});
    const MusicWindow* window = page.state.document.input(Slot::kA).chosen();
    ASSERT_TRUE(window) << name;
    EXPECT_EQ(window->tempo_qpm, 90);
    EXPECT_EQ(window->tokens[4] - window->tokens[0], 2) << "from C to D";
  }
  FakePage page;
  page.push(FileOpened{Slot::kA, "broken.abc", bytes_of("X:1\nK:C\nC99999|\n")});
  ASSERT_FALSE(page.state.notices.empty());
  EXPECT_NE(page.state.notices.back().text.find("broken.abc: "), std::string::npos);
  EXPECT_FALSE(page.state.document.input(Slot::kA).file);
}

TEST(UpdateInputs, AScoreArrivesAsItsElements) {
  std::string score;
  const auto add = [&score](const char* piece) { score += std::string(piece) + '\0'; };
  for (const char* piece : {"<score-partwise", "<part", "@id", "P1"}) add(piece);
  for (int bar = 0; bar < 2; ++bar) {
    add("<measure");
    for (const char* step : {"C", "D", "E", "F"}) {
      for (const char* piece : {"<note", "<pitch", "<step"}) add(piece);
      add((std::string("=") + step).c_str());
      for (const char* piece : {">", "<octave", "=4", ">", ">", "<duration", "=1", ">", ">"})
        add(piece);
    }
    add(">");
  }
  for (const char* piece : {">", ">"}) add(piece);
  FakePage page;
  page.push(FileOpened{Slot::kB, "score.mxl", bytes_of(score), /*is_score=*/true});
  const MusicWindow* window = page.state.document.input(Slot::kB).chosen();
  ASSERT_TRUE(window) << page.state.notices.back().text;
  EXPECT_EQ(window->tokens[12] - window->tokens[0], 5) << "from C to F";
  score.resize(score.size() - 2);
  page.push(FileOpened{Slot::kA, "half.mxl", bytes_of(score), /*is_score=*/true});
  EXPECT_FALSE(page.state.document.input(Slot::kA).file);
  EXPECT_NE(page.state.notices.back().text.find("did not arrive whole"), std::string::npos);
}

TEST(UpdateInputs, AChosenSlotIsHonoured) {
  FakePage page;
  page.push(OpenFileDialog{Slot::kB});
  EXPECT_EQ(page.platform.dialogs, std::vector<Slot>{Slot::kB});
  page.push(FileOpened{Slot::kB, "b.mid", midi_file(4)});
  EXPECT_FALSE(page.state.document.input(Slot::kA).file);
  EXPECT_TRUE(page.state.document.input(Slot::kB).chosen());
}

TEST(UpdateInputs, ABrokenFileIsSaidInWordsAndNothingIsLost) {
  FakePage page;
  page.push(FileOpened{Slot::kA, "good.mid", midi_file(4)});
  const Document before = page.state.document;
  page.push(FileOpened{Slot::kA, "picture.gif", {'G', 'I', 'F', '8', '9', 'a'}});
  EXPECT_EQ(page.state.document, before);
  ASSERT_FALSE(page.state.notices.empty());
  EXPECT_EQ(page.state.notices.back().kind, NoticeKind::kError);
  EXPECT_EQ(page.state.notices.back().text.rfind("picture.gif: ", 0), 0U);
}

TEST(UpdateInputs, AFileWithoutWindowsTellsWhyForItsTracks) {
  FakePage page;
  page.push(FileOpened{Slot::kA, "waltz.mid", midi_file(8, 3, "Accordion")});
  const InputSlot& slot = page.state.document.input(Slot::kA);
  ASSERT_TRUE(slot.file);
  EXPECT_FALSE(slot.chosen());
  ASSERT_FALSE(slot.file->reasons.empty());
  EXPECT_NE(slot.file->reasons[0].find("3/4"), std::string::npos) << slot.file->reasons[0];
}

TEST(UpdateInputs, AFileWithoutWindowsDoesNotReplaceOneThatHasSome) {
  FakePage page;
  page.push(FileOpened{Slot::kA, "good.mid", midi_file(4)});
  page.push(FileOpened{Slot::kA, "waltz.mid", midi_file(8, 3)});
  EXPECT_EQ(page.state.document.input(Slot::kA).file->name, "good.mid");
  EXPECT_EQ(page.state.notices.back().kind, NoticeKind::kError);
}

TEST(UpdateInputs, WindowsAreChosenAndUndone) {
  FakePage page;
  page.push(FileOpened{Slot::kA, "a.mid", midi_file(8)});
  const int count = static_cast<int>(page.state.document.input(Slot::kA).file->windows.size());
  ASSERT_GE(count, 3);
  page.push(ChooseWindow{Slot::kA, 2});
  EXPECT_EQ(page.state.document.input(Slot::kA).window, 2);
  page.push(ChooseWindow{Slot::kA, 1000});
  EXPECT_EQ(page.state.document.input(Slot::kA).window, count - 1);
  page.push(ChooseWindow{Slot::kB, 1});
  page.push(Undo{});
  EXPECT_EQ(page.state.document.input(Slot::kA).window, 0);
}

TEST(UpdateInputs, SwapExchangesTheSlots) {
  FakePage page;
  page.push(FileOpened{Slot::kA, "a.mid", midi_file(4)});
  page.push(SwapInputs{});
  EXPECT_FALSE(page.state.document.input(Slot::kA).file);
  EXPECT_EQ(page.state.document.input(Slot::kB).file->name, "a.mid");
  page.push(ClearInput{Slot::kB});
  EXPECT_FALSE(page.state.document.input(Slot::kB).file);
  page.push(Undo{});
  EXPECT_EQ(page.state.document.input(Slot::kB).file->name, "a.mid");
}

TEST(UpdateInputs, AnInputIsHeardInItsOwnTempo) {
  FakePage page;
  page.push(FileOpened{Slot::kA, "a.mid", midi_file(4)});
  page.push(PlayInput{Slot::kA});
  ASSERT_EQ(page.platform.plays.size(), 1U);
  EXPECT_NEAR(page.platform.plays[0].second.length_s, 4.0, 1e-6) << "two bars at 120";
  page.push(PlayInput{Slot::kA});
  EXPECT_FALSE(page.state.playback.playing());
}

TEST(UpdateInputs, AnExampleIsAskedForAndItsFailureIsSaid) {
  FakePage page;
  page.push(ExamplesListed{{{"ode", "Ode to Joy", ""}}});
  page.push(ChooseExample{Slot::kA, "ode"});
  EXPECT_EQ(page.platform.examples, std::vector<std::string>{"ode"});
  EXPECT_EQ(page.state.opening[0], "Ode to Joy");
  page.push(FileFailed{Slot::kA, "Ode to Joy", {ErrorCode::kIo, "not found"}});
  EXPECT_TRUE(page.state.opening[0].empty());
  EXPECT_EQ(page.state.notices.back().text, "Ode to Joy: not found");
}

}  // namespace
}  // namespace segue
