// SPDX-License-Identifier: Apache-2.0
// How long a package's decoder takes in the native engine on one thread, for several numbers of
// clips at once: the least of many runs. decode.mjs starts it and does the same in ONNX Runtime
// Web.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "shared/base/rng.h"
#include "shared/codec/representation.h"
#include "tests/bench/bench_model.h"

namespace segue {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<float> normal(std::size_t count, Rng& rng) {
  std::vector<float> values(count);
  rng.fill_normal(values);
  return values;
}

// Inputs of the decoder for `b` clips, as models/README.md has them.
NamedTensors make_inputs(const ModelPackage& package, std::int64_t b, Rng& rng) {
  const Representation& form = package.representation;
  const std::int64_t t = form.steps, width = form.classes + form.features;
  const auto size = [](std::int64_t count) { return static_cast<std::size_t>(count); };
  NamedTensors inputs;
  inputs["z"] = {{b, package.z_size}, normal(size(b * package.z_size), rng)};
  if (form.info()->head != DecoderHead::kGroove) {
    std::vector<float> noise(size(t * b * width));
    for (float& x : noise) x = static_cast<float>(rng.uniform());
    inputs["noise"] = {{t, b, width}, std::move(noise)};
    inputs["temperature"] = {{}, std::vector<float>{0.5f}};
  }
  if (!form.controls.empty()) {
    const std::int64_t told = form.control_depth();
    inputs["controls"] = {{b, t, told}, std::vector<float>(size(b * t * told))};
  }
  return inputs;
}

Result<double> decode_s(Backend& backend, const ModelPackage& package, int clips, double budget_s) {
  Rng rng(1);
  const NamedTensors inputs = make_inputs(package, clips, rng);
  double best = 1e9;
  const auto start = Clock::now();
  for (int run = 0; run < 3 || seconds_since(start) < budget_s; ++run) {
    NamedTensors own = inputs;
    Result<NamedTensors> answer = Error{ErrorCode::kRuntime, "the engine gave no answer"};
    const auto run_start = Clock::now();
    backend.run("decoder", std::move(own),
                [&](Result<NamedTensors> outputs) { answer = std::move(outputs); });
    if (!answer) return answer.error();
    best = std::min(best, seconds_since(run_start));
  }
  return best;
}

int run(const std::string& folder, double budget_s, int argc, char** argv) {
  const auto model = open_bench_model(folder);
  if (!model) return fail(model.error());
  for (int i = 3; i < argc; ++i) {
    const auto seconds = decode_s(*model->backend, model->package, std::atoi(argv[i]), budget_s);
    if (!seconds) return fail(seconds.error());
    std::printf("%.9f\n", *seconds);
  }
  return 0;
}

}  // namespace
}  // namespace segue

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: segue_decode_bench MODEL SECONDS CLIPS...\n");
    return 2;
  }
  return segue::run(argv[1], std::atof(argv[2]), argc, argv);
}
