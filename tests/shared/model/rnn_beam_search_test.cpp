// SPDX-License-Identifier: Apache-2.0
// Against the same search written down plainly: no states, every branch is heard from its start for
// every event.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "fake_rnn.h"
#include "shared/model/event_choice.h"
#include "shared/model/event_rules.h"
#include "shared/model/music_rnn.h"

namespace segue {
namespace {

struct Entry {
  std::vector<std::uint16_t> events;
  double score = 0;
};

std::vector<float> last_logits(FakeRnn& backend, const std::vector<std::uint16_t>& events) {
  NamedTensors inputs;
  inputs["tokens"] = {{static_cast<std::int64_t>(events.size()), 1},
                      std::vector<std::int64_t>(events.begin(), events.end())};
  inputs["h"] = inputs["c"] = {{2, 1, 3}, std::vector<float>(6)};
  std::vector<float> logits;
  backend.run("step", std::move(inputs), [&](Result<NamedTensors> outputs) {
    const auto& all = *outputs->at("logits").floats();
    logits.assign(all.end() - kPolyphonyTokens, all.end());
  });
  return logits;
}

std::vector<std::uint16_t> plain_search(FakeRnn& backend, const RnnOptions& options, int piece) {
  Rng rng(options.seed, static_cast<std::uint64_t>(piece));
  Entry best{options.primer.events};
  while (polyphony_steps(best.events) < options.steps) {
    best.score = 0;
    int left = 5 * (options.steps - polyphony_steps(best.events));
    std::vector<Entry> beam(static_cast<std::size_t>(options.beam_size), best);
    int draws = (left - 1) % options.steps_per_iteration + 1;
    while (left > 0) {
      std::vector<Entry> branches;
      for (const Entry& entry : beam) {
        for (int i = 0; i < options.branch_factor; ++i) branches.push_back(entry);
      }
      for (int draw = 0; draw < draws; ++draw) {
        for (Entry& branch : branches) {
          detail::EventRules rules(detail::StreamKind::kPolyphony, kPolyphonyTokens);
          for (const auto event : branch.events) rules.push(event);
          std::vector<std::uint8_t> allowed(kPolyphonyTokens);
          rules.fill_allowed({}, allowed);
          const auto logits = last_logits(backend, branch.events);
          const int event = detail::draw_event(logits, allowed, options.choice, rng);
          branch.events.push_back(static_cast<std::uint16_t>(event));
          branch.score += detail::log_probability(logits, event, options.choice.temperature);
        }
      }
      std::stable_sort(branches.begin(), branches.end(),
                       [](const Entry& a, const Entry& b) { return a.score > b.score; });
      branches.resize(static_cast<std::size_t>(options.beam_size));
      beam = std::move(branches);
      left -= draws;
      draws = options.steps_per_iteration;
    }
    best = beam.front();
  }
  // Exactly the steps asked for, then END.
  int steps = 0;
  std::vector<std::uint16_t> events;
  for (std::size_t i = 0; steps < options.steps; ++i) {
    events.push_back(best.events[i]);
    steps += best.events[i] == kPolyphonyStepEnd;
  }
  events.push_back(kPolyphonyEnd);
  return events;
}

struct Searched : testing::Test {
  Searched() { backend.taste = sparse_taste; }

  std::vector<RnnPiece> generate(int count, const RnnOptions& options) {
    std::optional<std::vector<RnnPiece>> made;
    rnn.generate(count, options, [&](Result<std::vector<RnnPiece>> pieces) {
      ASSERT_TRUE(pieces) << pieces.error().message;
      made = *std::move(pieces);
    });
    while (!made && backend.waiting() > 0) backend.answer_one();
    return made.value_or(std::vector<RnnPiece>());
  }

  RnnOptions options(int beam, int branch, int iteration) {
    const std::vector<int> pitches = {60, 64};
    return {.primer = *primer_from_pitches(rnn.package().representation, pitches, 2),
            .steps = 6,
            .choice = {.temperature = 0.8},
            .seed = 11,
            .beam_size = beam,
            .branch_factor = branch,
            .steps_per_iteration = iteration};
  }

  FakeRnn backend;
  MusicRnn rnn{fake_rnn_package(), backend};
};

using RnnBeamSearch = Searched;

TEST_F(RnnBeamSearch, IsTheSearchWrittenDownPlainly) {
  for (const auto& [beam, branch, iteration] :
       {std::tuple{3, 1, 1}, {1, 4, 1}, {2, 3, 1}, {2, 2, 3}, {2, 2, 50}, {3, 2, 7}}) {
    const auto asked = options(beam, branch, iteration);
    const auto pieces = generate(2, asked);
    ASSERT_EQ(pieces.size(), 2u);
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(pieces[static_cast<std::size_t>(i)].events, plain_search(backend, asked, i))
          << beam << " " << branch << " " << iteration;
    }
  }
  EXPECT_EQ(backend.deepest, 1);
}

TEST_F(RnnBeamSearch, OfOneBranchIsPlainSampling) {
  const auto plain = generate(1, options(1, 1, 1));
  EXPECT_EQ(plain.front().events, plain_search(backend, options(1, 1, 1), 0));
  EXPECT_EQ(generate(1, options(1, 1, 9)), plain);
}

TEST_F(RnnBeamSearch, FindsLikelierMusicAndKnowsHowLikely) {
  double sampled = 0, searched = 0;
  RnnOptions few = options(1, 1, 1), many = options(4, 4, 1);
  few.choice.temperature = many.choice.temperature = 1;
  for (const auto& piece : generate(8, few)) sampled += piece.log_likelihood / piece.new_events;
  const auto pieces = generate(8, many);
  for (const auto& piece : pieces) searched += piece.log_likelihood / piece.new_events;
  EXPECT_GT(searched, sampled);
  rnn.score({pieces.front().events, few.primer.events}, {}, [&](auto scores) {
    auto own = (*scores)[0], primer = (*scores)[1];
    auto events = pieces.front().events;
    // The piece's own: without the primer and END.
    events.pop_back();
    rnn.score({events}, {}, [&](auto again) { own = (*again)[0]; });
    EXPECT_NEAR(own.log_likelihood - primer.log_likelihood, pieces.front().log_likelihood, 1e-6);
  });
}

TEST_F(RnnBeamSearch, WorksLaterWithAnInjectedPrimer) {
  RnnOptions asked = options(2, 2, 2);
  asked.inject = true;
  const auto at_once = generate(2, asked);
  backend.answer_later = true;
  EXPECT_EQ(generate(2, asked), at_once);
  for (const auto& piece : at_once) {
    // After the two steps of the primer, its notes begin again.
    const auto& notes = piece.music.notes;
    for (const int pitch : {60, 64}) {
      EXPECT_EQ(std::count_if(
                    notes.begin(), notes.end(),
                    [&](const auto& note) { return note.pitch == pitch && note.start_step == 2; }),
                1);
    }
    EXPECT_EQ(piece.music.total_steps, 6);
  }
}

}  // namespace
}  // namespace segue
