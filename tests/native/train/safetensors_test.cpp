// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>

#include "native/train/weights.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

Weights example() {
  Weights weights;
  weights.arrays["b"] = {{2, 3}, {1, -2, 3.5f, 0, 1e-30f, 1e30f}};
  weights.arrays["a"] = {{}, {7}};
  weights.arrays["empty"] = {{0, 4}, {}};
  return weights;
}

std::vector<std::uint8_t> file_with_header(const std::string& header, std::size_t data_bytes) {
  std::vector<std::uint8_t> bytes(8 + header.size() + data_bytes);
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<std::uint8_t>(header.size() >> (8 * i));
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

TEST(Safetensors, WeightsComeBackAsTheyWere) {
  const auto bytes = write_safetensors(example(), {{"made_by", "test"}});
  const auto back = read_safetensors(bytes);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, example());
  EXPECT_EQ(write_safetensors(*back, {{"made_by", "test"}}), bytes);
}

TEST(Safetensors, TheDataStartsAtAMultipleOfEight) {
  const auto bytes = write_safetensors(example());
  EXPECT_EQ(bytes[0] % 8, 0);
}

TEST(Safetensors, EveryShorterFileIsAnError) {
  const auto bytes = write_safetensors(example());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_safetensors({bytes.data(), size})) << size;
  }
}

TEST(Safetensors, HostileHeadersAreErrors) {
  for (const char* header :
       {"[]", "{", "{\"x\":1}", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})",
        R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})",
        R"({"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})",
        R"({"x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})",
        R"({"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})",
        R"({"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})",
        R"({"x":{"shape":[1],"data_offsets":[0,4]}})"}) {
    const auto weights = read_safetensors(file_with_header(header, 8));
    ASSERT_FALSE(weights) << header;
    EXPECT_EQ(weights.error().code, ErrorCode::kCorruptData) << header;
  }
}

TEST(Safetensors, AnotherNumberTypeIsUnsupportedAndNamed) {
  const auto weights = read_safetensors(
      file_with_header(R"({"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})", 4));
  ASSERT_FALSE(weights);
  EXPECT_EQ(weights.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(weights.error().message.find("BF16"), std::string::npos);
}

TEST(Safetensors, AFileKeepsThem) {
  const TemporaryFolder folder;
  const auto path = folder.path() + "/w.safetensors";
  ASSERT_TRUE(save_weights(example(), path));
  const auto back = load_weights(path);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, example());
  EXPECT_FALSE(load_weights(folder.path() + "/none"));
}

TEST(WeightNames, ThoseOfTheFirstVersionAreReadAsThoseOfNow) {
  const TemporaryFolder folder;
  const NamedArray one = {{1}, {1.0f}};
  Weights old;
  for (const char* name : {"encoder.fw.weight_ih", "encoder.bw.bias", "mu.weight",
                           "decoder.init.bias", "decoder.1.weight_hh", "output.weight"}) {
    old.arrays[name] = one;
  }
  const auto path = folder.path() + "/old.safetensors";
  ASSERT_TRUE(save_weights(old, path));
  const auto now = load_weights(path);
  ASSERT_TRUE(now) << now.error().message;
  for (const char* name : {"encoder.0.0.fw.weight_ih", "encoder.0.0.bw.bias", "mu.weight",
                           "core.0.init.bias", "core.0.1.weight_hh", "core.0.output.weight"}) {
    EXPECT_NE(now->find(name), nullptr) << name;
    EXPECT_NE(old.find(old_weight_name(name)), nullptr) << name;
  }
  EXPECT_EQ(now->arrays.size(), old.arrays.size());
  Weights again = *now;
  rename_old_weights(again);
  EXPECT_EQ(again, *now);
}

}  // namespace
}  // namespace segue
