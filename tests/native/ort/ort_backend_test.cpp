// SPDX-License-Identifier: Apache-2.0
// The engine on the packages in tests/data (written by segue_make_tiny_model).
#include "native/ort/ort_backend.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "shared/base/rng.h"
#include "shared/base/sha256.h"
#include "shared/codec/melody_codec.h"
#include "shared/model/music_rnn.h"
#include "shared/model/music_vae.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

const std::string kTiny = SEGUE_TEST_DATA "/tiny_model";

ModelPackage tiny_package(const std::string& folder = kTiny) {
  const auto text = read_text_file(folder + "/model.json");
  EXPECT_TRUE(text.ok());
  auto package = parse_model_package(*text);
  EXPECT_TRUE(package.ok());
  return *package;
}

std::unique_ptr<OrtBackend> open(const ModelPackage& package, const std::string& folder = kTiny) {
  auto backend = OrtBackend::create(package, folder);
  EXPECT_TRUE(backend.ok()) << backend.error().message;
  return std::move(*backend);
}

Result<NamedTensors> run(Backend& backend, const std::string& graph, NamedTensors inputs) {
  int answers = 0;
  Result<NamedTensors> result = NamedTensors{};
  backend.run(graph, std::move(inputs), [&](Result<NamedTensors> outputs) {
    result = std::move(outputs);
    ++answers;
  });
  EXPECT_EQ(answers, 1) << "the answer comes before run returns, once";
  return result;
}

NamedTensors decoder_inputs(std::int64_t batch) {
  NamedTensors inputs;
  inputs["z"] = {{batch, 8}, std::vector<float>(static_cast<std::size_t>(batch * 8), 0.5f)};
  inputs["noise"] = {{32, batch, 90},
                     std::vector<float>(static_cast<std::size_t>(32 * batch * 90))};
  inputs["temperature"] = {{}, std::vector<float>{1}};
  return inputs;
}

TEST(OrtBackend, TellsTheEnginesVersion) {
  EXPECT_NE(open(tiny_package())->engine_version().find('.'), std::string::npos);
}

TEST(OrtBackend, RunsBothGraphs) {
  const auto backend = open(tiny_package());
  const auto decoded = run(*backend, "decoder", decoder_inputs(3));
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_EQ(decoded->at("tokens").shape, (std::vector<std::int64_t>{3, 32}));
  NamedTensors inputs;
  inputs["sequence"] =
      to_one_hot(std::vector<std::vector<std::uint8_t>>(2, std::vector<std::uint8_t>(32)));
  const auto encoded = run(*backend, "encoder", std::move(inputs));
  ASSERT_TRUE(encoded.ok()) << encoded.error().message;
  EXPECT_EQ(encoded->at("mu").shape, (std::vector<std::int64_t>{2, 8}));
  for (const float sigma : *encoded->at("sigma").floats()) EXPECT_GT(sigma, 0);
}

TEST(OrtBackend, AClipIsTheSameInAnyBatchAndWithAnyThreads) {
  const auto package = tiny_package();
  const auto sample = [&](int count, int threads) {
    auto backend = OrtBackend::create(package, kTiny, {.threads = threads, .library = ""});
    MusicVae vae(package, **backend);
    MusicVae::Clips clips;
    vae.sample(count, {.temperature = 1, .seed = 42}, [&](Result<MusicVae::Clips> c) {
      ASSERT_TRUE(c.ok()) << c.error().message;
      clips = *c;
    });
    return clips;
  };
  const auto many = sample(70, 1), few = sample(2, 2);
  ASSERT_EQ(many.size(), 70u);
  EXPECT_EQ(few[0], many[0]);
  EXPECT_EQ(few[1], many[1]);
  EXPECT_NE(many[0].tokens, many[1].tokens);
}

// Golden: what this version of everything gives for seed 1; the page must give the same.
TEST(OrtBackend, SeedOneGivesTheClipItAlwaysGave) {
  const auto package = tiny_package();
  const auto backend = open(package);
  MusicVae vae(package, *backend);
  vae.sample(1, {.temperature = 0.5, .seed = 1}, [](Result<MusicVae::Clips> clips) {
    ASSERT_TRUE(clips.ok());
    const std::vector<std::uint8_t> golden = {0, 0, 0, 0, 1, 0, 0,  0, 0, 0, 0, 0, 0, 0,  0, 45,
                                              0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 58, 0, 0};
    EXPECT_EQ(clips->front().tokens, golden);
  });
}

TEST(OrtBackend, WrongInputsAreRefusedByName) {
  const auto backend = open(tiny_package());
  struct Case {
    std::function<void(NamedTensors&)> change;
    const char* named;
  };
  const Case cases[] = {
      {[](NamedTensors& in) { in.erase("noise"); }, "\"noise\""},
      {[](NamedTensors& in) {
         in["chords"] = {{}, std::vector<float>{1}};
       },
       "\"chords\""},
      {[](NamedTensors& in) { in["z"].shape = {8}; }, "\"z\""},
      {[](NamedTensors& in) {
         in["z"] = {{1, 9}, std::vector<float>(9)};
       },
       "\"z\""},
      {[](NamedTensors& in) { in["z"].data = std::vector<std::int64_t>(8); }, "int64"},
      {[](NamedTensors& in) {
         in["z"].shape = {2, 8};
       },
       "8 elements"},
      {[](NamedTensors& in) {
         in["z"].shape = {-1, 8};
       },
       "\"z\""},
      {[](NamedTensors& in) { in["temperature"].shape = {1}; }, "\"temperature\""}};
  for (const Case& c : cases) {
    NamedTensors inputs = decoder_inputs(1);
    c.change(inputs);
    const auto result = run(*backend, "decoder", std::move(inputs));
    ASSERT_FALSE(result.ok()) << c.named;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(result.error().message.find(c.named), std::string::npos) << result.error().message;
  }
}

TEST(OrtBackend, BatchesThatDoNotFitEachOtherAreTheEnginesErrorNotACrash) {
  const auto backend = open(tiny_package());
  NamedTensors inputs = decoder_inputs(2);
  inputs["z"] = {{3, 8}, std::vector<float>(24)};
  const auto result = run(*backend, "decoder", std::move(inputs));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kRuntime);
}

TEST(OrtBackend, AGraphThatIsNotThereIsNamed) {
  auto package = tiny_package();
  EXPECT_EQ(run(*open(package), "step", {}).error().code, ErrorCode::kNotFound);
  package.graphs[1].file = "gone.onnx";
  const auto gone = run(*open(package), "decoder", decoder_inputs(1));
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::kNotFound);
  EXPECT_NE(gone.error().message.find("gone.onnx"), std::string::npos);
}

TEST(OrtBackend, AChangedFileIsRefusedByItsHash) {
  TemporaryFolder folder;
  auto bytes = *read_file(kTiny + "/decoder.onnx");
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(write_file(folder / "decoder.onnx", bytes).ok());
  const auto result = open(tiny_package(), folder.path())->load("decoder");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kCorruptData);
  EXPECT_NE(result.error().message.find("SHA-256"), std::string::npos);
}

// The hash is right here, so the engine itself must cope with what the file holds.
TEST(OrtBackend, DamagedGraphsWithARightHashAreErrorsNotCrashes) {
  TemporaryFolder folder;
  const auto whole = *read_file(kTiny + "/decoder.onnx");
  std::vector<std::vector<std::uint8_t>> damaged = {{}, {0}, std::vector<std::uint8_t>(1000, 0xAB)};
  for (const std::size_t size : {10u, 1000u, 20000u}) {
    damaged.emplace_back(whole.begin(), whole.begin() + size);
  }
  for (const auto& bytes : damaged) {
    auto package = tiny_package();
    package.graphs[1].size_bytes = bytes.size();
    package.graphs[1].sha256 = sha256_hex(bytes);
    ASSERT_TRUE(write_file(folder / "decoder.onnx", bytes, Overwrite::kYes).ok());
    const auto result = open(package, folder.path())->load("decoder");
    ASSERT_FALSE(result.ok()) << bytes.size() << " bytes";
    EXPECT_EQ(result.error().code, ErrorCode::kCorruptData);
  }
}

TEST(OrtBackend, GraphsThatDoNotFitTheirModelJsonAreRefused) {
  auto wrong_z = tiny_package();
  wrong_z.z_size = 9;
  const auto z = open(wrong_z)->load("encoder");
  ASSERT_FALSE(z.ok());
  EXPECT_NE(z.error().message.find("\"mu\""), std::string::npos) << z.error().message;
  auto wrong_steps = tiny_package();
  wrong_steps.representation.steps = 16;
  EXPECT_FALSE(open(wrong_steps)->load("encoder").ok());
  EXPECT_FALSE(open(wrong_steps)->load("decoder").ok());
  auto swapped = tiny_package();
  std::swap(swapped.graphs[0].graph, swapped.graphs[1].graph);
  const auto result = open(swapped)->load("decoder");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kCorruptData);
}

// Pieces grow side by side and event by event; they are scored one by one and all at once.
TEST(OrtBackend, ContinuesMusicWithAModelThatLooksBack) {
  const std::string folder = SEGUE_TEST_DATA "/tiny_attention";
  const ModelPackage package = tiny_package(folder);
  ASSERT_EQ(package.rnn, (RnnShape{2, 8, 6, 4}));
  const auto backend = open(package, folder);
  MusicRnn model(package, *backend);
  std::vector<RnnPiece> pieces;
  model.generate(3, {.steps = 40, .seed = 7}, [&](Result<std::vector<RnnPiece>> made) {
    ASSERT_TRUE(made) << made.error().message;
    pieces = *made;
  });
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_NE(pieces[0].events, pieces[1].events);
  for (const RnnPiece& piece : pieces) {
    model.score({piece.events}, {}, [&](Result<std::vector<RnnScore>> scores) {
      ASSERT_TRUE(scores) << scores.error().message;
      EXPECT_NEAR(scores->front().log_likelihood, piece.log_likelihood, 1e-3);
    });
  }
  ModelPackage wrong = package;
  wrong.rnn.attention = 5;
  const auto loaded = open(wrong, folder)->load("step");
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.error().message.find("\"attention\""), std::string::npos)
      << loaded.error().message;
}

TEST(OrtLibrary, TheChosenLibraryIsTheOnlyCandidate) {
  const char* before = std::getenv("SEGUE_ORT_LIB");
  const std::string kept = before ? before : "";
  setenv("SEGUE_ORT_LIB", "/somewhere/libonnxruntime.so", 1);
  EXPECT_EQ(ort_library_candidates(), std::vector<std::string>{"/somewhere/libonnxruntime.so"});
  unsetenv("SEGUE_ORT_LIB");
  const auto candidates = ort_library_candidates();
  EXPECT_EQ(candidates.front(), "libonnxruntime.so") << "the system's comes first";
  EXPECT_NE(candidates.back().find("onnxruntime-1.30.0"), std::string::npos)
      << "the cache comes last";
  if (before) setenv("SEGUE_ORT_LIB", kept.c_str(), 1);
}

}  // namespace
}  // namespace segue
