// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/train/variants.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "native/train/batches.h"
#include "native/train/matmul.h"
#include "native/train/trainer.h"
#include "tests/bench/train/plain_lstm.h"

namespace segue {
namespace {

using Clock = std::chrono::steady_clock;

// Walks over scales with holds: something a network can learn in 200 steps.
Dataset make_melodies(int windows, int steps) {
  Rng rng(11);
  Dataset dataset;
  dataset.steps = steps;
  dataset.train.piece.assign(static_cast<std::size_t>(windows), 0);
  auto& tokens = dataset.train.tokens;
  for (int i = 0; i < windows; ++i) {
    int token = 30 + static_cast<int>(rng.below(25));
    const int direction = static_cast<int>(rng.below(5)) - 2;
    for (int t = 0; t < steps; ++t) {
      const bool moves = t % 4 == 0 || rng.below(4) == 0;
      tokens.push_back(moves ? static_cast<std::uint16_t>(std::clamp(token, 2, 89)) : 0);
      if (moves) token += direction;
    }
  }
  return dataset;
}

Config bench_config(int batch) {
  Config config = *find_config("mel_2bar_small");
  config.batch_size = batch;
  config.augment_semitones = 0;
  config.sampling_schedule = "constant";  // teacher forcing, as the plain network
  config.sampling_rate = 0;
  config.beta_rate = 0;
  config.decay_rate = 1;
  return config;
}

std::unique_ptr<Trainer> make_trainer(const Config& config, Engine engine, int threads) {
  const ParameterLayout layout(config);
  return std::make_unique<Trainer>(config, engine, threads,
                                   make_optimizer_state(initial_values(layout, config), config));
}

double engine_step_s(Engine engine, int threads, int batch, int steps) {
  const Config config = bench_config(batch);
  const auto dataset = make_melodies(batch, config.steps);
  BatchSource batches(config, dataset);
  const auto data = batches.read(0, batch);
  const auto trainer = make_trainer(config, engine, threads);
  double best = 1e9;
  for (int i = 0; i <= steps; ++i) {
    const auto start = Clock::now();
    trainer->step(data, i);
    const std::chrono::duration<double> elapsed = Clock::now() - start;
    if (i > 0) best = std::min(best, elapsed.count());
  }
  return best;
}

}  // namespace

std::vector<Variant> make_variants(int cores) {
  std::vector<Variant> variants = {
      {"torch::nn::LSTM as it comes", "plain", 0, false, false},
      {"torch::nn::LSTM, 1 thread", "plain", 1, true, true},
      {"torch::nn::LSTM, " + std::to_string(cores) + " threads", "plain", cores, true, true},
  };
  for (const Engine engine : available_engines()) {
    variants.push_back({std::string("segue ") + engine_name(engine), engine_name(engine), cores,
                        /*tuned_blas=*/true, false});
  }
  variants.push_back({"peak of one product", "peak", cores, true, false});
  return variants;
}

double run_in_child(const std::string& program, const Variant& variant, int batch, int steps) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    close(ends[0]);
    if (variant.tuned_blas) {
      for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}) unsetenv(name);
      setenv("OMP_WAIT_POLICY", "passive", 1);
    }
    execl(program.c_str(), program.c_str(), "--child", variant.mode.c_str(),
          std::to_string(variant.threads).c_str(), std::to_string(batch).c_str(),
          std::to_string(steps).c_str(), nullptr);
    _exit(1);
  }
  close(ends[1]);
  char text[64] = {};
  const auto size = read(ends[0], text, sizeof text - 1);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return size > 0 && status == 0 ? std::atof(text) : 0;
}

double peak_gflops(int threads, int rounds) {
  constexpr std::int64_t kSize = 1024;
  ReplicaPool pool(threads);
  double best = 0;
  for (int i = 0; i <= rounds; ++i) {
    const auto start = Clock::now();
    pool.run([](int) {
      at::NoGradGuard no_grad;
      Matmul& matmul = thread_matmul(available_engines().back());
      thread_local const at::Tensor a = torch::rand({kSize, kSize}).to(matmul.input_type());
      thread_local const auto w = matmul.pack(torch::rand({kSize, kSize}), kSize);
      thread_local at::Tensor c = torch::zeros({kSize, kSize});
      for (int k = 0; k < 10; ++k) matmul.multiply(a.data_ptr(), *w, c.data_ptr<float>(), false);
    });
    const std::chrono::duration<double> elapsed = Clock::now() - start;
    const double flops = 2.0 * kSize * kSize * kSize * 10 * threads;
    if (i > 0) best = std::max(best, flops / elapsed.count() / 1e9);
  }
  return best;
}

int child_main(const std::string& mode, int threads, int batch, int steps) {
  double number = 0;
  if (mode == "plain") {
    if (threads > 0) at::set_num_threads(threads);
    const Config config = bench_config(batch);
    const auto dataset = make_melodies(batch, config.steps);
    BatchSource batches(config, dataset);
    const auto tokens = batches.read(0, batch).tokens.squeeze(2);  // [T, B]
    const auto seconds = time_plain_steps(config, tokens, steps);
    number = *std::min_element(seconds.begin(), seconds.end());
  } else if (mode == "peak") {
    number = peak_gflops(threads, steps);
  } else {
    const auto engine = choose_engine(mode);
    if (!engine) return 1;
    number = engine_step_s(*engine, threads, batch, steps);
  }
  std::printf("%.6f\n", number);
  return 0;
}

double final_loss(Engine engine, int threads, int batch, int steps) {
  const Config config = bench_config(batch);
  const auto dataset = make_melodies(batch * 8, config.steps);
  BatchSource batches(config, dataset);
  const auto trainer = make_trainer(config, engine, threads);
  const int tail = std::max(1, steps / 10);
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    const double loss = trainer->step(batches.read(std::int64_t{i} * batch, batch), i).loss;
    if (i >= steps - tail) sum += loss;
  }
  return sum / tail;
}

}  // namespace segue
