// SPDX-License-Identifier: Apache-2.0
// A network that looks back at its last outputs: what it remembers goes wherever h and c go.
#include <gtest/gtest.h>

#include <optional>

#include "fake_rnn.h"
#include "shared/model/music_rnn.h"

namespace segue {
namespace {

ModelPackage looking_back() {
  ModelPackage package = fake_rnn_package();
  package.rnn.attention = 3;
  return package;
}

struct LookingBack : testing::Test {
  LookingBack() { backend.taste = sparse_taste; }

  Result<std::vector<RnnPiece>> generate(int count, const RnnOptions& options) {
    std::optional<Result<std::vector<RnnPiece>>> answer;
    rnn.generate(count, options, [&](auto pieces) { answer = std::move(pieces); });
    return answer ? std::move(*answer) : Error{ErrorCode::kRuntime, "no answer"};
  }

  // ln p of events as the network says it when it hears them all again.
  double score(MusicRnn::Events events) {
    double found = 0;
    events.pop_back();  // END
    rnn.score({std::move(events)}, {}, [&](auto scores) {
      ASSERT_TRUE(scores) << scores.error().message;
      found = scores->front().log_likelihood;
    });
    return found;
  }

  FakeRnn backend;
  MusicRnn rnn{looking_back(), backend};
};

using RnnAttention = LookingBack;

TEST_F(RnnAttention, PiecesSideBySideKeepTheirOwnMemory) {
  const auto pieces = generate(5, {.steps = 24, .seed = 3});
  ASSERT_TRUE(pieces) << pieces.error().message;
  EXPECT_EQ(backend.attention_shape[0], 4);
  EXPECT_EQ(backend.attention_shape[2], 3);
  for (std::uint64_t i = 0; i < 5; ++i) {
    const RnnPiece& piece = (*pieces)[static_cast<std::size_t>(i)];
    EXPECT_EQ(generate(1, {.steps = 24, .seed = 3, .first = i})->front(), piece);
    EXPECT_NEAR(score(piece.events), piece.log_likelihood, 1e-6);
  }
  MusicRnn without(fake_rnn_package(), backend);
  std::optional<RnnPiece> other;
  without.generate(1, {.steps = 24, .seed = 3}, [&](auto made) { other = made->front(); });
  EXPECT_NE(other->events, pieces->front().events);
}

TEST_F(RnnAttention, BranchesOfABeamTakeItAlong) {
  const auto pieces = generate(
      2, {.steps = 12, .seed = 8, .beam_size = 3, .branch_factor = 2, .steps_per_iteration = 4});
  ASSERT_TRUE(pieces) << pieces.error().message;
  for (const RnnPiece& piece : *pieces) {
    EXPECT_NEAR(score(piece.events), piece.log_likelihood, 1e-6);
  }
}

TEST_F(RnnAttention, AStreamMakesThePieceThatGenerateMakes) {
  const RnnOptions options = {.steps = 40, .seed = 5};
  const auto piece = generate(1, options)->front();
  auto stream = *rnn.stream(options);
  std::vector<std::uint16_t> events = {kPolyphonyStart};
  bool ended = false;
  while (!ended) {
    stream->advance(7, [&](Result<RnnChunk> chunk) {
      ASSERT_TRUE(chunk) << chunk.error().message;
      events.insert(events.end(), chunk->events.begin(), chunk->events.end());
      ended = chunk->ended;
    });
  }
  events.push_back(kPolyphonyEnd);
  EXPECT_EQ(events, piece.events);
}

TEST_F(RnnAttention, AGraphThatForgetsItIsAnError) {
  backend.spoil = [](NamedTensors& out) { out.erase("attention_out"); };
  const auto pieces = generate(1, {.steps = 4});
  ASSERT_FALSE(pieces);
  EXPECT_NE(pieces.error().message.find("\"attention_out\""), std::string::npos)
      << pieces.error().message;
}

}  // namespace
}  // namespace segue
