// SPDX-License-Identifier: Apache-2.0
// The prior's way into a package and back to a model.
#include "native/train/prior_command.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "native/train/export_package.h"
#include "shared/model/prior.h"
#include "tests/native/temporary_folder.h"
#include "tests/native/train/package_command_support.h"
#include "tests/native/train/tiny_model.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

using test::random_melodies;
using test::read_card;

int run_prior(std::vector<std::string> arguments) {
  return test::run_command(add_prior_command, std::move(arguments));
}

TEST(PriorCommand, APackageGetsAPriorThatReadsBackAndLosesItAgain) {
  const TemporaryFolder folder;
  const std::string package = folder / "tiny";
  const std::string dataset = folder / "data.h5";
  const auto files = make_tiny_model();
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_TRUE(write_package(package, *files, Overwrite::kNo));
  const auto written = write_dataset(dataset, random_melodies(200), false);
  ASSERT_TRUE(written) << written.error().message;

  ASSERT_EQ(run_prior({"prior", "--package", package, "--dataset", dataset, "--components", "3",
                       "--rank", "2", "--critic", "--critic-steps", "5", "--quiet"}),
            0);
  const auto card = read_card(package);
  ASSERT_TRUE(card) << card.error().message;
  ASSERT_TRUE(card->prior);
  const auto bytes = read_file((fs::path(package) / card->prior->file).string());
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(verify_graph(*card->prior, bytes->data(), bytes->size()));
  const auto prior = parse_prior(*bytes, card->z_size);
  ASSERT_TRUE(prior) << prior.error().message;
  EXPECT_EQ(prior->components, 3);
  EXPECT_EQ(prior->rank, 2);
  EXPECT_TRUE(prior->critic);

  ASSERT_EQ(run_prior({"prior", "--package", package, "--remove"}), 0);
  EXPECT_FALSE(read_card(package)->prior);
  EXPECT_FALSE(fs::exists(fs::path(package) / "prior.safetensors"));
  EXPECT_EQ(read_card(package)->graphs.size(), 2u);
}

TEST(PriorCommand, ADataSetOfAnotherLengthIsRefused) {
  const TemporaryFolder folder;
  const std::string package = folder / "tiny";
  const std::string dataset = folder / "data.h5";
  ASSERT_TRUE(write_package(package, *make_tiny_model(), Overwrite::kNo));
  ASSERT_TRUE(write_dataset(dataset, test::shorter_melodies(64), false));
  EXPECT_EQ(run_prior({"prior", "--package", package, "--dataset", dataset, "--quiet"}), 1);
  EXPECT_FALSE(read_card(package)->prior);
}

TEST(PriorCommand, ADataSetInAnotherMeterIsRefusedThoughItsWindowsAreAsLong) {
  const TemporaryFolder folder;
  const std::string package = folder / "tiny";
  const std::string dataset = folder / "data.h5";
  ASSERT_TRUE(write_package(package, *make_tiny_model(), Overwrite::kNo));
  Dataset data = random_melodies(64);
  data.attributes[kMeterAttribute] = "8/4";
  ASSERT_TRUE(write_dataset(dataset, data, false));
  EXPECT_EQ(run_prior({"prior", "--package", package, "--dataset", dataset, "--quiet"}), 1);
  EXPECT_FALSE(read_card(package)->prior);
}

}  // namespace
}  // namespace segue
