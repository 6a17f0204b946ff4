// SPDX-License-Identifier: Apache-2.0
#include "shared/tensor/safetensors.h"

#include <gtest/gtest.h>

#include <string>

namespace segue {
namespace {

NamedTensors example() {
  NamedTensors tensors;
  tensors["a"] = {{2, 2}, std::vector<float>{1, -2.5f, 0, 1024}};
  tensors["b"] = {{}, std::vector<float>{0.5f}};
  tensors["empty"] = {{0, 3}, std::vector<float>{}};
  return tensors;
}

// A file with the header `json` and `data` zero bytes.
std::vector<std::uint8_t> file(const std::string& json, std::size_t data) {
  std::vector<std::uint8_t> bytes(8, 0);
  bytes[0] = static_cast<std::uint8_t>(json.size());
  bytes.insert(bytes.end(), json.begin(), json.end());
  bytes.resize(bytes.size() + data, 0);
  return bytes;
}

TEST(Safetensors, WhatIsWrittenIsReadBackInBothPrecisions) {
  for (const auto storage : {FloatStorage::kF32, FloatStorage::kF16}) {
    const auto bytes = format_safetensors(example(), storage);
    const auto read = parse_safetensors(bytes);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, example());
  }
}

TEST(Safetensors, AHandMadeFileMeansWhatTheFormatSays) {
  auto bytes =
      file(R"({"__metadata__":{"k":"v"},"x":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}})", 4);
  bytes[bytes.size() - 1] = 0xc0;  // half 0xc000 is -2
  const auto read = parse_safetensors(bytes);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->at("x"), (Tensor{{1}, std::vector<float>{-2}}));
}

TEST(Safetensors, DamagedFilesAreRefusedByName) {
  const struct {
    std::string json, named;
    std::size_t data;
  } cases[] = {{"[]", "JSON object", 0},
               {R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}})", "outside", 4},
               {R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", "outside", 4},
               {R"({"x":{"dtype":"F32","shape":[5],"data_offsets":[0,4]}})", "more numbers", 4},
               {R"({"x":{"dtype":"F32","shape":[0],"data_offsets":[0,4]}})", "needs 0 bytes", 4},
               {R"({"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "no lists", 4},
               {R"({"x":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]}})",
                "no lists", 4},
               {R"({"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})", "I64", 8},
               {R"({"x":{"shape":[1],"data_offsets":[0,4]}})", "needs dtype", 4},
               {R"({"x":7})", "needs dtype", 4}};
  for (const auto& one : cases) {
    const auto read = parse_safetensors(file(one.json, one.data));
    ASSERT_FALSE(read) << one.json;
    EXPECT_NE(read.error().message.find(one.named), std::string::npos) << read.error().message;
  }
  const auto whole = format_safetensors(example(), FloatStorage::kF32);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_safetensors(std::span(whole).first(size))) << size;
  }
}

}  // namespace
}  // namespace segue
