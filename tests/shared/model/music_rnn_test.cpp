// SPDX-License-Identifier: Apache-2.0
#include "shared/model/music_rnn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "fake_rnn.h"
#include "shared/codec/polyphony_codec.h"
#include "shared/midi/from_note_sequence.h"

namespace segue {
namespace {

constexpr int kNew = kPolyphonyNewNote, kGoesOn = kPolyphonyContinuedNote;

struct Played : testing::Test {
  Played() { backend.taste = sparse_taste; }

  Result<std::vector<RnnPiece>> generate(int count, const RnnOptions& options) {
    std::optional<Result<std::vector<RnnPiece>>> answer;
    rnn.generate(count, options, [&](Result<std::vector<RnnPiece>> pieces) {
      EXPECT_FALSE(answer) << "answered twice";
      answer = std::move(pieces);
    });
    while (!answer && backend.waiting() > 0) backend.answer_one();
    return answer ? std::move(*answer) : Error{ErrorCode::kRuntime, "no answer"};
  }

  RnnPrimer chord(int steps = 4) {
    const std::vector<int> pitches = {60, 64, 67};
    return *primer_from_pitches(rnn.package().representation, pitches, steps);
  }

  FakeRnn backend;
  MusicRnn rnn{fake_rnn_package(), backend};
};

using MusicRnnTest = Played;

TEST_F(MusicRnnTest, PiecesHaveTheStepsAskedForAndThePrimerInFront) {
  const auto pieces = generate(3, {.primer = chord(), .steps = 32, .seed = 4});
  ASSERT_TRUE(pieces) << pieces.error().message;
  ASSERT_EQ(pieces->size(), 3u);
  for (const RnnPiece& piece : *pieces) {
    EXPECT_EQ(piece.music.total_steps, 32);
    EXPECT_EQ(polyphony_steps(piece.events), 32);
    EXPECT_EQ(piece.events.front(), kPolyphonyStart);
    EXPECT_EQ(piece.events.back(), kPolyphonyEnd);
    EXPECT_EQ(std::count(piece.events.begin(), piece.events.end(), kPolyphonyEnd), 1);
    const auto primer = chord().events;
    EXPECT_TRUE(std::equal(primer.begin(), primer.end(), piece.events.begin()));
    EXPECT_EQ(piece.events.size(), primer.size() + static_cast<std::size_t>(piece.new_events) + 1);
    EXPECT_EQ(piece.music.notes, decode_polyphony(piece.events)->notes);
    EXPECT_LT(piece.log_likelihood, 0);
  }
  EXPECT_NE((*pieces)[0].events, (*pieces)[1].events);
}

TEST_F(MusicRnnTest, APieceDoesNotDependOnHowManyThereAreNorOnTheBackend) {
  const RnnOptions options = {.primer = chord(), .steps = 16, .seed = 9};
  const auto many = generate(kPiecesPerBatch + 3, options);
  ASSERT_TRUE(many);
  RnnOptions second = options;
  second.first = 1;
  EXPECT_EQ(generate(1, second)->front(), (*many)[1]);
  second.first = kPiecesPerBatch + 2;
  EXPECT_EQ(generate(1, second)->front(), many->back());
  backend.answer_later = true;
  EXPECT_EQ(*generate(2, options), (std::vector{(*many)[0], (*many)[1]}));
}

// Natively and in WebAssembly the same: the number was taken from a native run.
TEST_F(MusicRnnTest, TheSameSeedMakesTheSameMusicOnEveryPlatform) {
  const auto pieces = generate(2, {.primer = chord(), .steps = 64, .seed = 2026});
  ASSERT_TRUE(pieces);
  std::uint32_t hash = 2166136261u;  // FNV-1a
  for (const auto& piece : *pieces) {
    for (const auto event : piece.events) hash = (hash ^ event) * 16777619u;
  }
  EXPECT_EQ(hash, 3726305648u);
}

TEST_F(MusicRnnTest, ThePrimerIsHeardAtOnceAndTheStackDoesNotGrow) {
  ASSERT_TRUE(generate(2, {.primer = chord(), .steps = 64}));
  EXPECT_EQ(backend.shapes.front(), (std::vector<std::int64_t>{16, 1})) << "all but its last event";
  EXPECT_EQ(backend.shapes[1], (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(backend.deepest, 1);
}

TEST_F(MusicRnnTest, NotConditionedItHearsNothingOfThePrimer) {
  const auto heard = generate(1, {.primer = chord(), .steps = 24, .condition = false});
  ASSERT_TRUE(heard);
  EXPECT_EQ(polyphony_steps(heard->front().events), 20);
  const auto alone = generate(1, {.steps = 20});
  EXPECT_EQ(heard->front().events, alone->front().events);
  const QuantizedSequence& music = heard->front().music;
  EXPECT_EQ(music.total_steps, 24);
  // The chord in front, then the same music four steps later.
  ASSERT_EQ(music.notes.size(), alone->front().music.notes.size() + 3);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(music.notes[i].start_step, 0);
    EXPECT_EQ(music.notes[i].end_step, 4) << "it does not go on in what follows";
  }
  EXPECT_EQ(music.notes[3].start_step, alone->front().music.notes[0].start_step + 4);
}

// The primer's events of a step stand in front of what the network adds.
void expect_injected(const std::vector<std::uint16_t>& events, const RnnPrimer& primer,
                     int first_step) {
  int step = -first_step;
  std::size_t from = 1;  // in the primer
  for (std::size_t i = 1; step < primer.steps; ++i) {
    ASSERT_LT(i, events.size());
    for (; step >= 0 && primer.events[from] != kPolyphonyStepEnd; ++from) {
      EXPECT_EQ(events[i++], primer.events[from]) << "step " << step;
    }
    while (events[i] != kPolyphonyStepEnd) ++i;
    if (step >= 0) ++from;
    ++step;
  }
}

TEST_F(MusicRnnTest, AnInjectedPrimerIsInEveryStepOfWhatIsMade) {
  const std::vector<int> melody = {72, -2, 74, -1, 76, -2};
  const auto primer = *primer_from_melody(rnn.package().representation, melody);
  const auto pieces =
      generate(2, {.primer = primer, .steps = 24, .condition = false, .inject = true});
  ASSERT_TRUE(pieces);
  for (const auto& piece : *pieces) {
    expect_injected(piece.events, primer, 0);
    EXPECT_EQ(piece.music.total_steps, 24);
  }
}

TEST_F(MusicRnnTest, WithBothTheCopyStartsAfterTheConditionedPrimer) {
  const auto pieces =
      generate(1, {.primer = chord(), .steps = 24, .condition = true, .inject = true});
  ASSERT_TRUE(pieces);
  expect_injected(pieces->front().events, chord(), 0);  // the primer itself
  expect_injected(pieces->front().events, chord(), 4);
}

TEST_F(MusicRnnTest, ThePrimerCanBeLeftOut) {
  for (const bool condition : {true, false}) {
    RnnOptions options = {.primer = chord(), .steps = 24, .condition = condition};
    const auto with = generate(1, options)->front().music;
    options.keep_primer = false;
    const auto without = generate(1, options)->front().music;
    EXPECT_EQ(without.total_steps, 20);
    std::vector<QuantizedNote> expected;
    for (QuantizedNote note : with.notes) {
      if (note.end_step <= 4) continue;
      note.start_step = std::max(note.start_step - 4, 0);
      note.end_step -= 4;
      expected.push_back(note);
    }
    const auto by_place = [](const QuantizedNote& a, const QuantizedNote& b) {
      return a.start_step != b.start_step ? a.start_step < b.start_step : a.pitch < b.pitch;
    };
    std::stable_sort(expected.begin(), expected.end(), by_place);
    EXPECT_EQ(without.notes, expected);
  }
}

TEST_F(MusicRnnTest, TheEndDoesNotComeEarlyHoweverLikelyItIs) {
  backend.taste = [](int last, int event) {
    return event == kPolyphonyEnd || event == kPolyphonyStart ? 50 : sparse_taste(last, event);
  };
  const auto pieces = generate(1, {.steps = 16});
  ASSERT_TRUE(pieces);
  EXPECT_EQ(pieces->front().music.total_steps, 16);
  EXPECT_EQ(polyphony_steps(pieces->front().events), 16);
  EXPECT_EQ(std::count(pieces->front().events.begin(), pieces->front().events.end(), 0), 1);
}

TEST_F(MusicRnnTest, FreeMusicMayHoldEventsThatSayNothing) {
  backend.taste = [](int, int event) {
    return event == kPolyphonyStepEnd ? 4.0f : event >= kGoesOn ? 3.0f : 0.0f;
  };
  const auto pieces = generate(1, {.steps = 16, .choice = {.free = true}});
  ASSERT_TRUE(pieces);
  const auto& events = pieces->front().events;
  EXPECT_TRUE(std::find(events.begin(), events.end(), kPolyphonyStepEnd) - events.begin() < 300);
  EXPECT_EQ(pieces->front().music.total_steps, 16);
  EXPECT_GT(std::count_if(events.begin(), events.end(), [](int e) { return e >= kGoesOn; }), 0);
  EXPECT_LT(pieces->front().music.notes.size(), events.size() / 4);
}

TEST_F(MusicRnnTest, AScaleHoldsForEveryNewNote) {
  const auto scale = *parse_scale("D minor pentatonic");
  const auto pieces = generate(2, {.steps = 32, .choice = {.scale = scale}});
  ASSERT_TRUE(pieces);
  for (const auto& piece : *pieces) {
    EXPECT_FALSE(piece.music.notes.empty());
    for (const auto& note : piece.music.notes) EXPECT_TRUE(has_pitch(scale, note.pitch));
  }
}

TEST_F(MusicRnnTest, DrumsAndMelodiesGoOnAfterTheirPrimer) {
  FakeRnn drum_backend(512);
  MusicRnn drums(fake_rnn_package("drums_9", 512), drum_backend);
  std::optional<std::vector<RnnPiece>> made;
  drums.generate(2, {.steps = 16}, [&](Result<std::vector<RnnPiece>> pieces) {
    ASSERT_TRUE(pieces) << pieces.error().message;
    made = *pieces;
  });
  ASSERT_TRUE(made);
  EXPECT_EQ(made->front().events.size(), 16u);
  EXPECT_EQ(made->front().events[0], 1) << "a bass drum";
  EXPECT_TRUE(made->front().music.notes.front().is_drum);
  // Of the last run: the event at index 14 is heard, the one after it is number 15.
  EXPECT_EQ(drum_backend.counters, (std::vector<float>{1, 1, 1, 1, 1, 1, 1, 1}));
  const auto notes = to_notes(made->front(), 100, 40);
  ASSERT_TRUE(notes);
  EXPECT_TRUE(notes->instruments.front().is_drum);
  bool refused = false;
  drums.generate(1, {.inject = true}, [&](Result<std::vector<RnnPiece>> p) { refused = !p; });
  EXPECT_TRUE(refused);
}

TEST_F(MusicRnnTest, TheScoreOfAPieceIsTheSumOfItsLogProbabilities) {
  // More events than one stretch has.
  const auto piece = generate(1, {.steps = 300, .seed = 2})->front();
  ASSERT_GT(piece.events.size(), 600u);
  auto events = piece.events;
  events.pop_back();  // END is not among the piece's own
  std::optional<std::vector<RnnScore>> scores;
  int calls = 0;
  rnn.score(
      {events, {kPolyphonyStart, kPolyphonyStepEnd}}, [&](int, int) { return ++calls > 0; },
      [&](Result<std::vector<RnnScore>> result) {
        ASSERT_TRUE(result) << result.error().message;
        scores = *result;
      });
  ASSERT_TRUE(scores);
  EXPECT_NEAR((*scores)[0].log_likelihood, piece.log_likelihood, 1e-6);
  EXPECT_EQ((*scores)[0].events, piece.new_events);
  EXPECT_EQ((*scores)[0].steps, 300);
  EXPECT_EQ((*scores)[1].events, 1);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(backend.deepest, 1);
}

TEST_F(MusicRnnTest, WhatCannotBeScoredIsAnError) {
  for (const std::vector<std::uint16_t>& events :
       {std::vector<std::uint16_t>{}, {kPolyphonyStart}, {2, 2}, {0, 259}}) {
    bool refused = false;
    rnn.score({events}, {}, [&](Result<std::vector<RnnScore>> result) { refused = !result; });
    EXPECT_TRUE(refused);
  }
}

TEST_F(MusicRnnTest, OptionsOutOfRangeAreRefusedWithWords) {
  const auto message = [&](const RnnOptions& options, int count = 1) {
    const auto pieces = generate(count, options);
    return pieces ? "" : pieces.error().message;
  };
  EXPECT_NE(message({.primer = chord(32), .steps = 32}).find("the primer has 32 steps"),
            std::string::npos);
  EXPECT_FALSE(message({.steps = 0}).empty());
  EXPECT_FALSE(message({}, 0).empty());
  EXPECT_FALSE(message({.choice = {.top_p = 0}}).empty());
  EXPECT_FALSE(message({.beam_size = 0}).empty());
  EXPECT_FALSE(message({.beam_size = 100, .branch_factor = 3}).empty());
  ModelPackage vae = fake_rnn_package();
  vae.kind = kVaeKind;
  MusicRnn wrong(vae, backend);
  bool refused = false;
  wrong.generate(1, {}, [&](Result<std::vector<RnnPiece>> pieces) { refused = !pieces; });
  EXPECT_TRUE(refused);
}

TEST_F(MusicRnnTest, ErrorsOfTheBackendAndWrongOutputsAreTold) {
  backend.failure = {ErrorCode::kRuntime, "the worker died"};
  EXPECT_EQ(generate(1, {}).error().message, "the worker died");
  backend.failure = {};
  const std::vector<std::function<void(NamedTensors&)>> spoils = {
      [](NamedTensors& out) { out.erase("logits"); },
      [](NamedTensors& out) { out["h_out"].shape.push_back(1); },
      [](NamedTensors& out) { std::get<0>(out["c_out"].data)[0] = NAN; },
      [](NamedTensors& out) { std::get<0>(out["logits"].data).back() = INFINITY; }};
  for (const auto& spoil : spoils) {
    backend.spoil = spoil;
    const auto pieces = generate(1, {.primer = chord(), .steps = 8});
    ASSERT_FALSE(pieces);
    EXPECT_EQ(pieces.error().code, ErrorCode::kRuntime);
    EXPECT_NE(pieces.error().message.find("\"step\""), std::string::npos);
  }
}

TEST_F(MusicRnnTest, ProgressCountsStepsAndMayStopIt) {
  std::int64_t last = 0, total = 0;
  ASSERT_TRUE(generate(
      2, {.primer = chord(), .steps = 12, .on_progress = [&](std::int64_t done, std::int64_t all) {
            EXPECT_GE(done, last);
            last = done;
            total = all;
            return true;
          }}));
  EXPECT_EQ(last, 16);
  EXPECT_EQ(total, 16);
  for (const int beam : {1, 2}) {
    const auto stopped = generate(
        2,
        {.steps = 12, .beam_size = beam, .on_progress = [](auto done, auto) { return done < 3; }});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  }
}

TEST_F(MusicRnnTest, APieceBecomesNotesInSeconds) {
  const auto piece = generate(1, {.primer = chord(), .steps = 16})->front();
  const auto notes = to_notes(piece, 60, 19);
  ASSERT_TRUE(notes);
  EXPECT_EQ(notes->notes[0].program, 19);
  EXPECT_EQ(notes->notes[0].velocity, kPolyphonyVelocity);
  EXPECT_EQ(notes->tempos[0].qpm, 60);
  EXPECT_TRUE(write_midi(*notes));
  EXPECT_FALSE(to_notes(piece, 0, 0));
  EXPECT_FALSE(to_notes(piece, 120, 128));
  const std::vector<QuantizedNote> late = {{.pitch = 60, .start_step = 40, .end_step = 44}};
  EXPECT_EQ(to_notes(late, 32, 120, 0)->notes[0].start_s, 1);
  EXPECT_FALSE(to_notes(late, 41, 120, 0));
}

}  // namespace
}  // namespace segue
