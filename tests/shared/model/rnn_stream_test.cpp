// SPDX-License-Identifier: Apache-2.0
#include "shared/model/rnn_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "fake_rnn.h"
#include "shared/model/music_rnn.h"

namespace segue {
namespace {

void sort(std::vector<QuantizedNote>& notes) {
  std::sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.start_step, a.pitch, a.end_step) <
           std::tuple(b.start_step, b.pitch, b.end_step);
  });
}

struct Streamed : testing::Test {
  Streamed() { backend.taste = sparse_taste; }

  RnnChunk advance(RnnStream& stream, int steps) {
    std::optional<RnnChunk> chunk;
    stream.advance(steps, [&](Result<RnnChunk> result) {
      ASSERT_TRUE(result) << result.error().message;
      chunk = *std::move(result);
    });
    while (!chunk && backend.waiting() > 0) backend.answer_one();
    EXPECT_TRUE(chunk);
    return chunk.value_or(RnnChunk());
  }

  RnnPrimer chord() {
    const std::vector<int> pitches = {60, 64, 67};
    return *primer_from_pitches(rnn.package().representation, pitches);
  }

  FakeRnn backend;
  MusicRnn rnn{fake_rnn_package(), backend};
};

using RnnStreamTest = Streamed;

TEST_F(RnnStreamTest, MakesThePieceThatGenerateMakes) {
  for (const bool condition : {true, false}) {
    for (const bool inject : {true, false}) {
      for (const bool keep : {true, false}) {
        const RnnOptions options = {.primer = chord(),
                                    .steps = 40,
                                    .condition = condition,
                                    .inject = inject,
                                    .keep_primer = keep,
                                    .seed = 5};
        std::optional<RnnPiece> piece;
        rnn.generate(1, options, [&](auto pieces) { piece = pieces->front(); });
        auto stream = *rnn.stream(options);
        std::vector<QuantizedNote> notes;
        std::vector<std::uint16_t> events;
        backend.answer_later = !backend.answer_later;
        RnnChunk chunk;
        do {
          chunk = advance(*stream, 5);
          notes.insert(notes.end(), chunk.finished.begin(), chunk.finished.end());
          events.insert(events.end(), chunk.events.begin(), chunk.events.end());
        } while (!chunk.ended);
        backend.answer_later = false;
        sort(notes);
        sort(piece->music.notes);
        EXPECT_EQ(notes, piece->music.notes) << condition << inject << keep;
        EXPECT_EQ(chunk.end_step, piece->music.total_steps);
        EXPECT_TRUE(chunk.sounding.empty());
        EXPECT_TRUE(std::equal(events.rbegin(), events.rend(), piece->events.rbegin() + 1));
        const RnnChunk nothing = advance(*stream, 5);
        EXPECT_TRUE(nothing.ended);
        EXPECT_EQ(nothing.first_step, nothing.end_step);
      }
    }
  }
}

TEST_F(RnnStreamTest, ChunksJoinAndANotesStartIsTold) {
  auto stream = *rnn.stream({.primer = chord(), .steps = 0, .seed = 1});
  std::vector<QuantizedNote> open;
  int end = 0;
  for (int i = 0; i < 60; ++i) {
    const RnnChunk chunk = advance(*stream, 3);
    EXPECT_EQ(chunk.first_step, end);
    EXPECT_EQ(chunk.end_step, end + (i == 0 ? 4 + 3 : 3)) << "the first one has the primer";
    end = chunk.end_step;
    EXPECT_EQ(stream->told_steps(), end);
    EXPECT_FALSE(chunk.ended);
    for (const auto& note : chunk.finished) {
      EXPECT_LE(note.end_step, end);
      const auto before = std::find_if(open.begin(), open.end(), [&](const auto& other) {
        return other.pitch == note.pitch && other.start_step == note.start_step;
      });
      // It began in this chunk, or was told to sound.
      if (note.start_step < chunk.first_step) {
        EXPECT_NE(before, open.end());
      }
      if (before != open.end()) open.erase(before);
    }
    // What was told to sound is finished, or goes on.
    for (const auto& note : open) {
      EXPECT_EQ(std::count_if(chunk.sounding.begin(), chunk.sounding.end(),
                              [&](const auto& other) {
                                return other.pitch == note.pitch &&
                                       other.start_step == note.start_step;
                              }),
                1);
    }
    open = chunk.sounding;
    for (const auto& note : open) EXPECT_EQ(note.end_step, end);
  }
}

TEST_F(RnnStreamTest, OneCallAtATimeAndItCanBeStopped) {
  backend.answer_later = true;
  const RnnOptions options = {.primer = chord(), .steps = 0, .seed = 3};
  auto stream = *rnn.stream(options);
  std::optional<ErrorCode> first, second;
  stream->advance(4, [&](Result<RnnChunk> chunk) { first = chunk.error().code; });
  EXPECT_TRUE(stream->in_flight());
  stream->advance(4, [&](Result<RnnChunk> chunk) { second = chunk.error().code; });
  EXPECT_EQ(second, ErrorCode::kInvalidArgument);
  backend.answer_one();
  backend.answer_one();
  stream->cancel();
  EXPECT_EQ(first, ErrorCode::kCancelled) << "at once";
  EXPECT_FALSE(stream->in_flight());
  stream->cancel();
  // It goes on as if nothing had been, with the engine's answer still to come.
  EXPECT_EQ(backend.waiting(), 1u);
  const RnnChunk chunk = advance(*stream, 8);
  auto other = *rnn.stream(options);
  EXPECT_EQ(chunk, advance(*other, chunk.end_step - 4));
}

TEST_F(RnnStreamTest, AStreamMayGoWhileTheEngineWorks) {
  backend.answer_later = true;
  auto stream = *rnn.stream({.steps = 0});
  bool answered = false;
  stream->advance(4, [&](Result<RnnChunk>) { answered = true; });
  stream.reset();
  backend.answer_all();
  EXPECT_FALSE(answered);
  EXPECT_EQ(backend.waiting(), 0u);
  // Also from inside its own answer.
  backend.answer_later = false;
  stream = *rnn.stream({.steps = 0});
  stream->advance(4, [&](Result<RnnChunk>) { stream.reset(); });
  EXPECT_EQ(stream, nullptr);
}

TEST_F(RnnStreamTest, TheNextStepsCanBeAskedForFromTheAnswerOnAFlatStack) {
  auto stream = *rnn.stream({.steps = 0});
  int chunks = 0;
  RnnStream::OnChunk again = [&](Result<RnnChunk>) {
    if (++chunks < 2000) stream->advance(1, again);
  };
  stream->advance(1, again);
  EXPECT_EQ(chunks, 2000);
  EXPECT_EQ(backend.deepest, 1);
}

TEST_F(RnnStreamTest, AfterAnErrorItCanBeTriedAgain) {
  const RnnOptions options = {.primer = chord(), .steps = 0, .seed = 8};
  auto stream = *rnn.stream(options), other = *rnn.stream(options);
  RnnChunk first = advance(*stream, 2);
  backend.failure = {ErrorCode::kRuntime, "busy"};
  std::optional<std::string> message;
  stream->advance(2, [&](Result<RnnChunk> chunk) { message = chunk.error().message; });
  EXPECT_EQ(message, "busy");
  backend.failure = {};
  const RnnChunk second = advance(*stream, 2), both = advance(*other, 4);
  first.events.insert(first.events.end(), second.events.begin(), second.events.end());
  EXPECT_EQ(first.events, both.events);
  EXPECT_EQ(second.sounding, both.sounding);
}

TEST_F(RnnStreamTest, TheChoiceCanChangeWhileItPlays) {
  auto stream = *rnn.stream({.steps = 0, .seed = 2});
  advance(*stream, 8);
  const auto scale = *parse_scale("C D");
  ASSERT_TRUE(stream->set_choice({.scale = scale}));
  EXPECT_FALSE(stream->set_choice({.temperature = -1}));
  int notes = 0;
  const RnnChunk chunk = advance(*stream, 40);
  for (const int event : chunk.events) {
    if (event < kPolyphonyNewNote || event >= kPolyphonyContinuedNote) continue;
    EXPECT_TRUE(has_pitch(scale, event - kPolyphonyNewNote));
    ++notes;
  }
  EXPECT_GT(notes, 0);
}

TEST_F(RnnStreamTest, MusicWithoutAnEndDoesNotFallSilentForEver) {
  backend.taste = [](int, int event) { return event == kPolyphonyStepEnd ? 50.0f : 0.0f; };
  auto stream = *rnn.stream({.steps = 0, .choice = {.max_gap_steps = 8}});
  const RnnChunk chunk = advance(*stream, 64);
  int notes = 0;
  for (const int event : chunk.events) {
    notes += event >= kPolyphonyNewNote && event < kPolyphonyContinuedNote;
  }
  EXPECT_EQ(notes, 7) << "at step 8, 17, 26 ...";
}

TEST_F(RnnStreamTest, WhatItCannotDoIsRefused) {
  EXPECT_FALSE(rnn.stream({.beam_size = 2}));
  EXPECT_FALSE(rnn.stream({.steps = -1}));
  auto stream = *rnn.stream({.steps = 0});
  bool refused = false;
  stream->advance(0, [&](Result<RnnChunk> chunk) { refused = !chunk; });
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace segue
