// SPDX-License-Identifier: Apache-2.0
#include "native/train/export_package.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/train/onnx_rnn.h"
#include "native/train/onnx_vae.h"
#include "shared/base/sha256.h"
#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json describe_graph(const std::string& graph, const std::vector<std::uint8_t>& bytes) {
  return {{"graph", graph},
          {"file", graph + ".onnx"},
          {"size_bytes", bytes.size()},
          {"sha256", sha256_hex(bytes)}};
}

// Errors: kInvalidArgument where the steps of a window are no whole bars.
Result<int> bars_of(const Config& config) {
  if (config.is_rnn()) return 0;  // any length
  const RepresentationInfo& form = *config.info();
  if (form.fixed_rows > 0) return 1;  // rows are events of a bar, not time
  const auto meter = parse_meter(config.meter);
  const int bar = meter ? steps_per_bar(*meter, form.steps_per_quarter) : 0;
  if (bar > 0 && config.steps % bar == 0) return std::max(1, config.steps / bar);
  return Error{ErrorCode::kInvalidArgument,
               "windows of " + std::to_string(config.steps) + " steps are no whole bars of " +
                   config.meter + "; say the meter of the data set, for example --meter 3/4"};
}

Json describe_representation(const Config& config, int bars) {
  const RepresentationInfo& form = *config.info();
  const bool tokens = form.head == DecoderHead::kCategorical;
  Json json = {{"name", form.name},
               {"depth", form.input_depth() + config.control_depth()},
               {"classes", tokens ? form.output_depth() : 0},
               {"steps", config.steps},
               {"steps_per_quarter", form.steps_per_quarter},
               {"bars", bars},
               {"min_pitch", kMelodyMinPitch},
               {"max_pitch", kMelodyMaxPitch}};
  if (config.meter != meter_name({})) json["meter"] = config.meter;
  if (!tokens) json["features"] = form.output_depth();
  if (!config.controls.empty()) json["controls"] = config.controls;
  if (form.head == DecoderHead::kGroove) json["groove_input"] = config.groove_input;
  return json;
}

// Any length: neither steps nor bars.
Json describe_stream(const RepresentationInfo& form) {
  return {{"name", form.name},
          {"depth", form.output_depth()},
          {"classes", form.output_depth()},
          {"steps_per_quarter", form.steps_per_quarter},
          {"min_pitch", form.is_stream ? 0 : kMelodyMinPitch},
          {"max_pitch", form.is_stream ? 127 : kMelodyMaxPitch}};
}

Json describe_graphs(const PackageFiles& graphs) {
  Json list = Json::array();
  for (const char* graph : {"encoder", "decoder", "step"}) {
    const auto found = graphs.find(std::string(graph) + ".onnx");
    if (found != graphs.end()) list.push_back(describe_graph(graph, found->second));
  }
  return list;
}

// What a vae and an rnn differ in.
void describe_network(Json& json, const Config& config, int bars) {
  if (config.is_rnn()) {
    json["representation"] = describe_stream(*config.info());
    json["rnn"] = {{"layers", config.decoder_sizes.size()},
                   {"size", config.decoder_sizes.front()},
                   {"counters", config.counters}};
    if (config.attention > 0) json["rnn"]["attention"] = config.attention;
  } else {
    json["representation"] = describe_representation(config, bars);
    json["z_size"] = config.z_size;
  }
}

Json describe(const PackageInfo& info, int bars, const Weights& weights,
              const PackageFiles& graphs) {
  Json metrics = Json::array();
  for (const Metric& metric : info.metrics) {
    metrics.push_back({{"name", metric.name}, {"value", metric.value}});
  }
  Json json = {{"format_version", kModelFormatVersion},
               {"id", info.id},
               {"title", info.title},
               {"description", info.description},
               {"kind", info.config.is_rnn() ? kRnnKind : kVaeKind}};
  describe_network(json, info.config, bars);
  json["graphs"] = describe_graphs(graphs);
  json.update(Json{
      {"weights",
       {{"storage", weight_storage_name(info.storage)}, {"parameters", weights.parameter_count()}}},
      {"license", info.license},
      {"credits", info.credits},
      {"metrics", metrics},
      {"defaults",
       {{"temperature", info.defaults.temperature},
        {"tempo_qpm", info.defaults.tempo_qpm},
        {"program", info.defaults.program}}},
      {"training",
       {{"steps", info.step},
        {"wall_time_s", info.trained_s},
        {"config", Json::parse(config_to_json(info.config).dump())}}}});
  return json;
}

Error io_error(const std::string& what, const fs::path& path, const std::error_code& code) {
  return {ErrorCode::kIo, what + " " + path.string() + ": " + code.message()};
}

// Everything of the folder that the new package does not bring itself.
Result<void> keep_other_files(const fs::path& from, const fs::path& to, const PackageFiles& files) {
  std::error_code code;
  for (fs::directory_iterator it(from, code), end; !code && it != end; it.increment(code)) {
    const std::string name = it->path().filename().string();
    if (files.contains(name)) continue;
    fs::copy(it->path(), to / name, fs::copy_options::recursive | fs::copy_options::copy_symlinks,
             code);
    if (code) return io_error("cannot copy", it->path(), code);
  }
  if (code) return io_error("cannot read the folder", from, code);
  return {};
}

Result<void> check_target(const fs::path& target, Overwrite overwrite) {
  std::error_code code;
  if (!fs::exists(fs::symlink_status(target, code))) return {};
  if (overwrite == Overwrite::kNo) {
    return Error{ErrorCode::kInvalidArgument,
                 target.string() + " exists already; use --force to replace the model in it."};
  }
  if (fs::is_directory(target, code) &&
      (fs::is_empty(target, code) || fs::exists(target / "model.json", code))) {
    return {};
  }
  return Error{ErrorCode::kInvalidArgument, target.string() +
                                                " is not a model package (a folder with a "
                                                "model.json); it is not replaced. Choose another "
                                                "--output."};
}

// Puts `aside` in the place of `target`; on failure what was there is there again.
Result<void> replace_folder(const fs::path& aside, const fs::path& target) {
  std::error_code code;
  const fs::path old = aside.string() + ".old";
  const bool replaces = fs::exists(target, code);
  if (replaces) {
    fs::rename(target, old, code);
    if (code) return io_error("cannot replace", target, code);
  }
  fs::rename(aside, target, code);
  if (code) {
    std::error_code ignored;
    if (replaces) fs::rename(old, target, ignored);
    return io_error("cannot write", target, code);
  }
  if (replaces) fs::remove_all(old, code);
  return {};
}

}  // namespace

Result<PackageFiles> make_graphs(const Weights& weights, const Config& config,
                                 WeightStorage storage) {
  PackageFiles files;
  const auto add = [&](const char* name, Result<std::vector<std::uint8_t>> bytes) -> Result<void> {
    if (!bytes) return bytes.error();
    files[name] = std::move(*bytes);
    return {};
  };
  Result<void> done;
  if (config.is_rnn()) {
    done = add("step.onnx", make_step_graph(weights, config, storage));
  } else {
    done = add("encoder.onnx", make_encoder_graph(weights, config, storage));
    if (done) done = add("decoder.onnx", make_decoder_graph(weights, config, storage));
  }
  if (!done) return done.error();
  return files;
}

Result<PackageFiles> make_package(const Weights& weights, const PackageInfo& info) {
  const auto bars = bars_of(info.config);
  if (!bars) return bars.error();
  auto files = make_graphs(weights, info.config, info.storage);
  if (!files) return files.error();
  for (const auto& [name, bytes] : *files) {
    if (auto good = check_onnx(bytes); !good) return good.error();
  }
  const Json card = describe(info, *bars, weights, *files);
  const std::string json = card.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (const auto read = parse_model_package(json); !read) return read.error();
  (*files)["model.json"] = {json.begin(), json.end()};
  return files;
}

Result<void> write_package(const std::string& folder, const PackageFiles& files,
                           Overwrite overwrite) {
  fs::path target = fs::path(folder).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (auto good = check_target(target, overwrite); !good) return good;
  std::error_code code;
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), code);
  if (code) return io_error("cannot create", target.parent_path(), code);
  std::string pattern =
      (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
  if (!mkdtemp(pattern.data())) {
    return io_error("cannot create a folder beside", target,
                    std::error_code(errno, std::generic_category()));
  }
  const fs::path aside = pattern;
  Result<void> done;
  fs::permissions(aside, fs::perms(0755), code);  // mkdtemp's folders are private
  if (fs::is_directory(target, code)) done = keep_other_files(target, aside, files);
  for (const auto& [name, bytes] : files) {
    if (done) done = write_file((aside / name).string(), bytes, Overwrite::kYes);
  }
  if (done) done = replace_folder(aside, target);
  if (!done) fs::remove_all(aside, code);
  return done;
}

Result<std::vector<Metric>> parse_metrics(std::string_view json, WeightStorage storage) {
  const auto root = Json::parse(json.begin(), json.end(), nullptr, /*allow_exceptions=*/false);
  const Json* measured = &root;
  if (root.is_object() && root.contains("held_out") && root["held_out"].is_array()) {
    measured = nullptr;
    for (const Json& row : root["held_out"]) {
      if (row.is_object() && row.value("store", Json()) == weight_storage_name(storage)) {
        measured = &row;
      }
    }
    if (!measured) {
      return Error{ErrorCode::kNotFound,
                   std::string("the metrics were not measured with weights stored as ") +
                       weight_storage_name(storage) +
                       "; run segue-train eval --json with --store " +
                       weight_storage_name(storage) + "."};
    }
  }
  if (!measured->is_object()) {
    return Error{
        ErrorCode::kCorruptData,
        "the metrics are not a JSON object of numbers, as `segue-train eval --json` prints."};
  }
  std::vector<Metric> metrics;
  for (const auto& [name, value] : measured->items()) {
    if (value.is_number()) metrics.push_back({name, value.get<double>()});
  }
  return metrics;
}

}  // namespace segue
