// SPDX-License-Identifier: Apache-2.0
#include "shared/model/music_vae.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "tests/shared/model/fake_backend.h"

namespace segue {
namespace {

using Tokens = MusicVae::Tokens;

class MusicVaeTest : public testing::Test {
 protected:
  FakeBackend backend;
  MusicVae model{fake_package(), backend};
  std::optional<Result<MusicVae::Clips>> answer;
  int answers = 0;

  MusicVae::OnClips keep() {
    return [this](Result<MusicVae::Clips> clips) {
      answer = std::move(clips);
      ++answers;
    };
  }
  MusicVae::Clips clips() {
    EXPECT_EQ(answers, 1);
    EXPECT_TRUE(answer && answer->ok()) << (answer ? answer->error().message : "no answer");
    answers = 0;
    return answer && answer->ok() ? **answer : MusicVae::Clips{};
  }
  Error error() {
    EXPECT_EQ(answers, 1);
    EXPECT_TRUE(answer && !answer->ok());
    answers = 0;
    return answer && !answer->ok() ? answer->error() : Error{};
  }
  static Tokens melody(int first) {
    Tokens tokens(32);
    for (std::size_t t = 0; t < 32; t += 4) {
      tokens[t] = static_cast<std::uint8_t>(2 + (first + static_cast<int>(t)) % 88);
    }
    return tokens;
  }
};

TEST_F(MusicVaeTest, AClipDoesNotDependOnHowManyAreAskedForNorOnTheBatches) {
  model.sample(150, {.temperature = 1, .seed = 5}, keep());
  const auto many = clips();
  ASSERT_EQ(many.size(), 150u);
  EXPECT_EQ(backend.batch_sizes, (std::vector<int>{64, 64, 22}));
  model.sample(3, {.temperature = 1, .seed = 5}, keep());
  const auto few = clips();
  for (std::size_t i = 0; i < few.size(); ++i) EXPECT_EQ(few[i], many[i]);
  EXPECT_NE(many[0], many[1]);
}

TEST_F(MusicVaeTest, AnotherSeedGivesOtherClips) {
  model.sample(1, {.temperature = 1, .seed = 5}, keep());
  const auto a = clips();
  model.sample(1, {.temperature = 1, .seed = 6}, keep());
  EXPECT_NE(a, clips());
}

TEST_F(MusicVaeTest, APackagesOwnPriorIsUsedUnlessTheNormalOneIsAskedFor) {
  model.sample(2, {.temperature = 1, .seed = 5}, keep());
  const auto before = clips();
  Prior prior;
  prior.z_size = 4;
  prior.components = 1;
  prior.weights = {1};
  prior.means = {100, 200, 300, 400};
  prior.deviations = {1, 1, 1, 1};
  model.set_prior(prior);
  model.sample(2, {.temperature = 1, .seed = 5}, keep());
  for (const Clip& clip : clips()) {
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(clip.z[i], prior.means[i], 6);
  }
  model.sample(2, {.temperature = 1, .seed = 5, .prior = PriorChoice::kNormal}, keep());
  EXPECT_EQ(clips(), before);
  // Variations are drawn towards the same prior.
  model.similar(melody(0), 1, 0.5, {.temperature = 1, .seed = 5}, keep());
  EXPECT_GT(clips()[0].z[0], 10);
}

// Golden values of Rng(1, 0) and the fake's arithmetic: the same natively and in wasm, or this
// fails there.
TEST_F(MusicVaeTest, ASeedGivesTheSameBitsOnEveryPlatform) {
  model.sample(2, {.temperature = 1, .seed = 1}, keep());
  const auto got = clips();
  Rng rng(1, 0);
  std::vector<float> z(4), noise(32 * 90);
  rng.fill_normal(z);
  EXPECT_EQ(got[0].z, z);
  rng.fill_gumbel(noise);
  for (std::size_t t = 0; t < 32; ++t) {
    std::size_t best = 0;
    const auto score = [&](std::size_t v) {
      return z[t % 4] * static_cast<float>(static_cast<int>((v + t) % 5) - 2) + noise[t * 90 + v];
    };
    for (std::size_t v = 1; v < 90; ++v) {
      if (score(v) > score(best)) best = v;
    }
    EXPECT_EQ(got[0].tokens[t], best) << t;
  }
}

TEST_F(MusicVaeTest, ABackendThatAnswersAtOnceDoesNotDeepenTheStack) {
  model.sample(64 * 200, {.temperature = 0, .seed = 1}, keep());
  EXPECT_EQ(clips().size(), 64u * 200);
  EXPECT_EQ(backend.deepest, 1);
}

TEST_F(MusicVaeTest, ABackendThatAnswersLaterGivesTheSameClips) {
  model.sample(70, {.temperature = 1, .seed = 9}, keep());
  const auto at_once = clips();
  backend.answer_later = true;
  model.sample(70, {.temperature = 1, .seed = 9}, keep());
  EXPECT_EQ(answers, 0);
  backend.answer_all();
  EXPECT_EQ(clips(), at_once);
}

TEST_F(MusicVaeTest, TemperatureZeroTakesTheMostLikelyTokenWhateverTheSeed) {
  const std::vector<std::vector<float>> z = {{1, -1, 2, 0.5f}};
  model.decode(z, {.temperature = 0, .seed = 1}, keep());
  const auto a = clips();
  model.decode(z, {.temperature = 0, .seed = 2}, keep());
  EXPECT_EQ(a, clips());
  EXPECT_EQ(a[0].tokens[0], 4);  // (v + 0) mod 5 - 2 is largest first at v = 4
  EXPECT_EQ(a[0].z, z[0]);
}

TEST_F(MusicVaeTest, EncodingGivesMeanAndDeviationOfEachClipInOrder) {
  std::vector<Tokens> input;
  for (int i = 0; i < 70; ++i) input.push_back(melody(i));
  std::optional<Result<std::vector<ClipPosterior>>> many, one;
  model.encode(input, [&](Result<std::vector<ClipPosterior>> p) { many = std::move(p); });
  model.encode({input[69]}, [&](Result<std::vector<ClipPosterior>> p) { one = std::move(p); });
  ASSERT_TRUE(many && many->ok() && one && one->ok());
  ASSERT_EQ((*many)->size(), 70u);
  EXPECT_EQ((*many)->at(69).mu, (*one)->at(0).mu);
  EXPECT_EQ((*one)->at(0).sigma, std::vector<float>(4, 0.25f));
  EXPECT_NE((*many)->at(0).mu, (*many)->at(1).mu);
}

TEST_F(MusicVaeTest, AWalkBeginsAndEndsWithTheDecodedMeansAndSharesItsNoise) {
  for (const auto path : {Interpolation::kSpherical, Interpolation::kLinear}) {
    model.interpolate(melody(1), melody(50), 5, path, {.temperature = 1, .seed = 3}, keep());
    const auto walk = clips();
    ASSERT_EQ(walk.size(), 5u);
    model.reconstruct({melody(1)}, /*mean=*/true, {.temperature = 1, .seed = 3}, keep());
    EXPECT_EQ(clips()[0], walk[0]);
    model.decode({walk[4].z}, {.temperature = 1, .seed = 3}, keep());  // stream 0, as the walk's
    EXPECT_EQ(clips()[0], walk[4]);
  }
  model.interpolate(melody(1), melody(1), 3, Interpolation::kSpherical, {.temperature = 1}, keep());
  const auto same = clips();
  EXPECT_EQ(same[0].tokens, same[1].tokens);
  EXPECT_EQ(same[0].tokens, same[2].tokens);
}

TEST_F(MusicVaeTest, ReconstructionDrawsFromThePosteriorOrTakesItsMean) {
  model.reconstruct({melody(1), melody(1)}, /*mean=*/true, {.temperature = 0}, keep());
  const auto means = clips();
  EXPECT_EQ(means[0].z, means[1].z);
  model.reconstruct({melody(1), melody(1)}, /*mean=*/false, {.temperature = 0}, keep());
  const auto draws = clips();
  EXPECT_NE(draws[0].z, draws[1].z);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(draws[0].z[i], means[0].z[i], 0.25 * 6);  // six deviations
  }
}

TEST_F(MusicVaeTest, SimilarityLeadsFromAnythingToTheClipItself) {
  model.reconstruct({melody(7)}, /*mean=*/true, {.temperature = 0}, keep());
  const auto own = clips()[0];
  model.similar(melody(7), 2, 1.0, {.temperature = 0}, keep());
  for (const Clip& clip : clips()) EXPECT_EQ(clip, own);
  const auto distance = [&](double similarity) {
    model.similar(melody(7), 20, similarity, {.temperature = 0, .seed = 4}, keep());
    double sum = 0;
    for (const Clip& clip : clips()) {
      for (std::size_t i = 0; i < 4; ++i) sum += std::abs(clip.z[i] - own.z[i]);
    }
    return sum;
  };
  EXPECT_LT(distance(0.9), distance(0.5));
  EXPECT_LT(distance(0.5), distance(0.0));
}

TEST_F(MusicVaeTest, ProgressIsToldAndCanStop) {
  std::vector<int> told;
  DecodeOptions options;
  options.on_progress = [&](int done, int total) {
    EXPECT_EQ(total, 200);
    told.push_back(done);
    return done < 128;
  };
  model.sample(200, options, keep());
  EXPECT_EQ(error().code, ErrorCode::kCancelled);
  EXPECT_EQ(told, (std::vector<int>{64, 128}));
}

TEST_F(MusicVaeTest, WhatCannotBeDoneIsSaidOnce) {
  const auto refused = [&](const char* part) {
    const Error e = error();
    EXPECT_EQ(e.code, ErrorCode::kInvalidArgument);
    EXPECT_NE(e.message.find(part), std::string::npos) << e.message;
  };
  model.sample(0, {}, keep());
  refused("from 1 to");
  model.sample(kMaxClips + 1, {}, keep());
  refused("found 1048577");
  model.sample(1, {.temperature = -1}, keep());
  refused("temperature");
  model.sample(1, {.temperature = NAN}, keep());
  refused("temperature");
  model.interpolate(melody(1), melody(2), 1, Interpolation::kLinear, {}, keep());
  refused("from 2 to");
  model.decode({{1, 2}}, {}, keep());
  refused("4 numbers, found 2");
  model.decode({{1, 2, 3, INFINITY}}, {}, keep());
  refused("not finite");
  model.decode({}, {}, keep());
  refused("found 0");
  model.reconstruct({Tokens(31)}, true, {}, keep());
  refused("32 steps, found 31");
  model.reconstruct({Tokens(32, 90)}, true, {}, keep());
  refused("found 90 at step 0");
  model.similar(melody(1), 1, 1.5, {}, keep());
  refused("similarity");
  model.similar(melody(1), 1, NAN, {}, keep());
  refused("similarity");
}

TEST_F(MusicVaeTest, AFailingBackendsErrorComesThrough) {
  backend.failure = {ErrorCode::kRuntime, "engine on fire"};
  model.sample(100, {}, keep());
  EXPECT_EQ(error(), backend.failure);
  model.interpolate(melody(1), melody(2), 3, Interpolation::kLinear, {}, keep());
  EXPECT_EQ(error(), backend.failure);
}

TEST_F(MusicVaeTest, OutputsThatDoNotFitTheModelAreErrorsNotCrashes) {
  const std::vector<std::function<void(NamedTensors&)>> decoder_faults = {
      [](NamedTensors& out) { out.clear(); },
      [](NamedTensors& out) {
        out["tokens"].shape = {32, 1};
      },
      [](NamedTensors& out) { std::get<1>(out["tokens"].data).resize(3); },
      [](NamedTensors& out) { out["tokens"].data = std::vector<float>(32); },
      [](NamedTensors& out) { std::get<1>(out["tokens"].data)[5] = 90; },
      [](NamedTensors& out) { std::get<1>(out["tokens"].data)[5] = -1; }};
  for (const auto& fault : decoder_faults) {
    backend.spoil = fault;
    model.sample(1, {}, keep());
    EXPECT_EQ(error().code, ErrorCode::kRuntime);
  }
  const std::vector<std::function<void(NamedTensors&)>> encoder_faults = {
      [](NamedTensors& out) { out.erase("mu"); }, [](NamedTensors& out) { out.erase("sigma"); },
      [](NamedTensors& out) {
        out["mu"].shape = {1, 5};
      },
      [](NamedTensors& out) { std::get<0>(out["mu"].data).pop_back(); },
      [](NamedTensors& out) { std::get<0>(out["mu"].data)[0] = NAN; }};
  for (const auto& fault : encoder_faults) {
    backend.spoil = fault;
    model.reconstruct({melody(1)}, true, {}, keep());
    EXPECT_EQ(error().code, ErrorCode::kRuntime);
  }
}

TEST(MusicVaeBestOf, OfEachGroupTheClipThatItsEncodingKnowsBestIsKept) {
  FakeBackend backend;
  MusicVae model(fake_package(), backend);
  const auto ask = [&](int count, DecodeOptions options) {
    Result<MusicVae::MusicClips> answer = Error{};
    model.sample_music(count, options, [&](auto result) { answer = std::move(result); });
    return answer;
  };
  const auto all = ask(40, {.temperature = 1, .seed = 5});
  ASSERT_TRUE(all);
  Result<std::vector<ClipPosterior>> q = Error{};
  model.encode_music(*all, [&](auto result) { q = std::move(result); });
  ASSERT_TRUE(q);
  int reports = 0;
  const auto best =
      ask(10, {.temperature = 1, .seed = 5, .best_of = 4, .on_progress = [&](int done, int total) {
                 ++reports;
                 EXPECT_LE(done, total);
                 EXPECT_EQ(total, 10);
                 return true;
               }});
  ASSERT_TRUE(best) << best.error().message;
  ASSERT_EQ(best->size(), 10u);
  EXPECT_GT(reports, 0);
  int first = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    // The sigma of the fake encoder is the same everywhere: the nearest mu is the densest.
    std::size_t nearest = 0;
    double smallest = INFINITY;
    for (std::size_t k = 4 * i; k < 4 * i + 4; ++k) {
      double distance = 0;
      for (std::size_t d = 0; d < 4; ++d) {
        distance += std::pow((*all)[k].z[d] - (*q)[k].mu[d], 2);
      }
      if (distance < smallest) {
        smallest = distance;
        nearest = k;
      }
    }
    EXPECT_EQ((*best)[i], (*all)[nearest]) << i;
    first += nearest == 4 * i;
  }
  EXPECT_LT(first, 8);
  const auto fewer = ask(3, {.temperature = 1, .seed = 5, .best_of = 4});
  ASSERT_TRUE(fewer);
  EXPECT_TRUE(std::equal(fewer->begin(), fewer->end(), best->begin()));
  for (const int wrong : {0, -1, kMaxBestOf + 1}) {
    EXPECT_FALSE(ask(2, {.best_of = wrong})) << wrong;
  }
  EXPECT_FALSE(ask(kMaxClips, {.best_of = 2}));
}

}  // namespace
}  // namespace segue
