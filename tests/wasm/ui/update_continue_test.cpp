// SPDX-License-Identifier: Apache-2.0
// Music that goes on: what the model is asked, what is heard while the rest is made, and that music
// without an end stays small. A network of a few lines stands in for a trained one.
#include <gtest/gtest.h>

#include "fake_platform.h"
#include "shared/midi/from_note_sequence.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/model/music_rnn.h"
#include "tests/shared/model/fake_rnn.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/share.h"

namespace segue {
namespace {

// Answers what the page asks of a stream with the real thing on the pretended network.
class UpdateContinue : public testing::Test {
 protected:
  UpdateContinue() {
    backend_.taste = sparse_taste;
    page_.push(ModelsListed{std::vector<ModelEntry>{
        {"mel_2bar", "Melodies", "", 1000},
        {.id = "fake", .title = "Polyphony", .download_bytes = 1000, .continues = true}}});
    page_.push(ChooseModel{"fake"});
    page_.push(ModelLoaded{fake_rnn_package()});
  }
  void answer() {
    auto& platform = page_.platform;
    if (platform.streams.size() > begun_) {
      begun_ = platform.streams.size();
      auto stream = rnn_.stream(platform.streams.back().options);
      ASSERT_TRUE(stream) << stream.error().message;
      stream_ = std::move(*stream);
      while (platform.advances[answered_].first != platform.streams.back().id) ++answered_;
    }
    ASSERT_LT(answered_, platform.advances.size()) << "nothing was asked for";
    const auto [id, steps] = platform.advances[answered_++];
    stream_->advance(steps, [this, id = id](Result<RnnChunk> chunk) {
      page_.push(StreamChunk{id, std::move(chunk)});
    });
  }
  bool asked() const { return answered_ < page_.platform.advances.size(); }
  const Document& document() const { return page_.state.document; }
  void play_a_chord() {
    page_.push(ShowRecorder{true});
    for (const int pitch : {60, 64, 67}) page_.push(PressKey{pitch, 90, 100});
    for (const int pitch : {60, 64, 67}) page_.push(ReleaseKey{pitch, 102});
    page_.push(ShowRecorder{false});
  }
  FakeRnn backend_;
  MusicRnn rnn_{fake_rnn_package(), backend_};
  std::unique_ptr<RnnStream> stream_;
  std::size_t begun_ = 0, answered_ = 0;
  FakePage page_;
};

TEST_F(UpdateContinue, MusicThatWasAskedForOfAModelOfTheOtherKindIsContinued) {
  page_.push(ChooseModel{"mel_2bar"});
  page_.push(Generate{});
  page_.push(ChooseModel{"fake"});
  EXPECT_TRUE(page_.state.busy());
  page_.push(ModelLoaded{fake_rnn_package()});
  EXPECT_FALSE(page_.state.busy());
  EXPECT_EQ(page_.platform.streams.size(), 1U);
  EXPECT_TRUE(page_.platform.requests.empty());
  page_.push(ChooseModel{"mel_2bar"});
  EXPECT_FALSE(page_.state.busy()) << "that wish is fulfilled";
}

TEST_F(UpdateContinue, RedoWhileMusicIsBeingMadeKeepsTheMusic) {
  page_.push(SetNewBars{8});
  page_.push(Undo{});
  ASSERT_TRUE(page_.state.can_redo());
  page_.push(Generate{});
  answer();
  page_.push(Redo{});
  EXPECT_FALSE(page_.state.stream) << "it was stopped";
  EXPECT_TRUE(document().made) << "what was made is a step of its own";
  EXPECT_NE(document().continuing.bars, 8) << "which leaves nothing to redo";
  EXPECT_FALSE(page_.state.can_redo());
}

TEST_F(UpdateContinue, TheModelDecidesTheMode) {
  EXPECT_EQ(document().mode, Mode::kContinue);
  page_.push(SetMode{Mode::kSample});
  EXPECT_EQ(document().mode, Mode::kContinue) << "it makes no samples";
  page_.push(ChooseModel{"mel_2bar"});
  EXPECT_EQ(document().mode, Mode::kSample);
  page_.push(ChooseModel{"fake"});
  EXPECT_EQ(document().mode, Mode::kContinue);
}

TEST_F(UpdateContinue, IsHeardWhileTheRestIsMade) {
  page_.push(SetNewBars{8});
  page_.push(Generate{});
  ASSERT_EQ(page_.platform.streams.size(), 1U);
  EXPECT_EQ(page_.platform.streams[0].options.steps, 128);
  EXPECT_TRUE(page_.platform.opens.empty());
  answer();
  ASSERT_EQ(page_.platform.opens.size(), 1U) << "two bars are enough to begin";
  EXPECT_DOUBLE_EQ(page_.platform.opens[0].length_s, 4);
  EXPECT_EQ(page_.state.playback.target, PlayTarget::kMade);
  while (asked()) answer();
  EXPECT_TRUE(page_.platform.extensions.back().last);
  EXPECT_FALSE(page_.state.stream);
  ASSERT_TRUE(document().made);
  EXPECT_EQ(document().made->end_step, 128);
  EXPECT_TRUE(page_.state.playback.playing()) << "it plays on";
}

TEST_F(UpdateContinue, WhatIsHeardIsWhatTheModelMakes) {
  page_.push(SetNewBars{4});
  page_.push(Generate{});
  while (asked()) answer();
  std::vector<RnnPiece> whole;
  rnn_.generate(1, page_.platform.streams[0].options,
                [&](Result<std::vector<RnnPiece>> pieces) { whole = std::move(*pieces); });
  EXPECT_EQ(document().made->notes, whole[0].music.notes);
  std::size_t heard = page_.platform.opens[0].notes.notes.size();
  for (const auto& more : page_.platform.extensions) heard += more.notes.notes.size();
  EXPECT_EQ(heard, whole[0].music.notes.size()) << "every note once";
  page_.push(DownloadMade{});
  const auto midi = read_midi(page_.platform.downloads.back().bytes);
  ASSERT_TRUE(midi.ok());
  EXPECT_EQ(midi->sequence.notes.size(), whole[0].music.notes.size());
  EXPECT_TRUE(page_.platform.downloads.back().name.starts_with("fake_continue_seed"));
}

TEST_F(UpdateContinue, APlayedBeginningIsHeardByTheModelAndStandsInFront) {
  page_.push(SetPrimer{PrimerKind::kPlayed});
  page_.push(Generate{});
  EXPECT_TRUE(page_.platform.streams.empty()) << "nothing was played yet";
  EXPECT_FALSE(page_.state.notices.empty());
  play_a_chord();
  page_.push(SetNewBars{2});
  page_.push(Generate{});
  ASSERT_EQ(page_.platform.streams.size(), 1U);
  const RnnOptions& options = page_.platform.streams[0].options;
  EXPECT_EQ(options.primer.steps, 16);
  EXPECT_EQ(options.steps, 48);
  EXPECT_TRUE(options.condition);
  EXPECT_FALSE(options.inject);
  while (asked()) answer();
  const auto& notes = document().made->notes;
  ASSERT_GE(notes.size(), 3U);
  EXPECT_EQ(notes[0].pitch, 60);
  EXPECT_EQ(notes[0].start_step, 0);
  EXPECT_EQ(document().made->primer_steps, 16);
}

TEST_F(UpdateContinue, ListeningAndPlayingAlongReachTheModel) {
  play_a_chord();
  page_.push(SetPrimer{PrimerKind::kPlayed});
  page_.push(SetCondition{false});
  page_.push(SetInject{true});
  page_.push(SetTemperature{0.8});
  page_.push(SetSeed{77});
  page_.push(Generate{});
  const RnnOptions& options = page_.platform.streams.back().options;
  EXPECT_FALSE(options.condition);
  EXPECT_TRUE(options.inject);
  EXPECT_DOUBLE_EQ(options.choice.temperature, 0.8);
  EXPECT_EQ(options.seed, 77U);
  page_.push(SetTemperature{1.2});
  ASSERT_EQ(page_.platform.choices.size(), 1U) << "while it is being made";
  EXPECT_DOUBLE_EQ(page_.platform.choices[0].temperature, 1.2);
}

TEST_F(UpdateContinue, BarsOfAFileAreContinued) {
  NoteSequence piece;
  for (int i = 0; i < 32; ++i) piece.notes.push_back({60 + i % 12, 80, i * 0.5, i * 0.5 + 0.5});
  piece.total_time_s = 16;
  page_.push(FileOpened{Slot::kA, "tune.mid", *write_midi(piece)});
  ASSERT_TRUE(document().primer_file);
  EXPECT_EQ(document().primer_file->bars, 8);
  EXPECT_EQ(document().continuing.primer, PrimerKind::kFile);
  page_.push(SetPrimerBars{2, 3});
  page_.push(SetPrimerBars{2, 99});
  EXPECT_EQ(document().continuing.last_bar, 8) << "there are no more";
  page_.push(SetPrimerBars{2, 3});
  page_.push(Generate{});
  EXPECT_EQ(page_.platform.streams.back().options.primer.steps, 32);
  page_.push(FileOpened{Slot::kA, "noise.mid", {1, 2, 3}});
  EXPECT_EQ(document().primer_file->name, "tune.mid") << "what works stays";
}

TEST_F(UpdateContinue, StoppingKeepsWhatWasMadeAndUndoBringsBackWhatWasBefore) {
  page_.push(Generate{});
  answer();
  answer();
  page_.push(StopContinue{});
  EXPECT_FALSE(page_.state.playback.playing());
  ASSERT_TRUE(document().made);
  const auto first = document().made;
  EXPECT_EQ(first->end_step, 48);
  EXPECT_TRUE(first->sounding.empty());
  page_.push(Generate{});
  answer();
  page_.push(StopContinue{});
  EXPECT_NE(document().made, first);
  page_.push(Undo{});
  EXPECT_EQ(document().made, first);
  page_.push(TogglePlay{});
  EXPECT_EQ(page_.state.playback.target, PlayTarget::kMade);
  EXPECT_FALSE(page_.platform.plays.empty()) << "it is whole: it plays like a clip";
}

TEST_F(UpdateContinue, AnAnswerToAStreamThatWasStoppedIsIgnored) {
  page_.push(Generate{});
  const RequestId id = page_.platform.streams[0].id;
  page_.push(StopContinue{});
  RnnChunk late;
  late.end_step = 32;
  late.finished = {{.pitch = 60, .start_step = 0, .end_step = 4}};
  page_.push(StreamChunk{id, late});
  EXPECT_FALSE(document().made);
  EXPECT_TRUE(page_.platform.opens.empty());
}

TEST_F(UpdateContinue, AFailureIsSaidAndWhatWasMadeStays) {
  page_.push(Generate{});
  answer();
  page_.push(StreamChunk{page_.platform.streams[0].id, Error{ErrorCode::kRuntime, "no memory"}});
  EXPECT_EQ(page_.state.notices.back().text, "no memory");
  EXPECT_TRUE(document().made);
  EXPECT_FALSE(page_.state.stream);
}

TEST_F(UpdateContinue, AnotherTempoGoesOnFromTheSamePlace) {
  page_.push(SetEndless{true});
  page_.push(SetTempo{120});
  page_.push(Generate{});
  for (int i = 0; i < 4; ++i) answer();
  page_.platform.position = 4;  // step 32
  page_.push(SetTempo{60});
  ASSERT_EQ(page_.platform.opens.size(), 2U);
  EXPECT_DOUBLE_EQ(page_.platform.opens[1].start_s, 8);
  EXPECT_DOUBLE_EQ(page_.platform.opens[1].length_s, 20) << "80 steps, twice as long";
}

TEST_F(UpdateContinue, EndlessMusicIsMadeALittleAheadOfWhatIsHeard) {
  page_.push(SetEndless{true});
  page_.push(SetTempo{120});
  page_.push(Generate{});
  EXPECT_EQ(page_.platform.streams[0].options.steps, 0);
  while (asked()) answer();
  const int ahead = page_.state.stream->made.end_step;
  EXPECT_GE(ahead, 160) << "twenty seconds";
  EXPECT_LE(ahead, 192);
  page_.push(PlaybackLow{});
  EXPECT_TRUE(asked()) << "the player wants more";
  page_.push(PlaybackLow{});
  EXPECT_EQ(page_.platform.advances.size(), answered_ + 1) << "asked once";
}

// An hour and a half of music at 120 bpm, nine times what is kept, from a model that is as fast as
// can be: two notes that end in every beat, and one that goes on.
TEST_F(UpdateContinue, EndlessMusicStaysSmall) {
  page_.push(SetEndless{true});
  page_.push(SetTempo{120});
  const std::size_t history = page_.state.undo_stack.size();
  page_.push(Generate{});
  const RequestId id = page_.platform.streams.back().id;
  constexpr int kSlack = 16 * kBarSteps;
  std::size_t most_notes = 0, most_given = 0;
  for (int step = 0; step < 43200; step += kBarSteps) {
    page_.push(Tick{step / 8.0, step / 8.0});  // it is heard as fast as it is made
    if (!page_.state.stream->in_flight) page_.push(PlaybackLow{});
    ASSERT_TRUE(page_.state.stream->in_flight);
    RnnChunk chunk;
    chunk.first_step = step;
    chunk.end_step = step + kBarSteps;
    for (int i = 0; i < kBarSteps; i += 2) {
      chunk.finished.push_back({.pitch = 60 + i, .start_step = step + i, .end_step = step + i + 2});
    }
    if (step > 0)
      chunk.finished.push_back({.pitch = 40, .start_step = step - 4, .end_step = step + 4});
    chunk.sounding = {{.pitch = 40, .start_step = step + 12, .end_step = step + kBarSteps}};
    page_.push(StreamChunk{id, chunk});
    const Continuation& made = page_.state.stream->made;
    ASSERT_EQ(made.end_step, chunk.end_step);
    ASSERT_LE(made.steps(), kKeptBars * kBarSteps + kSlack);
    most_notes = std::max(most_notes, made.notes.size());
    for (const auto& more : page_.platform.extensions)
      most_given = std::max(most_given, more.notes.notes.size() + more.sounding.notes.size());
    page_.platform.extensions.clear();
  }
  EXPECT_GT(most_notes, static_cast<std::size_t>(kKeptBars) * 8) << "ten minutes are there";
  EXPECT_LE(most_notes, static_cast<std::size_t>(kKeptBars + 16) * 9 + 1);
  EXPECT_LE(most_given, 10U) << "the player gets only what is new";
  EXPECT_EQ(page_.state.undo_stack.size(), history) << "no step of undo for every bar";
  const Continuation& made = page_.state.stream->made;
  for (std::size_t i = 0; i < made.notes.size(); ++i) {
    ASSERT_GE(made.notes[i].start_step, made.first_step);
    if (i > 0) ASSERT_LE(made.notes[i - 1].start_step, made.notes[i].start_step);
  }
  page_.push(DownloadMade{});
  const auto midi = read_midi(page_.platform.downloads.back().bytes);
  ASSERT_TRUE(midi.ok());
  EXPECT_LE(midi->sequence.total_time_s, (kKeptBars + 16) * 2.0 + 0.01);
}

TEST_F(UpdateContinue, SomethingElseToHearEndsTheMaking) {
  play_a_chord();
  page_.push(SetEndless{true});
  page_.push(Generate{});
  answer();
  page_.push(PlayTake{});
  EXPECT_FALSE(page_.state.stream);
  EXPECT_TRUE(document().made);
  EXPECT_EQ(page_.state.playback.target, PlayTarget::kTake);
}

TEST_F(UpdateContinue, ALinkHoldsTheBeginningAndWhatWasAsked) {
  play_a_chord();
  page_.push(SetPrimer{PrimerKind::kPlayed});
  page_.push(SetInject{true});
  page_.push(SetNewBars{24});
  page_.push(SetSeed{4711});
  const auto back = from_share_text(to_share_text(document()));
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(back->mode, Mode::kContinue);
  EXPECT_EQ(back->model_id, "fake");
  EXPECT_EQ(back->continuing, document().continuing);
  EXPECT_EQ(back->settings.seed, 4711U);
  ASSERT_EQ(back->take.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(back->take[i].pitch, document().take[i].pitch);
    EXPECT_EQ(back->take[i].end, document().take[i].end);
  }
}

TEST_F(UpdateContinue, TheSameLinkMakesTheSameMusic) {
  play_a_chord();
  page_.push(SetPrimer{PrimerKind::kPlayed});
  page_.push(SetNewBars{2});
  page_.push(SetSeed{9});
  const std::string link = to_share_text(document());
  page_.push(Generate{});
  while (asked()) answer();
  const auto first = document().made->notes;
  page_.push(StopContinue{});
  page_.push(RestoreShared{link});
  page_.push(Generate{});
  while (asked()) answer();
  EXPECT_EQ(document().made->notes, first);
}

TEST_F(UpdateContinue, TheBarsOfAFileTravelAsNotes) {
  NoteSequence piece;
  for (int i = 0; i < 16; ++i) piece.notes.push_back({60 + i, 80, i * 0.5, i * 0.5 + 0.5});
  piece.total_time_s = 8;
  page_.push(FileOpened{Slot::kA, "tune.mid", *write_midi(piece)});
  page_.push(SetPrimerBars{2, 2});
  const auto back = from_share_text(to_share_text(document()));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->continuing.primer, PrimerKind::kPlayed);
  ASSERT_EQ(back->take.size(), 4U);
  EXPECT_EQ(back->take[0].pitch, 64);
  EXPECT_EQ(back->take[0].start, 0);
}

TEST_F(UpdateContinue, ALinkMakesOfTheBarsOfAFileWhatTheFileMakes) {
  NoteSequence piece;
  piece.notes = {{48, 80, 1, 3}, {64, 80, 2, 2.5}, {67, 80, 2.5, 3}, {72, 80, 4, 8}};
  piece.control_changes.push_back({2.5, 64, 127});  // the pedal, up to the bar line
  piece.total_time_s = 8;
  page_.push(FileOpened{Slot::kA, "tune.mid", *write_midi(piece)});
  page_.push(SetPrimerBars{2, 2});  // begins with a held note, ends with a rest
  page_.push(Generate{});
  const RnnOptions own = page_.platform.streams.back().options;
  ASSERT_EQ(own.primer.steps, 16);
  page_.push(ShareLink{});
  FakePage reader;
  reader.push(RestoreShared{page_.platform.shared.back()});
  reader.push(ModelsListed{page_.state.model.models});
  reader.push(Generate{});
  reader.push(ModelLoaded{fake_rnn_package()});
  ASSERT_EQ(reader.platform.streams.size(), 1U);
  const RnnOptions& theirs = reader.platform.streams[0].options;
  EXPECT_EQ(theirs.primer, own.primer);
  EXPECT_EQ(theirs.steps, own.steps);
  EXPECT_EQ(theirs.seed, own.seed);
  reader.push(StopContinue{});
  EXPECT_EQ(from_share_text(to_share_text(reader.state.document))->continuing,
            reader.state.document.continuing);
  reader.push(ShowRecorder{true});
  reader.push(PressKey{60, 90, 100});
  reader.push(ReleaseKey{60, 101});
  EXPECT_EQ(reader.state.document.continuing.take_steps, 0) << "it is the visitor's own now";
}

TEST_F(UpdateContinue, ABeginningThatNoAddressHoldsIsSaid) {
  NoteSequence piece;
  for (int i = 0; i < 1200; ++i)
    piece.notes.push_back({60 + i % 4, 80, i / 4 * 0.125, i / 4 * 0.125 + 0.125});
  piece.total_time_s = 38;
  page_.push(FileOpened{Slot::kA, "dense.mid", *write_midi(piece)});
  page_.push(ShareLink{});
  EXPECT_TRUE(page_.state.notices.empty()) << "four bars fit";
  page_.push(SetPrimerBars{1, 19});
  page_.push(ShareLink{});
  ASSERT_FALSE(page_.state.notices.empty());
  EXPECT_NE(page_.state.notices.back().text.find("first part"), std::string::npos);
  const auto back = from_share_text(page_.platform.shared.back());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->take.size(), 1024U);
  EXPECT_EQ(back->continuing.take_steps, 256);
}

TEST_F(UpdateContinue, ALinkKeepsItsTemperatureWhateverTheModelLikes) {
  ModelPackage warm = fake_rnn_package();
  warm.defaults.temperature = 1;
  for (const double temperature : {0.5, 1.2}) {
    page_.push(SetTemperature{temperature});
    FakePage reader;
    reader.push(RestoreShared{to_share_text(document())});
    reader.push(ModelsListed{page_.state.model.models});
    reader.push(Generate{});
    reader.push(ModelLoaded{warm});
    EXPECT_DOUBLE_EQ(reader.platform.streams.back().options.choice.temperature, temperature);
    reader.push(ChooseModel{"mel_2bar"});
    reader.push(ChooseModel{"fake"});
    reader.push(ModelLoaded{warm});
    EXPECT_DOUBLE_EQ(reader.state.document.settings.temperature, temperature);
  }
}

TEST_F(UpdateContinue, AFileToBeContinuedIsOneStepBackAndIsRemembered) {
  NoteSequence piece;
  piece.tempos = {{0, 90}};
  for (int i = 0; i < 8; ++i) piece.notes.push_back({60 + i, 80, i * 0.5, i * 0.5 + 0.5});
  piece.total_time_s = 4;
  const Document before = document();
  page_.platform.settings.clear();
  page_.push(FileOpened{Slot::kA, "tune.mid", *write_midi(piece)});
  EXPECT_NEAR(document().settings.tempo_qpm, 90, 0.01);
  ASSERT_FALSE(page_.platform.settings.empty());
  EXPECT_EQ(page_.platform.settings.back(), "session=" + to_share_text(document()));
  page_.push(Undo{});
  EXPECT_EQ(document(), before);
}

}  // namespace
}  // namespace segue
