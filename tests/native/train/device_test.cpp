// SPDX-License-Identifier: Apache-2.0
// What runs on devices other than the processor, as far as a machine without one can tell: that the
// plain operations learn what the processor's kernels learn, and that no tensor stays behind.
#include "native/train/device.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/train/adam.h"
#include "native/train/batches.h"
#include "native/train/heads.h"
#include "native/train/losses.h"
#include "native/train/music_vae_module.h"
#include "native/train/rnn_module.h"
#include "native/train/stream_batches.h"
#include "native/train/trainer.h"
#include "tests/native/train/device_watch.h"
#include "tests/native/train/stream_test_support.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

TEST(Device, CpuIsChosenByNameAndByAutoWhereThereIsNothingElse) {
  const auto cpu = choose_compute("cpu", "auto");
  ASSERT_TRUE(cpu);
  EXPECT_TRUE(cpu->on_cpu());
  EXPECT_EQ(cpu->engine, available_engines().back());
  EXPECT_EQ(replica_count(*cpu, 3), 3);
  EXPECT_EQ(choose_compute("auto", "blas")->engine, Engine::kFusedBlas);
  EXPECT_EQ(choose_compute("auto", "auto")->on_cpu(), !torch::cuda::is_available());
  const auto none = choose_compute("tpu", "auto");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(choose_compute("cpu", "gpu"));
}

TEST(Device, CudaThatIsNotThereIsAnErrorThatSaysWhatWasFoundAndWhatToInstall) {
  if (torch::cuda::is_available()) GTEST_SKIP() << "there is a GPU";
  const auto cuda = choose_compute("cuda", "auto");
  ASSERT_FALSE(cuda);
  EXPECT_EQ(cuda.error().code, ErrorCode::kUnsupported);
  for (const char* said : {"found LibTorch ", "CUDA", "--device cpu"}) {
    EXPECT_NE(cuda.error().message.find(said), std::string::npos) << cuda.error().message;
  }
}

TEST(Device, ThePlainOptimiserIsThatOfTheKernels) {
  Config config = small_config();
  config.ema_decay = 0.9;
  auto kernels = make_optimizer_state(torch::rand({1000}) - 0.5, config);
  OptimizerState plain;
  for (auto [from, to] : {std::pair(&kernels.values, &plain.values),
                          {&kernels.mean, &plain.mean},
                          {&kernels.variance, &plain.variance},
                          {&kernels.average, &plain.average}}) {
    *to = from->clone();
  }
  for (int step = 1; step <= 5; ++step) {
    const Tensor gradients = torch::rand({1000}) - 0.5;
    kernels.updates = step;
    adam_update(kernels, gradients, 0.5, 1e-2, config, 10, 900);
    const double t = step;
    AdamStep adam;
    adam.scale = 0.5f;
    adam.epsilon = static_cast<float>(config.adam_epsilon);
    adam.step =
        static_cast<float>(1e-2 * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t)));
    const auto keep = static_cast<float>(std::min(0.9, (1 + t) / (10 + t)));
    plain_adam_update(plain, gradients, adam, keep, 10, 900);
  }
  for (const auto& [a, b] : {std::pair(kernels.values, plain.values),
                             {kernels.variance, plain.variance},
                             {kernels.average, plain.average}}) {
    EXPECT_TRUE(torch::allclose(a, b, 1e-5, 1e-7));
  }
}

// Mean losses of some steps with scheduled sampling from one start.
double mean_loss(const Config& config, Engine engine, const Dataset& data) {
  const ParameterLayout layout(config);
  Trainer trainer(config, engine, 1, make_optimizer_state(initial_values(layout, config), config));
  BatchSource batches(config, data);
  constexpr int kSteps = 12;
  double sum = 0;
  for (int step = 0; step < kSteps; ++step) {
    sum += trainer.step(batches.read(8 * step, 8), step).loss / kSteps;
  }
  return sum;
}

TEST(Device, ThePlainOperationsLearnWhatTheProcessorsKernelsLearn) {
  for (Config config : small_family()) {
    config.ema_decay = 0.9;
    const auto data = make_windows(config, 32, 0, 3);
    const double plain = mean_loss(config, Engine::kTorchLstm, data);
    for (const Engine engine : available_engines()) {
      const double allowed = engine == Engine::kDnnlBf16 ? 0.02 : 1e-3;
      EXPECT_NEAR(mean_loss(config, engine, data) / plain, 1, allowed)
          << config.name << " " << engine_name(engine);
    }
  }
}

TEST(Device, NoTensorOfAStepStaysOnTheProcessor) {
  const torch::Device meta = torch::kMeta;
  for (const Config& config : small_family()) {
    SCOPED_TRACE(config.name);
    const auto data = make_windows(config, 8, 0, 3);
    BatchSource batches(config, data);
    const WindowBatch batch = batches.read(0, 4).to(meta);
    const ParameterLayout layout(config);
    const auto start = make_optimizer_state(initial_values(layout, config), config);
    OptimizerState state = start.to(meta);
    MusicVaeModule module{nullptr};
    {
      const CreateOnMeta here;
      module = MusicVaeModule(config);
    }
    const Tensor gradients = torch::zeros({layout.size}, torch::device(meta));
    bind_parameters(*module, layout, state.values, gradients);
    const auto draws = static_cast<std::size_t>(config.steps * 4 * module->decoder->draws());
    const std::vector<float> coins(static_cast<std::size_t>(config.steps * 4), 0.1f);
    const std::vector<float> uniforms(draws, 0.5f);
    const Tensor epsilon = torch::zeros({4, config.z_size}).to(meta);

    const DeviceWatch watch;
    Dropout dropout(0.5, 1);
    const Posterior q = module->encode(batch, Engine::kTorchLstm, &dropout);
    const Tensor z = q.mu + q.sigma * epsilon;
    const Tensor previous = module->decoder->sampled_inputs(z.detach(), batch, 0.5, coins, uniforms,
                                                            Engine::kTorchLstm);
    const Tensor outputs =
        module->decoder->forward(z, previous, batch, Engine::kTorchLstm, &dropout);
    const Tensor loss =
        (reconstruction_loss(config, outputs, batch) + kl_cost(kl_divergence(q), 1)).sum();
    loss.backward();
    plain_adam_update(state, gradients, AdamStep{}, 0.9f, 0, layout.size);
    EXPECT_TRUE(loss.is_meta() && previous.is_meta());
    for (const auto& parameter : module->parameters()) EXPECT_TRUE(parameter.grad().is_meta());
    EXPECT_GT(watch.operators(), 100);
    EXPECT_TRUE(watch.mixed().empty()) << testing::PrintToString(watch.mixed());
  }
}

TEST(Device, NoTensorOfAnRnnsStepStaysOnTheProcessor) {
  const torch::Device meta = torch::kMeta;
  for (const Config& config :
       {small_rnn_config(), small_drum_rnn_config(0), small_drum_rnn_config(4)}) {
    SCOPED_TRACE(config.representation + " " + std::to_string(config.attention));
    const auto data = make_streams(4, 0, 3);
    const WindowBatch batch = StreamSource(config, data).read(0, 4).to(meta);
    const ParameterLayout layout(config);
    const Tensor values = initial_values(layout, config).to(meta);
    RnnModule module{nullptr};
    {
      const CreateOnMeta here;
      module = RnnModule(config);
    }
    const Tensor gradients = torch::zeros({layout.size}, torch::device(meta));
    bind_parameters(*module, layout, values, gradients);

    const DeviceWatch watch;
    Dropout dropout(0.5, 1);
    Tensor state = module->initial_state(4) * batch.goes_on.unsqueeze(2);
    const Tensor logits = module->forward(batch.tokens, state, Engine::kTorchLstm, &dropout);
    const Tensor loss = event_nats(logits, batch.next).sum();
    loss.backward();
    EXPECT_TRUE(loss.is_meta() && state.is_meta());
    for (const auto& parameter : module->parameters()) EXPECT_TRUE(parameter.grad().is_meta());
    EXPECT_GT(watch.operators(), 30);
    EXPECT_TRUE(watch.mixed().empty()) << testing::PrintToString(watch.mixed());
  }
}

TEST(Device, TheWatchSeesATensorThatWasLeftBehind) {
  const Tensor there = torch::zeros({2, 3}, torch::device(torch::kMeta));
  const Tensor here = torch::zeros({2, 3});
  const DeviceWatch watch;
  const Tensor joined = torch::cat({there, there});
  EXPECT_TRUE(watch.mixed().empty());
  EXPECT_TRUE(here.to(torch::kMeta).is_meta());
  EXPECT_TRUE(watch.mixed().empty()) << "moving is not mixing";
  try {
    const Tensor mixed = torch::cat({there, here});
    EXPECT_FALSE(watch.mixed().empty());
  } catch (const c10::Error&) {  // where LibTorch itself refuses
  }
}

}  // namespace
}  // namespace segue
