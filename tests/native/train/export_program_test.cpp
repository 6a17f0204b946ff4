// SPDX-License-Identifier: Apache-2.0
// `segue-train export` as users run it, on the checkpoint of a tiny run: a package that readers
// accept, and refusals that leave what is there.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "shared/model/model_package.h"
#include "tests/native/train/stream_test_support.h"
#include "tests/native/train/train_program.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

class ExportProgram : public TrainProgramTest {
 protected:
  void SetUp() override {
    const std::string data = folder_.path() + "/data.h5";
    ASSERT_TRUE(write_dataset(data, make_melodies(32, 8, 16, 1), true));
    ASSERT_EQ(run("--dataset " + data + " --run " + run_ +
                  " --steps 3 --engine blas --threads 1 --set steps=16 --set encoder_size=12"
                  " --set decoder_sizes=10,10 --set z_size=6 --set batch_size=8"),
              0)
        << output();
  }
  std::string card() const {
    const auto text = read_text_file(package_ + "/model.json");
    return text ? *text : "";
  }
  std::string run_ = folder_.path() + "/run", package_ = folder_.path() + "/tiny";
};

TEST_F(ExportProgram, ARunBecomesAPackageWithItsNameAndIntactGraphs) {
  ASSERT_EQ(run("export --run " + run_ + " --output " + package_ +
                " --title Tiny --license CC0-1.0 --credit Nobody --tempo 90 --json"),
            0)
      << output();
  EXPECT_NE(output().find("\"step\": 3"), std::string::npos) << output();
  const auto package = parse_model_package(card());
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->id, "tiny") << "the folder's name";
  EXPECT_EQ(package->title, "Tiny");
  EXPECT_EQ(package->license, "CC0-1.0");
  EXPECT_EQ(package->credits, std::vector<std::string>{"Nobody"});
  EXPECT_EQ(package->defaults.tempo_qpm, 90);
  EXPECT_EQ(package->z_size, 6);
  EXPECT_EQ(package->representation.steps, 16);
  for (const char* name : {"encoder", "decoder"}) {
    const GraphFile* graph = package->find_graph(name);
    ASSERT_NE(graph, nullptr) << name;
    const auto bytes = read_file(package_ + "/" + graph->file);
    ASSERT_TRUE(bytes) << bytes.error().message;
    const auto intact = verify_graph(*graph, bytes->data(), bytes->size());
    EXPECT_TRUE(intact) << intact.error().message;
  }
}

TEST_F(ExportProgram, AWaltzIsTrainedResumedMeasuredAndExportedAsAWaltz) {
  const std::string data = folder_.path() + "/waltz.h5", waltz = folder_.path() + "/waltz";
  Dataset dataset = make_melodies(32, 8, 24, 1);
  dataset.attributes[kMeterAttribute] = "3/4";
  ASSERT_TRUE(write_dataset(data, dataset, true));
  const std::string training =
      "--dataset " + data + " --run " + waltz + " --engine blas --threads 1";
  ASSERT_EQ(run(training + " --config mel_2bar_small --steps 2 --set encoder_size=12"
                           " decoder_sizes=10,10 z_size=6 batch_size=8"),
            0)
      << output();
  ASSERT_EQ(run(training + " --resume --steps 3"), 0) << output();
  ASSERT_EQ(run("eval --run " + waltz + " --dataset " + data + " --engine blas"), 0) << output();
  ASSERT_EQ(run("export --run " + waltz + " --output " + package_), 0) << output();
  const auto package = parse_model_package(card());
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->representation.meter, (Meter{3, 4}));
  EXPECT_EQ(package->representation.steps, 24);
  EXPECT_EQ(package->representation.bars, 2);
}

TEST_F(ExportProgram, ARunOfBeforeThereWereMetersIsToldItsMeter) {
  const std::string data = folder_.path() + "/waltz.h5", waltz = folder_.path() + "/waltz";
  ASSERT_TRUE(write_dataset(data, make_melodies(32, 8, 24, 1), true));  // does not say 3/4
  ASSERT_EQ(run("--dataset " + data + " --run " + waltz +
                " --steps 2 --engine blas --threads 1 --set steps=24 encoder_size=12"
                " decoder_sizes=10,10 z_size=6 batch_size=8"),
            0)
      << output();
  EXPECT_EQ(run("export --run " + waltz + " --output " + package_), 1);
  EXPECT_NE(output().find("--meter"), std::string::npos) << output();
  EXPECT_EQ(run("export --run " + waltz + " --output " + package_ + " --meter 3/5"), 2);
  ASSERT_EQ(run("export --run " + waltz + " --output " + package_ + " --meter 3/4"), 0) << output();
  EXPECT_EQ(parse_model_package(card())->representation.meter, (Meter{3, 4}));
}

TEST_F(ExportProgram, ARunThatIsFarFromTrainedIsExportedWithAWord) {
  ASSERT_EQ(run("export --run " + run_ + " --output " + package_), 0) << output();
  EXPECT_NE(output().find("far from trained: it has made 3 steps"), std::string::npos) << output();
  ASSERT_EQ(run("export --run " + run_ + " --output " + package_ + " --force --json"), 0);
  EXPECT_NE(json().find("\"advice\": \"This model is far"), std::string::npos) << json();
  ASSERT_EQ(run("export --run " + run_ + " --output " + package_ + " --force --quiet"), 0);
  EXPECT_EQ(output(), "");
}

TEST_F(ExportProgram, OptionsOfTrainingAreRefusedByTheSubcommands) {
  for (const std::string given : {"--set code_steps=10", "--steps 5", "--config mel_2bar_small"}) {
    EXPECT_EQ(run("export --run " + run_ + " --output " + package_ + " " + given), 2) << given;
    const std::string name = given.substr(0, given.find(' '));
    EXPECT_NE(output().find(name + ": is for training and says nothing to export"),
              std::string::npos)
        << output();
    EXPECT_FALSE(fs::exists(package_));
  }
}

TEST_F(ExportProgram, APackageThatIsThereIsReplacedOnlyByForce) {
  const std::string arguments = "export --run " + run_ + " --output " + package_;
  ASSERT_EQ(run(arguments), 0) << output();
  const std::string before = card();
  EXPECT_EQ(run(arguments + " --title Other"), 1);
  EXPECT_NE(output().find("--force"), std::string::npos) << output();
  EXPECT_EQ(card(), before);
  ASSERT_EQ(run(arguments + " --title Other --store f16 --force"), 0) << output();
  const auto package = parse_model_package(card());
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->title, "Other");
}

TEST_F(ExportProgram, WhatCannotBeExportedIsAnErrorAndLeavesNothing) {
  EXPECT_EQ(run("export --run " + folder_.path() + "/none --output " + package_), 1);
  EXPECT_NE(output().find("error: "), std::string::npos) << output();
  EXPECT_EQ(run("export --run " + run_ + " --output " + package_ + " --store int3"), 2);
  EXPECT_EQ(run("export --run " + run_), 2);
  EXPECT_FALSE(fs::exists(package_));
}

TEST_F(ExportProgram, AnRnnIsTrainedMeasuredBesideCountsExportedAndTrainedOn) {
  const std::string streams = folder_.path() + "/streams.h5", rnn = folder_.path() + "/rnn";
  ASSERT_TRUE(write_dataset(streams, make_streams(12, 4, 1), true));
  const std::string fast = " --engine blas --threads 1 --dataset " + streams;
  ASSERT_EQ(run("--config polyphony_tiny --run " + rnn + " --steps 4" + fast +
                " --set decoder_sizes=12,12 --set batch_size=4 --set bptt_steps=8"),
            0)
      << output();
  const std::string eval = "eval --run " + rnn + fast;
  ASSERT_EQ(run(eval + " --store f32,int8 --baselines 1,2,3"), 0) << output();
  for (const char* word : {"4 held-out streams", "unigram", "bigram", "order 3", "nats/16th"}) {
    EXPECT_NE(output().find(word), std::string::npos) << output();
  }
  EXPECT_EQ(run(eval + " --pieces hymns/"), 1);
  EXPECT_NE(output().find("songs/b.mid"), std::string::npos) << output();
  ASSERT_EQ(run(eval + " --store int8 --pieces songs/ --json"), 0) << output();
  const std::string measured = folder_.path() + "/measured.json";
  ASSERT_TRUE(write_file(measured, json()));

  ASSERT_EQ(run("export --run " + rnn + " --output " + package_ + " --store int8 --metrics " +
                measured),
            0)
      << output();
  const auto package = parse_model_package(card());
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->rnn, (RnnShape{2, 12, 0}));
  EXPECT_EQ(package->defaults.temperature, 1);
  std::set<std::string> metrics;
  for (const auto& metric : package->metrics) metrics.insert(metric.name);
  for (const char* name : {"loss", "loss_per_step", "event_accuracy", "per_class_accuracy",
                           "bigram_loss", "order_4_loss_per_step"}) {
    EXPECT_EQ(metrics.count(name), 1u) << name;
  }
  EXPECT_EQ(run("prior --package " + package_ + " --dataset " + streams), 1);
  EXPECT_NE(output().find("continues music"), std::string::npos) << output();

  const std::string mine = folder_.path() + "/mine";
  ASSERT_EQ(run("--init " + package_ + " --run " + mine + " --steps 2" + fast), 0) << output();
  const auto text = read_text_file(mine + "/config.json");
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("\"augment_semitones\": 0"), std::string::npos) << *text;
  EXPECT_NE(text->find("\"network\": \"rnn\""), std::string::npos) << *text;
}

}  // namespace
}  // namespace segue
