// SPDX-License-Identifier: Apache-2.0
// LibTorch's network and the exported graphs in ONNX Runtime: mu and sigma within 1e-4, and the
// same clips for the same noise. On tiny models and on every package in models/ that has a latent
// space; the weights come out of the packages themselves, as they are stored.
#include <gtest/gtest.h>

#include <filesystem>

#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "native/train/heads.h"
#include "native/train/music_vae_module.h"
#include "native/train/parameters.h"
#include "native/train/starting_point.h"
#include "shared/base/rng.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using torch::Tensor;

constexpr std::int64_t kBatch = 8;
constexpr double kTolerance = 1e-4;

std::vector<std::string> packages() {
  std::vector<std::string> folders = {SEGUE_TEST_DATA "/tiny_model", SEGUE_TEST_DATA "/tiny_trio"};
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(SEGUE_MODELS_FOLDER, ignored)) {
    const auto card = read_text_file(entry.path().string() + "/model.json");
    const auto package = card ? parse_model_package(*card) : card.error();
    // Those that continue music: rnn_export_test.cpp.
    if (package && package->kind == kVaeKind) folders.push_back(entry.path().string());
  }
  return folders;
}

/// One package in both engines.
class TorchAgreement : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto parsed = parse_model_package(*read_text_file(GetParam() + "/model.json"));
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    package = *parsed;
    const auto start = load_starting_point(GetParam());
    ASSERT_TRUE(start.ok()) << start.error().message;
    config = start->config;
    const ParameterLayout layout(config);
    const auto flat = from_weights(layout, start->weights);
    ASSERT_TRUE(flat.ok()) << flat.error().message;
    values = *flat;
    gradients = torch::zeros({layout.size});
    module = MusicVaeModule(config);
    bind_parameters(*module, layout, values, gradients);
    auto opened = OrtBackend::create(package, GetParam());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    backend = std::move(*opened);
  }

  NamedTensors run(const std::string& graph, NamedTensors inputs) {
    NamedTensors outputs;
    backend->run(graph, std::move(inputs), [&](Result<NamedTensors> result) {
      EXPECT_TRUE(result.ok()) << result.error().message;
      if (result.ok()) outputs = *result;
    });
    return outputs;
  }

  std::int64_t steps() const { return config.steps; }
  bool has_tokens() const { return config.info()->head == DecoderHead::kCategorical; }

  /// Chords [T, B, K], hits [T, B, 9] or nothing, at random.
  Tensor random_controls(Rng& rng) const {
    Tensor all;
    for (const auto& name : config.controls) {
      const ControlInfo& control = *find_control(name);
      Tensor one = torch::zeros({steps(), kBatch, control.stored ? 1 : control.depth});
      const auto choices = static_cast<std::uint64_t>(control.stored ? control.depth : 2);
      for (float& x : floats(one)) x = static_cast<float>(rng.below(choices));
      if (control.stored) one = one.to(torch::kLong);
      all = all.defined() ? torch::cat({all, one}, 2) : one;
    }
    return all;
  }

  /// The same as the graphs take them, [B, T, C].
  Tensor control_columns(const Tensor& controls) const {
    if (!controls.defined() || controls.scalar_type() == torch::kFloat) return controls;
    std::vector<Tensor> columns;
    for (std::size_t k = 0; k < config.controls.size(); ++k) {
      columns.push_back(torch::one_hot(controls.select(2, static_cast<std::int64_t>(k)),
                                       find_control(config.controls[k])->depth));
    }
    return torch::cat(columns, 2).to(torch::kFloat);
  }

  static std::span<float> floats(Tensor& x) {
    return {x.data_ptr<float>(), static_cast<std::size_t>(x.numel())};
  }

  /// [T, B, D] as a graph's [B, T, D].
  static segue::Tensor batch_first(const Tensor& x) {
    Tensor turned = x.transpose(0, 1).contiguous();
    const auto all = floats(turned);
    return {{turned.sizes().begin(), turned.sizes().end()},
            std::vector<float>(all.begin(), all.end())};
  }

  ModelPackage package;
  Config config;
  Tensor values, gradients;
  MusicVaeModule module{nullptr};
  std::unique_ptr<OrtBackend> backend;
};

INSTANTIATE_TEST_SUITE_P(Packages, TorchAgreement, testing::ValuesIn(packages()),
                         [](const auto& test) { return fs::path(test.param).filename().string(); });

TEST_P(TorchAgreement, MeansAndDeviationsAreTheSame) {
  at::NoGradGuard no_grad;
  Rng rng(1);
  const RepresentationInfo& form = *config.info();
  const auto parts = form.parts.size();
  WindowBatch batch;
  batch.controls = random_controls(rng);
  Tensor rows = torch::zeros({steps(), kBatch, form.input_depth()});
  if (has_tokens()) {
    batch.tokens = torch::zeros({steps(), kBatch, static_cast<std::int64_t>(parts)}, torch::kLong);
    std::vector<std::uint16_t> tokens(parts);
    for (std::int64_t row = 0; row < steps() * kBatch; ++row) {
      for (std::size_t p = 0; p < parts; ++p) {
        const auto classes = static_cast<std::uint64_t>(form.parts[p].classes);
        tokens[p] = static_cast<std::uint16_t>(rng.below(3) == 0 ? rng.below(classes) : 0);
        batch.tokens.view({-1, static_cast<std::int64_t>(parts)})[row][static_cast<int>(p)] =
            tokens[p];
      }
      const auto depth = static_cast<std::size_t>(form.input_depth());
      fill_input_row(form, tokens,
                     floats(rows).subspan(static_cast<std::size_t>(row) * depth, depth));
    }
  } else {
    for (float& x : floats(rows)) x = rng.below(5) == 0 ? static_cast<float>(rng.uniform()) : 0.0f;
    batch.features = torch::zeros({steps(), kBatch, form.feature_depth});
    batch.seen = rows;
  }
  const Tensor told = control_columns(batch.controls);
  const auto outputs = run(
      "encoder", {{"sequence", batch_first(told.defined() ? torch::cat({rows, told}, 2) : rows)}});
  for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
    const auto posterior = module->encode(batch, engine);
    const auto difference = [&](const char* name, const Tensor& expected) {
      auto found = *outputs.at(name).floats();
      return (torch::from_blob(found.data(), {kBatch, package.z_size}) - expected)
          .abs()
          .max()
          .item<double>();
    };
    EXPECT_LT(difference("mu", posterior.mu), kTolerance);
    EXPECT_LT(difference("sigma", posterior.sigma), kTolerance);
    EXPECT_GT(posterior.mu.std().item<double>(), 0.01) << "or nothing was compared";
  }
}

// Feeding LibTorch what ONNX Runtime decoded gives what it would have gone on with itself: if at
// every step that is the same, then so is the whole clip.
TEST_P(TorchAgreement, TheSameNoiseGivesTheSameClips) {
  at::NoGradGuard no_grad;
  const RepresentationInfo& form = *config.info();
  const std::int64_t width = form.output_depth();
  for (const float temperature : {0.5f, 1.0f}) {
    Rng rng(2);
    Tensor z = torch::empty({kBatch, package.z_size});
    Tensor noise = torch::empty({steps(), kBatch, width});
    rng.fill_normal(floats(z));
    rng.fill_gumbel(floats(noise));
    WindowBatch batch;
    batch.controls = random_controls(rng);
    NamedTensors inputs;
    inputs["z"] = {{kBatch, package.z_size},
                   std::vector<float>(floats(z).begin(), floats(z).end())};
    if (has_tokens()) {
      inputs["noise"] = {{steps(), kBatch, width},
                         std::vector<float>(floats(noise).begin(), floats(noise).end())};
      inputs["temperature"] = {{}, std::vector<float>{temperature}};
    }
    if (const Tensor told = control_columns(batch.controls); told.defined()) {
      inputs["controls"] = batch_first(told);
    }
    auto decoded = run("decoder", std::move(inputs));
    const auto forward = [&] {
      return module->decoder->forward(z, module->decoder->teacher_inputs(batch), batch,
                                      Engine::kTorchLstm);  // [T, B, V]
    };
    if (!has_tokens()) {
      ASSERT_EQ(form.head, DecoderHead::kGroove) << "no other package is shipped";
      auto features = *decoded.at("features").floats();
      batch.features =
          torch::from_blob(features.data(), {kBatch, steps(), width}).transpose(0, 1).contiguous();
      const Tensor apart = (groove_features(forward()) - batch.features).abs();
      EXPECT_LT(apart.max().item<double>(), kTolerance);
      continue;
    }
    const auto parts = static_cast<std::int64_t>(form.parts.size());
    auto chosen = *decoded.at("tokens").ints();
    batch.tokens = torch::from_blob(chosen.data(), {kBatch, steps(), parts}, torch::kLong)
                       .transpose(0, 1)
                       .contiguous();  // [T, B, P]
    const Tensor scores = forward() / temperature + noise;
    std::int64_t column = 0, ties = 0;
    for (std::int64_t p = 0; p < parts; ++p) {
      const std::int64_t classes = form.parts[static_cast<std::size_t>(p)].classes;
      const Tensor own = scores.narrow(2, column, classes);
      column += classes;
      const auto best = std::get<0>(own.topk(2, /*dim=*/2));  // [T, B, 2]
      const Tensor tie = best.select(2, 0) - best.select(2, 1) < 1e-4;
      const Tensor differing = (own.argmax(2) != batch.tokens.select(2, p)) & ~tie;
      EXPECT_EQ(differing.sum().item<std::int64_t>(), 0)
          << form.parts[static_cast<std::size_t>(p)].name;
      ties += tie.sum().item<std::int64_t>();
    }
    EXPECT_LT(ties, 2 + steps() * kBatch * parts / 500) << "ties but for rounding must be rare";
  }
}

}  // namespace
}  // namespace segue
