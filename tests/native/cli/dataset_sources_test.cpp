// SPDX-License-Identifier: Apache-2.0
#include "native/cli/dataset_sources.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

void touch(const std::string& path, const std::string& text = "") {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

std::vector<std::string> held_out_names(const Sources& sources) {
  std::vector<std::string> names;
  for (const auto& file : sources.files) {
    if (file.held_out) names.push_back(file.name);
  }
  return names;
}

TEST(DatasetSources, FilesAreNamedAfterTheirFolderAndSorted) {
  const TemporaryFolder folder;
  touch(folder / "songs/b.mid");
  touch(folder / "airs/x/a.mid");
  touch(folder / "single.mid");
  const auto sources = find_sources(
      {.inputs = {folder / "songs/", folder / "airs", folder / "single.mid"}, .eval_ratio = 0});
  ASSERT_TRUE(sources.ok());
  ASSERT_EQ(sources->files.size(), 3u);
  EXPECT_EQ(sources->files[0].name, "airs/x/a.mid");
  EXPECT_EQ(sources->files[1].name, "single.mid");
  EXPECT_EQ(sources->files[2].name, "songs/b.mid");
  EXPECT_TRUE(held_out_names(*sources).empty());
}

TEST(DatasetSources, AbcFilesAreTakenWhereThereIsNoMidi) {
  const TemporaryFolder folder;
  for (const char* name : {"both/a.mid", "both/a.abc", "tunes/x/b.ABC", "one.abc"}) {
    touch(folder / name);
  }
  const auto sources = find_sources(
      {.inputs = {folder / "both", folder / "tunes", folder / "one.abc"}, .eval_ratio = 0});
  ASSERT_TRUE(sources.ok());
  ASSERT_EQ(sources->files.size(), 3u);
  EXPECT_EQ(sources->files[0].name, "both/a.mid");
  EXPECT_EQ(sources->files[1].name, "one.abc");
  EXPECT_EQ(sources->files[2].name, "tunes/x/b.ABC");
}

TEST(DatasetSources, AFoldersOwnListIsFoundAndSaid) {
  const TemporaryFolder folder;
  for (const char* name : {"s/a.mid", "s/b.mid", "s/c.mid"}) touch(folder / name);
  touch(folder / "s/heldout.txt", "b.mid\r\ngone.mid\n# a remark\n");
  const auto sources = find_sources({.inputs = {folder / "s"}});
  ASSERT_TRUE(sources.ok());
  EXPECT_EQ(held_out_names(*sources), std::vector<std::string>{"s/b.mid"});
  ASSERT_EQ(sources->notes.size(), 2u);
  EXPECT_NE(sources->notes[0].find("heldout.txt"), std::string::npos);
  EXPECT_NE(sources->notes[1].find("1 lines"), std::string::npos);
}

TEST(DatasetSources, ListsAndRatiosTakePrecedenceOverIt) {
  const TemporaryFolder folder;
  for (const char* name : {"s/a.mid", "s/b.mid"}) touch(folder / name);
  touch(folder / "s/heldout.txt", "b.mid\n");
  touch(folder / "list.txt", "s/a.mid");
  EXPECT_EQ(held_out_names(
                *find_sources({.inputs = {folder / "s"}, .heldout_lists = {folder / "list.txt"}})),
            std::vector<std::string>{"s/a.mid"});
  EXPECT_EQ(held_out_names(*find_sources({.inputs = {folder / "s"}, .eval_ratio = 1})).size(), 2u);
  EXPECT_TRUE(held_out_names(*find_sources({.inputs = {folder / "s"}, .eval_ratio = 0})).empty());
}

TEST(DatasetSources, TheRatioHoldsAndAFileStaysOnItsSide) {
  const TemporaryFolder folder;
  for (int i = 0; i < 1000; ++i) touch(folder / ("s/" + std::to_string(i) + ".mid"));
  const auto tenth = held_out_names(*find_sources({.inputs = {folder / "s"}, .eval_ratio = 0.1}));
  EXPECT_NEAR(static_cast<double>(tenth.size()), 100, 30);
  const auto fifth = held_out_names(*find_sources({.inputs = {folder / "s"}, .eval_ratio = 0.2}));
  EXPECT_TRUE(std::includes(fifth.begin(), fifth.end(), tenth.begin(), tenth.end()));
}

TEST(DatasetSources, OfFewFilesNeverMoreThanOneInTenRoundedUpIsHeldOut) {
  for (int count = 1; count <= 30; ++count) {
    const TemporaryFolder folder;
    for (int i = 0; i < count; ++i) touch(folder / ("s/" + std::to_string(i) + ".mid"));
    const auto held_out = held_out_names(*find_sources({.inputs = {folder / "s"}}));
    EXPECT_LE(held_out.size(), (static_cast<std::size_t>(count) + 9) / 10) << count;
  }
}

TEST(DatasetSources, PatternsAndListsLeaveFilesOut) {
  const TemporaryFolder folder;
  for (const char* name : {"s/a.mid", "s/drums/b.mid", "s/c.mid"}) touch(folder / name);
  touch(folder / "out.txt", "c.mid\n");
  const auto sources = find_sources({.inputs = {folder / "s"},
                                     .eval_ratio = 0,
                                     .exclude_globs = {"drums/*"},
                                     .exclude_lists = {folder / "out.txt"}});
  ASSERT_TRUE(sources.ok());
  ASSERT_EQ(sources->files.size(), 1u);
  EXPECT_EQ(sources->excluded, 2);
}

TEST(DatasetSources, NothingToReadIsAnError) {
  const TemporaryFolder folder;
  EXPECT_EQ(find_sources({.inputs = {folder.path()}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(find_sources({.inputs = {folder / "none"}}).error().code, ErrorCode::kNotFound);
  touch(folder / "a.mid");
  EXPECT_FALSE(
      find_sources({.inputs = {folder.path()}, .heldout_lists = {folder / "none.txt"}}).ok());
  EXPECT_FALSE(find_sources({.inputs = {folder.path()}, .eval_ratio = 1.5}).ok());
}

}  // namespace
}  // namespace segue
