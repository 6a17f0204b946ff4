// SPDX-License-Identifier: Apache-2.0
#include "native/io/file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "shared/music/music_kind.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

void touch(const std::string& path, const std::string& text = "x") {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

TEST(File, AFileIsReadWhole) {
  const TemporaryFolder folder;
  const std::string text(300000, 'a');
  touch(folder / "long", text + "b");
  touch(folder / "empty", "");
  const auto bytes = read_file(folder / "long");
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes->size(), 300001u);
  EXPECT_EQ(bytes->back(), 'b');
  EXPECT_EQ(*read_text_file(folder / "long"), text + "b");
  EXPECT_EQ(read_file(folder / "empty")->size(), 0u);
}

TEST(File, WhatCannotBeReadIsAnErrorWithPathAndReason) {
  const TemporaryFolder folder;
  const auto missing = read_file(folder / "none.mid");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("none.mid: No such file"), std::string::npos);
  const auto is_folder = read_file(folder.path());
  ASSERT_FALSE(is_folder.ok());
  EXPECT_EQ(is_folder.error().code, ErrorCode::kIo);
}

TEST(File, MidiFilesAreFoundInAllSubfoldersAndSorted) {
  const TemporaryFolder folder;
  for (const char* name : {"b.mid", "a/z.MIDI", "a/y/x.Kar", "c.rmi", "d.smf", "e.txt", "f", "mid",
                           "g.mid.bak", "a.mid/h"}) {
    touch(folder / name);
  }
  std::filesystem::create_symlink(folder / "nowhere", folder / "dangling.mid");
  const auto paths = list_files(folder.path(), has_midi_extension);
  ASSERT_TRUE(paths.ok());
  EXPECT_EQ(*paths, (std::vector<std::string>{"a/y/x.Kar", "a/z.MIDI", "b.mid", "c.rmi", "d.smf"}));
}

TEST(File, AFolderThatIsNotThereIsAnError) {
  const auto paths = list_files("/nowhere/at/all", has_midi_extension);
  ASSERT_FALSE(paths.ok());
  EXPECT_EQ(paths.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace segue
