// SPDX-License-Identifier: Apache-2.0
// The program as users run it: interrupted, killed, on a full disk, called wrongly.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <thread>

#include "native/io/file.h"
#include "native/train/run_folder.h"
#include "tests/native/run_program.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using Arguments = std::vector<std::string>;

// Starts segue-train with its output in `output`; `prepare` runs in the child.
pid_t start(Arguments arguments, const std::string& output,
            const std::function<void()>& prepare = {}) {
  arguments.insert(arguments.begin(), SEGUE_TRAIN_PROGRAM);
  return start_program(std::move(arguments), {"", output, output}, ".", prepare);
}

int run(const Arguments& arguments, const std::string& output,
        const std::function<void()>& prepare = {}) {
  return wait_for(start(arguments, output, prepare));
}

std::string text_of(const std::string& path) {
  const auto text = read_text_file(path);
  return text ? *text : "";
}

class Program : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(write_dataset(data_, make_melodies(64, 16, 16, 1), true)); }
  Arguments training(const std::string& steps) const {
    return {"--dataset",
            data_,
            "--run",
            run_,
            "--steps",
            steps,
            "--engine",
            "blas",
            "--threads",
            "2",
            "--set",
            "steps=16",
            "--set",
            "encoder_sizes=12",
            "decoder_sizes=10,10",
            "z_size=6",
            "batch_size=8",
            "--set",
            "log_interval_steps=1",
            "--set",
            "checkpoint_interval_s=1",
            "--set",
            "eval_interval_steps=5"};
  }
  bool wait_for_step(int step) const {
    for (int i = 0; i < 600; ++i) {
      if (read_lines(run_ + "/metrics.csv").size() > static_cast<std::size_t>(step)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }
  TemporaryFolder folder_;
  std::string data_ = folder_.path() + "/data.h5", run_ = folder_.path() + "/run",
              output_ = folder_.path() + "/output.txt";
};

TEST_F(Program, AKillAtAnyMomentLeavesACheckpointToGoOnFrom) {
  const pid_t child = start(training("1000000"), output_);
  ASSERT_TRUE(wait_for_step(200)) << text_of(output_);
  kill(child, SIGKILL);
  EXPECT_EQ(wait_for(child), 128 + SIGKILL);
  const auto killed = load_run(run_, WhichCheckpoint::kLatest);
  ASSERT_TRUE(killed) << killed.error().message;
  auto arguments = training(std::to_string(killed->step + 3));
  arguments.push_back("--resume");
  ASSERT_EQ(run(arguments, output_), 0) << text_of(output_);
  const auto resumed = load_run(run_, WhichCheckpoint::kLatest);
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->step, killed->step + 3);
}

TEST_F(Program, ATerminationSavesAndExitsWith130) {
  const pid_t child = start(training("1000000"), output_);
  ASSERT_TRUE(wait_for_step(5)) << text_of(output_);
  kill(child, SIGTERM);
  EXPECT_EQ(wait_for(child), 130);
  const auto saved = load_run(run_, WhichCheckpoint::kLatest);
  ASSERT_TRUE(saved);
  EXPECT_GE(saved->step, 5);
  EXPECT_NE(text_of(output_).find("stopped and saved"), std::string::npos);
}

TEST_F(Program, AFullDiskIsAnErrorWithARemedy) {
  const int code = run(training("3"), output_, [] {
    std::signal(SIGXFSZ,
                SIG_IGN);  // then a write beyond the limit fails instead of ending the program
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
  });
  EXPECT_EQ(code, 1);
  EXPECT_FALSE(std::filesystem::exists(run_ + "/latest"));
}

// Environment of rank `rank` of two on this machine.
std::function<void()> as_rank(int rank, int port) {
  return [=] {
    setenv("RANK", std::to_string(rank).c_str(), 1);
    setenv("WORLD_SIZE", "2", 1);
    setenv("MASTER_ADDR", "127.0.0.1", 1);
    setenv("MASTER_PORT", std::to_string(port).c_str(), 1);
  };
}

int free_port() { return 20000 + getpid() % 20000; }

// Replaces the value of an option.
Arguments with(Arguments arguments, const std::string& option, const std::string& value) {
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == option) arguments[i + 1] = value;
  }
  return arguments;
}

TEST_F(Program, TwoProcessesGiveTheLossesOfOne) {
  ASSERT_EQ(run(training("100"), output_), 0) << text_of(output_);
  const std::string both = folder_.path() + "/both";
  const auto arguments = with(with(training("100"), "--run", both), "--threads", "1");
  const pid_t second = start(arguments, output_ + "1", as_rank(1, free_port()));
  EXPECT_EQ(run(arguments, output_, as_rank(0, free_port())), 0) << text_of(output_);
  EXPECT_EQ(wait_for(second), 0) << text_of(output_ + "1");
  const auto one = read_lines(run_ + "/metrics.csv"), two = read_lines(both + "/metrics.csv");
  ASSERT_EQ(one.size(), 101u);
  ASSERT_EQ(two.size(), 101u);
  const auto loss = [](std::string line) {  // the fourth column
    for (int i = 0; i < 3; ++i) line.erase(0, line.find(',') + 1);
    return std::stod(line);
  };
  for (std::size_t i = 1; i < one.size(); ++i) EXPECT_NEAR(loss(one[i]), loss(two[i]), 1e-3) << i;
}

TEST_F(Program, ARankThatDiesEndsTheOthersWithACheckpointThatResumes) {
  const auto arguments = with(training("1000000"), "--threads", "1");
  const pid_t second = start(arguments, output_ + "1", as_rank(1, free_port() + 1));
  const pid_t first = start(arguments, output_, as_rank(0, free_port() + 1));
  ASSERT_TRUE(wait_for_step(5)) << text_of(output_) << text_of(output_ + "1");
  kill(second, SIGKILL);
  EXPECT_EQ(wait_for(second), 128 + SIGKILL);
  EXPECT_EQ(wait_for(first), 1);
  EXPECT_NE(text_of(output_).find("another rank is gone"), std::string::npos) << text_of(output_);
  const auto saved = load_run(run_, WhichCheckpoint::kLatest);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_GE(saved->step, 5);
  auto again = training(std::to_string(saved->step + 3));
  again.push_back("--resume");
  EXPECT_EQ(run(again, output_), 0) << text_of(output_);
}

TEST_F(Program, AWrongRankSaysWhatIsExpected) {
  EXPECT_EQ(run(training("3"), output_, [] { setenv("WORLD_SIZE", "2", 1), unsetenv("RANK"); }), 1);
  EXPECT_NE(text_of(output_).find("RANK in 0..1"), std::string::npos) << text_of(output_);
}

TEST_F(Program, TheStartIsAShortSummaryAndTheEndSaysWhatIsMissing) {
  ASSERT_EQ(run(training("3"), output_), 0) << text_of(output_);
  const auto lines = read_lines(output_);
  ASSERT_GE(lines.size(), 3u);
  EXPECT_NE(lines[0].find("64 windows to train on, 16 held out"), std::string::npos) << lines[0];
  EXPECT_EQ(lines[1].rfind("changed: ", 0), 0u) << lines[1];
  EXPECT_NE(lines[1].find("batch_size=8"), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find(run_ + "/config.json"), std::string::npos) << lines[2];
  const std::string text = text_of(output_);
  EXPECT_NE(text.find("far from trained: it has made 3 steps"), std::string::npos) << text;
  EXPECT_NE(text.find("--resume --steps 6"), std::string::npos) << text;
}

TEST_F(Program, CodeStepsNeedAModelToStartWith) {
  EXPECT_EQ(run({"--dataset", data_, "--run", run_, "--config", "mel_16bar_tiny", "--set",
                 "code_steps=5"},
                output_),
            1);
  EXPECT_NE(text_of(output_).find("--init SHORT --config LONG"), std::string::npos)
      << text_of(output_);
}

TEST_F(Program, SeveralSettingsMayFollowOneSet) {
  auto arguments = training("2");
  arguments.insert(arguments.end(), {"--set", "max_beta=0.125", "free_bits=3", "seed=9"});
  ASSERT_EQ(run(arguments, output_), 0) << text_of(output_);
  const auto done = load_run(run_, WhichCheckpoint::kLatest);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->config.max_beta, 0.125);
  EXPECT_EQ(done->config.free_bits, 3);
  EXPECT_EQ(done->config.seed, 9u);
}

TEST_F(Program, FineTuningStartsFromAnotherRunWithSettingsForFewData) {
  ASSERT_EQ(run(training("3"), output_), 0) << text_of(output_);
  const std::string tuned = folder_.path() + "/tuned";
  ASSERT_EQ(run({"--init", run_, "--dataset", data_, "--run", tuned, "--steps", "1", "--engine",
                 "blas", "--set", "freeze_encoder=true"},
                output_),
            0)
      << text_of(output_);
  const auto base = load_run(run_, WhichCheckpoint::kBest),
             done = load_run(tuned, WhichCheckpoint::kLatest);
  ASSERT_TRUE(base && done);
  EXPECT_EQ(done->config.augment_semitones, 0);
  EXPECT_EQ(done->config.encoder_sizes, base->config.encoder_sizes);
  EXPECT_EQ(done->weights.arrays.at("mu.weight"), base->weights.arrays.at("mu.weight"));
  EXPECT_NE(done->weights.arrays.at("core.0.output.bias"),
            base->weights.arrays.at("core.0.output.bias"));
  EXPECT_EQ(run({"--init", folder_.path(), "--dataset", data_, "--run", tuned + "2"}, output_), 1);
  EXPECT_NE(text_of(output_).find("--init takes"), std::string::npos) << text_of(output_);
}

TEST_F(Program, EvaluationComparesStorages) {
  ASSERT_EQ(run(training("3"), output_), 0) << text_of(output_);
  ASSERT_EQ(run({"eval", "--run", run_, "--dataset", data_, "--store", "f32,f16,int8", "--json"},
                output_),
            0)
      << text_of(output_);
  const auto text = text_of(output_);
  for (const char* expected : {"\"f32\"", "\"f16\"", "\"int8\"", "accuracy_sampling", "kl_bits"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << text;
  }
  EXPECT_EQ(run({"eval", "--run", run_, "--dataset", data_, "--store", "int3"}, output_), 1);
}

TEST_F(Program, ExitCodesTellWrongUsageFromFailure) {
  EXPECT_EQ(run({"--help"}, output_), 0);
  EXPECT_NE(text_of(output_).find("Example"), std::string::npos);
  EXPECT_EQ(run({"--version"}, output_), 0);
  EXPECT_EQ(run({"--list-configs"}, output_), 0);
  EXPECT_NE(text_of(output_).find("4423770"), std::string::npos);
  EXPECT_EQ(run({"--no-such-option"}, output_), 2);
  EXPECT_EQ(run({"--run", run_}, output_), 2);
  EXPECT_EQ(run({"--run", run_, "--dataset", folder_.path() + "/none.h5"}, output_), 1);
  EXPECT_NE(text_of(output_).find("error: "), std::string::npos);
  EXPECT_EQ(run({"--run", run_, "--dataset", data_, "--set", "batch_size=x"}, output_), 1);
}

}  // namespace
}  // namespace segue
