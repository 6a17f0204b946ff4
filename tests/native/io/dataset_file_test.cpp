// SPDX-License-Identifier: Apache-2.0
#include "native/io/dataset_file.h"

#include <gtest/gtest.h>

#include <limits>

#include "native/io/file.h"
#include "native/io/hdf5_image.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

using detail::Hdf5Writer;

Dataset make_dataset(std::int64_t train_windows = 5000) {
  Dataset dataset;
  dataset.config = "mel_2bar_small";
  dataset.pieces = {{"a/one.mid", std::string(64, 'a'), "train", train_windows},
                    {"b/zwölf.mid", std::string(64, 'b'), "eval", 1}};
  for (std::int64_t i = 0; i < train_windows * 32; ++i) {
    dataset.train.tokens.push_back(static_cast<std::uint16_t>(i * 7 % 90));
  }
  for (std::int64_t i = 0; i < train_windows; ++i) {
    dataset.train.piece.push_back(0);
    dataset.train.bar.push_back(static_cast<std::int32_t>(i + 1));
    dataset.train.instrument.push_back(static_cast<std::int32_t>(i % 3));
  }
  dataset.eval.tokens.assign(32, 89);
  dataset.eval.piece = {1};
  dataset.eval.bar = {12};
  dataset.eval.instrument = {2};
  dataset.attributes = {{"created", "2020-01-01T00:00:00Z"}, {"inputs", "a\nb"}, {"empty", ""}};
  return dataset;
}

/// The smallest file that a reader could take for a data set, to be spoilt by each test.
std::vector<std::uint8_t> make_file(std::int64_t version, const std::string& representation,
                                    std::int64_t steps = 32) {
  Hdf5Writer writer;
  writer.set_attribute("format_version", version);
  writer.set_attribute("representation", representation);
  for (const char* name : {"bars", "steps_per_quarter", "hop_bars"}) writer.set_attribute(name, 2);
  writer.set_attribute("steps", steps);
  auto bytes = writer.finish();
  EXPECT_TRUE(bytes.ok());
  return *bytes;
}

void expect_error(const std::vector<std::uint8_t>& bytes, ErrorCode code, const std::string& part) {
  const auto dataset = decode_dataset(bytes, "set.h5");
  ASSERT_FALSE(dataset.ok()) << part;
  EXPECT_EQ(dataset.error().code, code) << dataset.error().message;
  EXPECT_NE(dataset.error().message.find(part), std::string::npos) << dataset.error().message;
  EXPECT_NE(dataset.error().message.find("set.h5"), std::string::npos);
}

TEST(DatasetFile, WhatIsWrittenIsRead) {
  const TemporaryFolder folder;
  const Dataset dataset = make_dataset();
  ASSERT_TRUE(write_dataset(folder / "set.h5", dataset, false).ok());
  const auto read = read_dataset(folder / "set.h5");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, dataset);
  EXPECT_EQ(read->window(read->train, 1)[0], 32 * 7 % 90);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"set.h5"});
}

TEST(DatasetFile, EmptySplitsAreAllowed) {
  Dataset dataset = make_dataset();
  dataset.eval = {};
  const auto bytes = encode_dataset(dataset);
  ASSERT_TRUE(bytes.ok());
  const auto read = decode_dataset(*bytes, "set.h5");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, dataset);
}

TEST(DatasetFile, ItIsCompressed) {
  const auto bytes = encode_dataset(make_dataset(20000));
  ASSERT_TRUE(bytes.ok());
  EXPECT_LT(bytes->size(), 20000u * 32 / 2);
}

TEST(DatasetFile, AnExistingFileIsReplacedOnlyByForce) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_dataset(folder / "set.h5", make_dataset(1), false).ok());
  EXPECT_FALSE(write_dataset(folder / "set.h5", make_dataset(2), false).ok());
  EXPECT_EQ(read_dataset(folder / "set.h5")->train.windows(), 1);
  EXPECT_TRUE(write_dataset(folder / "set.h5", make_dataset(2), true).ok());
  EXPECT_EQ(read_dataset(folder / "set.h5")->train.windows(), 2);
}

TEST(DatasetFile, PartsThatDoNotFitAreNotWritten) {
  Dataset dataset = make_dataset(2);
  dataset.train.tokens.pop_back();
  EXPECT_FALSE(encode_dataset(dataset).ok());
  dataset = make_dataset(2);
  dataset.train.piece[0] = 2;
  EXPECT_FALSE(encode_dataset(dataset).ok());
  dataset = make_dataset(2);
  dataset.train.tokens[0] = 90;
  EXPECT_FALSE(encode_dataset(dataset).ok());
  dataset = make_dataset(2);
  dataset.attributes["credits"] = std::string(70000, 'x');
  EXPECT_FALSE(encode_dataset(dataset).ok());
}

TEST(DatasetFile, AFileOfAnotherKindIsAReadableError) {
  expect_error({}, ErrorCode::kCorruptData, "not a complete HDF5 file");
  expect_error({'M', 'T', 'h', 'd', 0, 0, 0, 6}, ErrorCode::kCorruptData, "segue dataset build");
  Hdf5Writer other;
  other.set_attribute("title", std::string("weather"));
  expect_error(*other.finish(), ErrorCode::kUnsupported, "not a data set of Segue");
  const auto missing = read_dataset("/nowhere/set.h5");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST(DatasetFile, OtherVersionsAndRepresentationsAreNamed) {
  expect_error(make_file(3, "melody_90"), ErrorCode::kUnsupported, "format 3");
  expect_error(make_file(2, "drums_512"), ErrorCode::kUnsupported, "\"drums_512\"");
  expect_error(make_file(1, "drums_9"), ErrorCode::kUnsupported, "\"drums_9\"");
}

TEST(DatasetFile, FilesOfVersion1AreRead) {
  Hdf5Writer writer;
  writer.set_attribute("format_version", 1);
  writer.set_attribute("representation", std::string("melody_90"));
  for (const char* name : {"bars", "steps_per_quarter", "hop_bars"}) writer.set_attribute(name, 2);
  writer.set_attribute("steps", 4);
  for (const std::string group : {"/train", "/eval"}) {
    writer.add_group(group);
    writer.write<std::uint8_t>(group + "/tokens",
                               std::vector<std::uint8_t>{0, 1, 2, 89, 7, 0, 0, 1}, 4);
    writer.write<std::uint32_t>(group + "/piece", std::vector<std::uint32_t>{0, 0});
    writer.write<std::int32_t>(group + "/bar", std::vector<std::int32_t>{1, 2});
    writer.write<std::int32_t>(group + "/instrument", std::vector<std::int32_t>{0, 0});
  }
  writer.add_group("/pieces");
  writer.write_strings("/pieces/path", {"a.mid"});
  writer.write_strings("/pieces/sha256", {"0"});
  writer.write_strings("/pieces/split", {"train"});
  writer.write<std::int64_t>("/pieces/windows", std::vector<std::int64_t>{2});
  const auto dataset = decode_dataset(*writer.finish(), "set.h5");
  ASSERT_TRUE(dataset.ok()) << dataset.error().message;
  EXPECT_EQ(dataset->train.tokens, (std::vector<std::uint16_t>{0, 1, 2, 89, 7, 0, 0, 1}));
  EXPECT_EQ(dataset->window(dataset->eval, 1)[0], 7);
}

/// Two windows of two steps of `representation`, filled by `value`.
Dataset make_small(const std::string& representation) {
  Dataset dataset;
  dataset.representation = representation;
  dataset.steps = 2;
  dataset.pieces = {{"a.mid", std::string(64, 'a'), "train", 2}};
  dataset.train.piece = {0, 0};
  dataset.train.bar = {1, 2};
  dataset.train.instrument = {0, 0};
  return dataset;
}

void expect_round_trip(const Dataset& dataset) {
  const auto bytes = encode_dataset(dataset);
  ASSERT_TRUE(bytes.ok()) << bytes.error().message;
  const auto read = decode_dataset(*bytes, "set.h5");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, dataset);
}

TEST(DatasetFile, StreamsDifferInLength) {
  Dataset streams = make_small("polyphony_259");
  streams.steps = 5;
  streams.train.tokens = {0, 2, 1, 0, 63, 2, 258, 1};
  streams.train.first = {0, 3};
  expect_round_trip(streams);
  EXPECT_EQ(streams.window(streams.train, 0).size(), 3u);
  EXPECT_EQ(streams.window(streams.train, 1).size(), 5u);
  EXPECT_EQ(streams.window(streams.train, 1)[1], 63);
  for (const std::vector<std::int64_t>& wrong :
       {std::vector<std::int64_t>{}, {0}, {1, 3}, {0, 0}, {3, 0}, {0, 8}, {0, 2}, {0, -1}}) {
    streams.train.first = wrong;
    EXPECT_FALSE(encode_dataset(streams).ok()) << ::testing::PrintToString(wrong);
  }
  streams.train.first = {0, 3};
  streams.train.tokens[0] = 259;
  EXPECT_FALSE(encode_dataset(streams).ok());
}

TEST(DatasetFile, OtherRepresentationsMayBeStreamsToo) {
  Dataset streams = make_small("drums_9");
  streams.streams = true;
  streams.steps = 5;
  streams.train.tokens = {1, 0, 511, 4, 0, 0, 0, 2};
  streams.train.first = {0, 3};
  expect_round_trip(streams);
  streams.streams = false;
  EXPECT_FALSE(encode_dataset(streams).ok()) << "windows have one length";
  Dataset trios = make_small("trio_692");
  trios.streams = true;
  trios.train.tokens = {1, 2, 3, 4, 5, 6};
  trios.train.first = {0, 1};
  const auto bytes = encode_dataset(trios);
  EXPECT_FALSE(bytes.ok() && decode_dataset(*bytes, "trios.h5").ok());
}

TEST(DatasetFile, WindowsOfSeveralPartsAndTheirControlsAreRead) {
  Dataset trio = make_small("trio_692");
  trio.train.tokens = {89, 0, 511, 1, 89, 0, 0, 1, 2, 3, 4, 5};
  expect_round_trip(trio);
  EXPECT_EQ(trio.window(trio.train, 1)[2], 2);
  trio.train.tokens[1] = 90;
  EXPECT_FALSE(encode_dataset(trio).ok());

  Dataset chords = make_small("melody_90");
  chords.controls = {"chords", "key"};
  chords.train.tokens = {2, 0, 3, 1};
  chords.train.controls = {48, 11, 0, 0, 1, 2, 3, 4};
  expect_round_trip(chords);
  EXPECT_EQ(chords.control_window(chords.train, 1)[1], 2);
  chords.train.controls[1] = 12;
  EXPECT_FALSE(encode_dataset(chords).ok());
  chords.train.controls[1] = 11;
  chords.controls[1] = "hits";  // is not stored
  EXPECT_FALSE(encode_dataset(chords).ok());
}

TEST(DatasetFile, FeaturesAreRead) {
  Dataset groove = make_small("groove_27");
  for (int i = 0; i < 2 * 2 * 27; ++i) {
    groove.train.features.push_back(static_cast<float>(i) / 128.0f - 0.5f);
  }
  expect_round_trip(groove);
  EXPECT_EQ(groove.feature_window(groove.train, 1)[0], 54.0f / 128.0f - 0.5f);
  groove.train.features[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(encode_dataset(groove).ok());
  groove.train.features.pop_back();
  EXPECT_FALSE(encode_dataset(groove).ok());
}

TEST(DatasetFile, MissingAndImpossiblePartsAreNamed) {
  expect_error(make_file(1, "melody_90"), ErrorCode::kCorruptData, "/train/tokens is missing");
  expect_error(make_file(1, "melody_90", 0), ErrorCode::kCorruptData, "steps is 0");
  expect_error(make_file(1, "melody_90", 1 << 30), ErrorCode::kCorruptData, "steps is 1073741824");
}

TEST(DatasetFile, NoPrefixOfAFileCrashesOrPassesForTheWhole) {
  const Dataset dataset = make_dataset(300);
  const auto bytes = encode_dataset(dataset);
  ASSERT_TRUE(bytes.ok());
  for (std::size_t size = 0; size < bytes->size(); size += size < 200 ? 1 : 211) {
    EXPECT_FALSE(decode_dataset(std::span(*bytes).first(size), "set.h5").ok()) << size;
  }
}

TEST(DatasetFile, DamageInTheTokensIsFound) {
  const auto bytes = encode_dataset(make_dataset(3000));
  ASSERT_TRUE(bytes.ok());
  // Overwrites stretches all over the file: each must give a value or an error.
  for (std::size_t at = 512; at + 64 < bytes->size(); at += 977) {
    auto damaged = *bytes;
    std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(at), 64, 0xAA);
    const auto dataset = decode_dataset(damaged, "set.h5");
    if (dataset.ok()) {
      EXPECT_EQ(dataset->train.tokens.size(), 3000u * 32);
    }
  }
}

}  // namespace
}  // namespace segue
