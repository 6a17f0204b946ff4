// SPDX-License-Identifier: Apache-2.0
#include "shared/model/attributes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "shared/model/music_vae.h"
#include "shared/tensor/safetensors.h"
#include "tests/shared/model/fake_backend.h"

namespace segue {
namespace {

ModelPackage package_with_two() {
  ModelPackage package = fake_package();
  package.attributes = {{"density", "Note density", "notes a bar", 5, 2},
                        {"range", "Pitch range", "semitones", 9, 4}};
  return package;
}

AttributeField two_vectors() {
  AttributeField field;
  field.z_size = 4;
  field.infos = package_with_two().attributes;
  field.vectors = {1, 0, 0.5f, 0, 0, -2, 0.25f, 0};
  return field;
}

TEST(Attributes, SurviveTheirFile) {
  const auto read = parse_attributes(format_attributes(two_vectors()), package_with_two());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->vectors, two_vectors().vectors);
  EXPECT_EQ(read->infos, two_vectors().infos);
  EXPECT_EQ(read->z_size, 4);
}

TEST(Attributes, AFileOfAnotherShapeOrWithoutNumbersIsRefused) {
  ModelPackage package = package_with_two();
  package.z_size = 5;
  const auto wide = parse_attributes(format_attributes(two_vectors()), package);
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().code, ErrorCode::kCorruptData);
  EXPECT_NE(wide.error().message.find("[2, 5]"), std::string::npos) << wide.error().message;
  EXPECT_NE(wide.error().message.find("[2, 4]"), std::string::npos) << wide.error().message;
  AttributeField spoiled = two_vectors();
  spoiled.vectors[3] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(parse_attributes(format_attributes(spoiled), package_with_two()));
  NamedTensors other;
  other["something"] = {{1}, std::vector<float>{1}};
  EXPECT_FALSE(parse_attributes(format_safetensors(other, FloatStorage::kF32), package_with_two()));
  EXPECT_FALSE(parse_attributes(std::vector<std::uint8_t>{1, 2, 3}, package_with_two()));
}

TEST(Attributes, AStraightStepIsTheSumOfAmountsTimesVectors) {
  const std::vector<float> z = {1, 1, 1, 1};
  const std::vector<AttributeChange> changes = {{"range", -0.5}, {"density", 2}};
  EXPECT_EQ(apply_attributes(z, two_vectors(), changes), (std::vector<float>{3, 2, 1.875f, 1}));
  EXPECT_EQ(apply_attributes(z, two_vectors(), {}), z);
}

// Density is z0 + z0^2 / 2 in a plane of four dimensions, range is z1: gradients (1 + z0, 0), (0,
// 1).
AttributeField curved() {
  AttributeField field;
  field.z_size = 4;
  field.infos = package_with_two().attributes;
  field.rank = 2;
  field.mean = {0, 0, 5, 0};
  field.basis = {1, 0, 0, 0, 0, 1, 0, 0};
  field.scales = {1, 2};
  field.slopes = {1, 0, 0, 1};
  field.curvatures = {1, 0, 0, 0, 0, 0, 0, 0};
  field.gains = {1, 0.5f, 2, 1};
  return field;
}

TEST(Attributes, ACurvedFieldSurvivesItsFileAndMustBeWhole) {
  const auto read = parse_attributes(format_attributes(curved()), package_with_two());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, curved());
  AttributeField flat = curved();
  flat.scales[1] = 0;
  EXPECT_FALSE(parse_attributes(format_attributes(flat), package_with_two()));
  NamedTensors part;
  part["scales"] = {{2}, std::vector<float>{1, 1}};
  const auto missing =
      parse_attributes(format_safetensors(part, FloatStorage::kF32), package_with_two());
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("\"mean\""), std::string::npos);
  part["scales"] = {{9}, std::vector<float>(9, 1)};
  EXPECT_FALSE(parse_attributes(format_safetensors(part, FloatStorage::kF32), package_with_two()))
      << "more axes than dimensions";
}

TEST(Attributes, ACurvedStepFollowsTheGradientsWhereItIs) {
  const auto density = [](const std::vector<float>& z) { return z[0] + z[0] * z[0] / 2; };
  const auto moved = [](std::vector<float> z, std::vector<AttributeChange> changes) {
    return apply_attributes(z, curved(), changes);
  };
  const std::vector<float> z = {0.5f, 0, 1, 7};
  const auto denser = moved(z, {{"density", 1}});
  EXPECT_NEAR(density(denser) - density(z), 1, 0.05);
  EXPECT_EQ(denser[1], 0);
  EXPECT_EQ(denser[2], 1) << "outside the plane nothing moves";
  EXPECT_EQ(denser[3], 7);
  EXPECT_NEAR(density(z) - density(moved(z, {{"density", -1}})), 0.5, 0.05) << "its own gain";
  // On the other side of the valley the same wish leads the other way.
  EXPECT_LT(moved({-3, 0, 0, 0}, {{"density", 1}})[0], -3);
  // Range: its axis has the scale 2, its gain upwards is 2.
  EXPECT_NEAR(moved(z, {{"range", 1}})[1], 4, 0.1);
  EXPECT_EQ(moved(z, {{"range", 1}}), moved(z, {{"range", 1}, {"density", 0}}));
}

TEST(Attributes, UnknownNamesAndWildAmountsAreRefusedWithWhatThereIs) {
  const auto infos = two_vectors().infos;
  const auto refused = [](const Result<void>& result, const char* part) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(result.error().message.find(part), std::string::npos) << result.error().message;
  };
  const std::vector<AttributeChange> unknown = {{"sadness", 1}};
  refused(check_attributes(infos, unknown), "density, range");
  refused(check_attributes(infos, unknown), "sadness");
  const std::vector<AttributeChange> wild = {{"density", 3.5}};
  refused(check_attributes(infos, wild), "-3 to 3");
  const std::vector<AttributeChange> none = {{"density", std::nan("")}};
  refused(check_attributes(infos, none), "density");
  refused(check_attributes({}, wild), "no attributes");
  EXPECT_TRUE(check_attributes({}, {}));
}

TEST(Attributes, MoveTheLatentVectorOfEveryCallOfTheModel) {
  FakeBackend backend;
  MusicVae model(package_with_two(), backend);
  const auto made = [&](auto ask, std::vector<AttributeChange> changes) {
    DecodeOptions options{.temperature = 0, .seed = 5};
    options.attributes = std::move(changes);
    Result<MusicVae::MusicClips> answer = Error{ErrorCode::kRuntime, "no answer"};
    ask(options, [&](Result<MusicVae::MusicClips> clips) { answer = std::move(clips); });
    return answer;
  };
  MusicClip clip;
  clip.tokens.assign(32, 0);
  clip.tokens[0] = 40;
  const auto sample = [&](const DecodeOptions& options, MusicVae::OnMusic done) {
    model.sample_music(2, options, std::move(done));
  };
  const auto similar = [&](const DecodeOptions& options, MusicVae::OnMusic done) {
    model.similar_music(clip, 2, 0.5, options, std::move(done));
  };
  const auto reconstruct = [&](const DecodeOptions& options, MusicVae::OnMusic done) {
    model.reconstruct_music({clip}, /*mean=*/true, options, std::move(done));
  };
  EXPECT_FALSE(made(sample, {{"density", 1}})) << "their file has not been read";
  model.set_attributes(two_vectors());
  const auto expect_moved = [&](auto ask) {
    const auto still = made(ask, {}), moved = made(ask, {{"density", 2}, {"range", 1}});
    ASSERT_TRUE(still && moved);
    for (std::size_t i = 0; i < still->size(); ++i) {
      const auto &from = (*still)[i].z, &to = (*moved)[i].z;
      EXPECT_FLOAT_EQ(to[0], from[0] + 2);
      EXPECT_FLOAT_EQ(to[1], from[1] - 2);
      EXPECT_FLOAT_EQ(to[2], from[2] + 1.25f);
      EXPECT_FLOAT_EQ(to[3], from[3]);
    }
  };
  expect_moved(sample);
  expect_moved(similar);
  expect_moved(reconstruct);
  EXPECT_FALSE(made(sample, {{"sadness", 1}}));
}

}  // namespace
}  // namespace segue
