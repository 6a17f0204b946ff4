// SPDX-License-Identifier: Apache-2.0
#include "native/train/tfrecord.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>

#include "native/io/file.h"
#include "native/train/event_file.h"
#include "tensorboard.pb.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

// The check values of RFC 3720, appendix B.4.
TEST(Crc32c, AgreesWithTheStandardsExamples) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(crc32c(""), 0u);
}

TEST(TfRecord, TheFrameHasLengthDataAndBothChecksums) {
  const auto framed = to_tfrecord("abc");
  ASSERT_EQ(framed.size(), 8u + 4 + 3 + 4);
  EXPECT_EQ(framed.substr(0, 8), std::string("\x03\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(framed.substr(12, 3), "abc");
  std::uint32_t checksum;
  std::memcpy(&checksum, framed.data() + 15, 4);
  const std::uint32_t plain = crc32c("abc");
  EXPECT_EQ(checksum, (plain >> 15 | plain << 17) + 0xa282ead8u);
}

TEST(EventFile, ScalarsCanBeReadBack) {
  const TemporaryFolder folder;
  {
    auto file = EventFile::create(folder.path(), 1000.5);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(file->write(1001.25, 42, {{"loss", 1.5}, {"accuracy", 0.25}}));
  }
  std::string data;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_NE(entry.path().filename().string().find("tfevents"), std::string::npos);
    const auto bytes = read_file(entry.path().string());
    ASSERT_TRUE(bytes);
    data.assign(bytes->begin(), bytes->end());
  }
  std::vector<tensorboard::Event> events;
  while (data.size() >= 16) {
    std::uint64_t length = 0;
    std::memcpy(&length, data.data(), 8);
    ASSERT_LE(16 + length, data.size());
    const auto body = data.substr(12, length);
    EXPECT_EQ(to_tfrecord(body), data.substr(0, 16 + length));
    events.emplace_back();
    ASSERT_TRUE(events.back().ParseFromString(body));
    data.erase(0, 16 + length);
  }
  EXPECT_TRUE(data.empty());
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].file_version(), "brain.Event:2");
  EXPECT_EQ(events[1].step(), 42);
  EXPECT_EQ(events[1].wall_time(), 1001.25);
  ASSERT_EQ(events[1].summary().value_size(), 2);
  EXPECT_EQ(events[1].summary().value(0).tag(), "loss");
  EXPECT_EQ(events[1].summary().value(1).simple_value(), 0.25f);
}

TEST(EventFile, AMissingFolderIsAnError) {
  EXPECT_FALSE(EventFile::create("/nonexistent-segue", 0));
}

}  // namespace
}  // namespace segue
