// SPDX-License-Identifier: Apache-2.0
#include "shared/model/model_package.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "shared/base/sha256.h"

namespace segue {
namespace {

using Json = nlohmann::json;

Json valid() {
  const std::string hash(64, 'a');
  return {{"format_version", 1},
          {"id", "mel_2bar"},
          {"title", "Melodies"},
          {"description", "Two bars"},
          {"kind", "vae"},
          {"representation",
           {{"name", "melody_90"},
            {"depth", 90},
            {"classes", 90},
            {"steps", 32},
            {"steps_per_quarter", 4},
            {"bars", 2},
            {"min_pitch", 21},
            {"max_pitch", 108}}},
          {"z_size", 256},
          {"graphs",
           {{{"graph", "encoder"}, {"file", "encoder.onnx"}, {"size_bytes", 3}, {"sha256", hash}},
            {{"graph", "decoder"}, {"file", "decoder.onnx"}, {"size_bytes", 4}, {"sha256", hash}}}},
          {"license", "CC0-1.0"},
          {"credits", {"one", "two"}},
          {"metrics", {{{"name", "accuracy_teacher_forcing"}, {"value", 0.97}}}},
          {"defaults", {{"temperature", 0.5}, {"tempo_qpm", 100}, {"program", 5}}},
          {"a field of tomorrow", {1, 2, 3}}};
}

TEST(ModelPackage, ReadsEveryField) {
  const auto package = parse_model_package(valid().dump());
  ASSERT_TRUE(package.ok()) << package.error().message;
  EXPECT_EQ(package->id, "mel_2bar");
  EXPECT_EQ(package->title, "Melodies");
  EXPECT_EQ(package->description, "Two bars");
  EXPECT_EQ(package->representation.steps, 32);
  EXPECT_EQ(package->representation.max_pitch, 108);
  EXPECT_EQ(package->z_size, 256);
  ASSERT_NE(package->find_graph("decoder"), nullptr);
  EXPECT_EQ(package->find_graph("decoder")->size_bytes, 4u);
  EXPECT_EQ(package->find_graph("step"), nullptr);
  EXPECT_EQ(package->license, "CC0-1.0");
  EXPECT_EQ(package->credits, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(package->metrics.at(0).value, 0.97);
  EXPECT_EQ(package->defaults.tempo_qpm, 100);
  EXPECT_EQ(package->defaults.program, 5);
}

TEST(ModelPackage, APriorIsAFileLikeAGraph) {
  Json json = valid();
  EXPECT_FALSE(parse_model_package(json.dump())->prior);
  json["prior"] = {
      {"file", "prior.safetensors"}, {"size_bytes", 5}, {"sha256", std::string(64, 'b')}};
  const auto package = parse_model_package(json.dump());
  ASSERT_TRUE(package.ok()) << package.error().message;
  ASSERT_TRUE(package->prior);
  EXPECT_EQ(package->prior->file, "prior.safetensors");
  EXPECT_EQ(package->find_graph("prior"), &*package->prior);
  EXPECT_EQ(package->graphs.size(), 2u);
  json["prior"]["file"] = "../prior.safetensors";
  EXPECT_FALSE(parse_model_package(json.dump()));
  json["prior"] = "prior.safetensors";
  EXPECT_FALSE(parse_model_package(json.dump()));
}

TEST(ModelPackage, AttributesAreAFileAndWhatItsRowsAre) {
  Json json = valid();
  EXPECT_TRUE(parse_model_package(json.dump())->attributes.empty());
  json["attributes"] = {{"file", "attributes.safetensors"},
                        {"size_bytes", 5},
                        {"sha256", std::string(64, 'b')},
                        {"list",
                         {{{"name", "density"},
                           {"label", "Note density"},
                           {"unit", "notes a bar"},
                           {"mean", 5.5},
                           {"sd", 2}}}}};
  const auto package = parse_model_package(json.dump());
  ASSERT_TRUE(package.ok()) << package.error().message;
  ASSERT_EQ(package->attributes.size(), 1u);
  EXPECT_EQ(package->attributes[0],
            (AttributeInfo{"density", "Note density", "notes a bar", 5.5, 2}));
  EXPECT_EQ(package->find_graph("attributes"), &*package->attribute_file);
  EXPECT_EQ(package->files().size(), 3u);
  const auto refused = [](Json changed, const char* part) {
    const auto result = parse_model_package(changed.dump());
    ASSERT_FALSE(result) << part;
    EXPECT_NE(result.error().message.find(part), std::string::npos) << result.error().message;
  };
  Json changed = json;
  changed["attributes"]["list"][0]["sd"] = 0;
  refused(changed, "attributes.list[0].sd");
  changed = json;
  changed["attributes"]["list"].push_back(json["attributes"]["list"][0]);
  refused(changed, "attributes.list[1].name");
  changed = json;
  changed["attributes"]["list"] = Json::array();
  refused(changed, "attributes.list");
  changed = json;
  changed["attributes"].erase("list");
  refused(changed, "attributes.list");
  changed = json;
  changed["attributes"]["list"][0] = 7;
  refused(changed, "attributes.list[0]");
  changed = json;
  changed["attributes"]["sha256"] = "short";
  refused(changed, "attributes.sha256");
}

TEST(ModelPackage, WhatIsOptionalMayBeMissing) {
  Json json = valid();
  for (const char* name : {"description", "license", "credits", "metrics", "defaults"})
    json.erase(name);
  const auto package = parse_model_package(json.dump());
  ASSERT_TRUE(package.ok()) << package.error().message;
  EXPECT_EQ(package->defaults.temperature, 0.5);
  EXPECT_EQ(package->defaults.tempo_qpm, 120);
}

TEST(ModelPackage, TheMeterDecidesHowLongABarIs) {
  EXPECT_EQ(parse_model_package(valid().dump())->representation.meter, Meter{});
  EXPECT_EQ(parse_model_package(valid().dump())->representation.length_text(), "2 bars");
  Json waltz = valid();
  waltz["representation"]["meter"] = "3/4";
  const auto too_long = parse_model_package(waltz.dump());
  ASSERT_FALSE(too_long);
  EXPECT_NE(too_long.error().message.find("2 bars of 3/4 are 24 steps, found 32"),
            std::string::npos)
      << too_long.error().message;
  waltz["representation"]["steps"] = 24;
  const auto package = parse_model_package(waltz.dump());
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->representation.meter, (Meter{3, 4}));
  EXPECT_EQ(package->representation.length_text(), "2 bars of 3/4");
  for (const char* wrong : {"waltz", "3/5", "3/32"}) {  // a bar of 3/32 is 1.5 steps
    waltz["representation"]["meter"] = wrong;
    const auto refused = parse_model_package(waltz.dump());
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, ErrorCode::kCorruptData);
    EXPECT_NE(refused.error().message.find(wrong), std::string::npos) << refused.error().message;
  }
  waltz["representation"]["meter"] = 3;
  EXPECT_FALSE(parse_model_package(waltz.dump()));
}

TEST(ModelPackage, ANewerFormatAnotherKindAndAnotherRepresentationAskForAnUpdate) {
  Json newer = valid(), flow = valid(), drums = valid();
  newer["format_version"] = 2;
  flow["kind"] = "flow";
  drums["representation"]["name"] = "drums_512";
  for (const Json& json : {newer, flow, drums}) {
    const auto package = parse_model_package(json.dump());
    ASSERT_FALSE(package.ok());
    EXPECT_EQ(package.error().code, ErrorCode::kUnsupported);
    EXPECT_NE(package.error().message.find("Update Segue"), std::string::npos);
  }
}

// Of many voices: an rnn package has no length and no latent vector.
Json valid_rnn() {
  Json json = valid();
  json["kind"] = "rnn";
  json["id"] = "polyphony";
  json["representation"] = {{"name", "polyphony_259"}, {"depth", 259}, {"classes", 259}};
  json["rnn"] = {{"layers", 3}, {"size", 256}};
  json["graphs"].erase(1);
  json["graphs"][0]["graph"] = "step";
  json.erase("z_size");
  json.erase("defaults");
  return json;
}

TEST(ModelPackage, AnRnnHasLayersAndNoLength) {
  const auto package = parse_model_package(valid_rnn().dump());
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->kind, kRnnKind);
  EXPECT_EQ(package->rnn, (RnnShape{3, 256, 0}));
  EXPECT_EQ(package->representation.length_text(), "any length");
  EXPECT_EQ(package->representation.info()->name, "polyphony_259");
  EXPECT_EQ(package->defaults.temperature, 1);
  Json drums = valid_rnn();
  drums["representation"] = {{"name", "drums_9"}, {"depth", 512}, {"classes", 512}};
  drums["rnn"]["counters"] = 6;
  const auto with_counters = parse_model_package(drums.dump());
  ASSERT_TRUE(with_counters) << with_counters.error().message;
  EXPECT_EQ(with_counters->rnn.counters, 6);
  EXPECT_EQ(with_counters->rnn.attention_rows(), 0);
  drums["rnn"]["attention"] = 32;
  const auto with_attention = parse_model_package(drums.dump());
  ASSERT_TRUE(with_attention) << with_attention.error().message;
  EXPECT_EQ(with_attention->rnn, (RnnShape{3, 256, 6, 32}));
  EXPECT_EQ(with_attention->rnn.attention_rows(), 33) << "and what was read of them";
}

TEST(ModelPackage, AnRnnThatCannotBeIsRefusedByItsField) {
  struct Case {
    const char* pointer;
    Json value;
    const char* named;
  };
  const Case cases[] = {{"/rnn", nullptr, "\"rnn\" is missing"},
                        {"/rnn/layers", 0, "rnn.layers"},
                        {"/rnn/size", "many", "rnn.size"},
                        {"/rnn/counters", -1, "rnn.counters"},
                        {"/rnn/attention", "yes", "rnn.attention"},
                        {"/representation/classes", 258, "259"},
                        {"/representation/depth", 260, "260"},
                        {"/representation/name", "groove_27", "one token a step"},
                        {"/representation/name", "trio_692", "one token a step"},
                        {"/graphs/0/graph", "decoder", "\"step\""}};
  for (const Case& c : cases) {
    Json json = valid_rnn();
    const Json::json_pointer pointer(c.pointer);
    if (c.value.is_null()) {
      json[pointer.parent_pointer()].erase(pointer.back());
    } else {
      json[pointer] = c.value;
    }
    const auto package = parse_model_package(json.dump());
    ASSERT_FALSE(package) << c.pointer;
    EXPECT_EQ(package.error().code, ErrorCode::kCorruptData) << c.pointer;
    EXPECT_NE(package.error().message.find(c.named), std::string::npos) << package.error().message;
  }
  Json stream_of_a_vae = valid();
  stream_of_a_vae["representation"]["name"] = "polyphony_259";
  const auto refused = parse_model_package(stream_of_a_vae.dump());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("kind rnn"), std::string::npos) << refused.error().message;
}

TEST(ModelPackage, AModelOfAnotherKindThanExpectedIsRefusedInWords) {
  const auto rnn = parse_model_package(valid_rnn().dump());
  ASSERT_TRUE(rnn);
  EXPECT_TRUE(expect_kind(*rnn, kRnnKind));
  EXPECT_TRUE(expect_kind(*parse_model_package(valid().dump()), kVaeKind));
  const auto refused = expect_kind(*rnn, kVaeKind);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(refused.error().message.find("\"polyphony\" continues music"), std::string::npos)
      << refused.error().message;
}

TEST(ModelPackage, AMissingOrWrongFieldIsNamed) {
  struct Case {
    const char* pointer;
    Json value;  ///< null removes the field
    const char* named;
  };
  const Case cases[] = {{"/id", nullptr, "\"id\" is missing"},
                        {"/id", "../evil", "plain name"},
                        {"/title", 5, "\"title\" should be text, found 5"},
                        {"/format_version", "one", "format_version"},
                        {"/format_version", 0, "format_version"},
                        {"/z_size", 0, "z_size"},
                        {"/z_size", 1e30, "z_size"},
                        {"/z_size", UINT64_MAX, "z_size"},
                        {"/representation", nullptr, "representation"},
                        {"/representation/depth", 91, "depth"},
                        {"/representation/steps", 31, "31"},
                        {"/representation/classes", -1, "representation.classes"},
                        {"/graphs", Json::object(), "\"graphs\" should be a list"},
                        {"/graphs/0", 1, "graphs[0]"},
                        {"/graphs/1/graph", "encoder", "twice"},
                        {"/graphs/1/graph", "step", "\"decoder\""},
                        {"/graphs/1/file", "a/b.onnx", "graphs[1].file"},
                        {"/graphs/1/file", "..", "graphs[1].file"},
                        {"/graphs/1/sha256", "ABC", "graphs[1].sha256"},
                        {"/graphs/1/size_bytes", -5, "graphs[1].size_bytes"},
                        {"/metrics/0/value", "high", "metrics[0].value"},
                        {"/credits/0", 1, "credits[0]"},
                        {"/defaults/program", 128, "defaults.program"},
                        {"/defaults/tempo_qpm", 0, "defaults.tempo_qpm"},
                        {"/defaults/temperature", -1, "defaults.temperature"}};
  for (const Case& c : cases) {
    Json json = valid();
    const Json::json_pointer pointer(c.pointer);
    if (c.value.is_null()) {
      json[pointer.parent_pointer()].erase(pointer.back());
    } else {
      json[pointer] = c.value;
    }
    const auto package = parse_model_package(json.dump());
    ASSERT_FALSE(package.ok()) << c.pointer;
    EXPECT_EQ(package.error().code, ErrorCode::kCorruptData) << c.pointer;
    EXPECT_NE(package.error().message.find(c.named), std::string::npos) << package.error().message;
  }
}

TEST(ModelPackage, EveryPrefixAndEveryChangedByteGivesAPackageOrAnError) {
  for (const std::string& text : {valid().dump(), valid_rnn().dump()}) {
    for (std::size_t size = 0; size < text.size(); ++size) {
      EXPECT_FALSE(parse_model_package(std::string_view(text).substr(0, size)).ok());
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (const char c : {'\0', '9', '"', '{', '\xff'}) {
        std::string changed = text;
        changed[i] = c;
        const auto package = parse_model_package(changed);
        EXPECT_TRUE(package.ok() || !package.error().message.empty());
      }
    }
  }
  EXPECT_FALSE(parse_model_package(std::string(100000, '[')).ok());
  EXPECT_FALSE(parse_model_package("null").ok());
}

TEST(VerifyGraph, AcceptsTheRightBytesAndTellsWhatIsWrongWithOthers) {
  const std::vector<std::uint8_t> bytes = {1, 2, 3};
  const GraphFile graph = {"encoder", "encoder.onnx", 3, sha256_hex(bytes)};
  EXPECT_TRUE(verify_graph(graph, bytes.data(), 3).ok());
  const auto shorter = verify_graph(graph, bytes.data(), 2);
  ASSERT_FALSE(shorter.ok());
  EXPECT_NE(shorter.error().message.find("expected 3 bytes, found 2"), std::string::npos);
  const std::vector<std::uint8_t> other = {1, 2, 4};
  const auto changed = verify_graph(graph, other.data(), 3);
  ASSERT_FALSE(changed.ok());
  EXPECT_EQ(changed.error().code, ErrorCode::kCorruptData);
  EXPECT_NE(changed.error().message.find("Download the model again"), std::string::npos);
}

TEST(ModelPackage, ARepresentationIsReadAndCheckedByItself) {
  const auto form = parse_representation(valid()["representation"].dump());
  ASSERT_TRUE(form.ok()) << form.error().message;
  EXPECT_EQ(*form, parse_model_package(valid().dump())->representation);
  auto json = valid()["representation"];
  json["depth"] = 91;
  EXPECT_FALSE(parse_representation(json.dump()));
  EXPECT_FALSE(parse_representation("[]"));
  EXPECT_FALSE(parse_representation("{"));
}

}  // namespace
}  // namespace segue
