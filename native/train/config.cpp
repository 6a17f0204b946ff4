// SPDX-License-Identifier: Apache-2.0
#include "native/train/config.h"

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <type_traits>

namespace segue {
namespace {

using Json = nlohmann::json;

// The one list of fields: printing, JSON and --set all go through it.
template <class C, class Visit>
void visit_fields(C& c, Visit&& visit) {
  visit("name", c.name);
  visit("classes", c.classes);
  visit("steps", c.steps);
  visit("encoder_size", c.encoder_size);
  visit("decoder_sizes", c.decoder_sizes);
  visit("z_size", c.z_size);
  visit("latent_init_stddev", c.latent_init_stddev);
  visit("batch_size", c.batch_size);
  visit("augment_semitones", c.augment_semitones);
  visit("free_bits", c.free_bits);
  visit("max_beta", c.max_beta);
  visit("beta_rate", c.beta_rate);
  visit("sampling_schedule", c.sampling_schedule);
  visit("sampling_rate", c.sampling_rate);
  visit("learning_rate", c.learning_rate);
  visit("min_learning_rate", c.min_learning_rate);
  visit("decay_rate", c.decay_rate);
  visit("adam_beta1", c.adam_beta1);
  visit("adam_beta2", c.adam_beta2);
  visit("adam_epsilon", c.adam_epsilon);
  visit("clip_norm", c.clip_norm);
  visit("grad_norm_clip_to_zero", c.grad_norm_clip_to_zero);
  visit("ema_decay", c.ema_decay);
  visit("train_steps", c.train_steps);
  visit("seed", c.seed);
  visit("eval_interval_steps", c.eval_interval_steps);
  visit("eval_windows", c.eval_windows);
  visit("checkpoint_interval_s", c.checkpoint_interval_s);
  visit("checkpoints_to_keep", c.checkpoints_to_keep);
  visit("log_interval_steps", c.log_interval_steps);
}

template <class Integer>
bool parse_integer(const std::string& text, Integer& out) {
  if (text.empty() || (std::is_unsigned_v<Integer> && text[0] == '-')) return false;
  char* end = nullptr;
  errno = 0;
  if constexpr (std::is_unsigned_v<Integer>) {
    const auto value = std::strtoull(text.c_str(), &end, 10);
    out = static_cast<Integer>(value);
    return errno == 0 && *end == 0 && out == value;
  } else {
    const auto value = std::strtoll(text.c_str(), &end, 10);
    out = static_cast<Integer>(value);
    return errno == 0 && *end == 0 && out == value;
  }
}

bool parse_value(const std::string& text, std::string& out) { return out = text, !text.empty(); }
bool parse_value(const std::string& text, int& out) { return parse_integer(text, out); }
bool parse_value(const std::string& text, std::int64_t& out) { return parse_integer(text, out); }
bool parse_value(const std::string& text, std::uint64_t& out) { return parse_integer(text, out); }

bool parse_value(const std::string& text, double& out) {
  char* end = nullptr;
  out = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == 0 && std::isfinite(out);
}

bool parse_value(const std::string& text, std::vector<int>& out) {
  out.clear();
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    int item = 0;
    if (!parse_integer(text.substr(begin, end - begin), item)) return false;
    out.push_back(item);
    begin = end + 1;
  }
  return !out.empty();
}

const char* kind_of(const std::string&) { return "a word"; }
const char* kind_of(const std::vector<int>&) { return "whole numbers separated by commas"; }
const char* kind_of(double) { return "a number"; }
const char* kind_of(std::int64_t) { return "a whole number"; }
const char* kind_of(int) { return "a whole number"; }
const char* kind_of(std::uint64_t) { return "a whole number of at least 0"; }

template <class T>
bool json_fits(const Json& json, const T&) {
  if constexpr (std::is_same_v<T, std::string>) return json.is_string();
  if constexpr (std::is_same_v<T, double>) return json.is_number();
  if constexpr (std::is_same_v<T, std::uint64_t>) return json.is_number_unsigned();
  if constexpr (std::is_integral_v<T>) return json.is_number_integer();
  if constexpr (std::is_same_v<T, std::vector<int>>) {
    if (!json.is_array()) return false;
    for (const auto& item : json) {
      if (!item.is_number_integer()) return false;
    }
    return true;
  }
  return false;
}

Config make_config(const char* name, int encoder, std::vector<int> decoder, int z,
                   double max_beta) {
  Config config;
  config.name = name;
  config.encoder_size = encoder;
  config.decoder_sizes = std::move(decoder);
  config.z_size = z;
  config.max_beta = max_beta;
  return config;
}

}  // namespace

const std::vector<Config>& config_table() {
  static const std::vector<Config> table = {
      make_config("mel_2bar_tiny", 256, {256, 256}, 128, 0.2),
      make_config("mel_2bar_small", 512, {256, 256}, 256, 0.2),
      make_config("mel_2bar_big", 2048, {2048, 2048, 2048}, 512, 0.5),
  };
  return table;
}

Result<Config> find_config(std::string_view name) {
  // The reference systems write "cat-" in front.
  const auto plain = name.substr(0, 4) == "cat-" ? name.substr(4) : name;
  std::string known;
  for (const auto& config : config_table()) {
    if (config.name == plain) return config;
    known += (known.empty() ? "" : ", ") + config.name;
  }
  return Error{ErrorCode::kNotFound,
               "there is no configuration '" + std::string(name) + "'; choose one of: " + known};
}

Result<void> set_config_field(Config& config, std::string_view assignment) {
  const auto equals = assignment.find('=');
  const std::string key(assignment.substr(0, equals));
  const std::string text(equals == assignment.npos ? "" : assignment.substr(equals + 1));
  bool found = false, parsed = false;
  std::string known, kind;
  visit_fields(config, [&](const char* name, auto& field) {
    known += (known.empty() ? "" : ", ") + std::string(name);
    if (key != name) return;
    found = true;
    kind = kind_of(field);
    auto value = field;
    if ((parsed = parse_value(text, value))) field = value;
  });
  if (!found) {
    return Error{ErrorCode::kInvalidArgument,
                 "there is no setting '" + key + "'; write key=value with one of: " + known};
  }
  if (!parsed) {
    return Error{ErrorCode::kInvalidArgument,
                 "setting '" + key + "' needs " + kind + ", found '" + text + "'"};
  }
  return {};
}

Result<void> check_config(const Config& c) {
  std::string problem;
  const auto require = [&](bool fine, const char* rule) {
    if (!fine && problem.empty()) problem = rule;
  };
  require(c.classes == 90, "classes must be 90, the melody vocabulary");
  require(c.steps >= 2 && c.steps <= 4096, "steps must be in 2..4096");
  require(c.encoder_size >= 1 && c.encoder_size <= 65536, "encoder_size must be in 1..65536");
  require(!c.decoder_sizes.empty() && c.decoder_sizes.size() <= 16,
          "decoder_sizes needs 1..16 layers");
  for (const int size : c.decoder_sizes) {
    require(size >= 1 && size <= 65536, "decoder_sizes must be in 1..65536");
    require(size == c.decoder_sizes.front(), "decoder_sizes must all be equal");
  }
  require(c.z_size >= 1 && c.z_size <= 65536, "z_size must be in 1..65536");
  require(c.latent_init_stddev >= 0, "latent_init_stddev must be at least 0");
  require(c.batch_size >= 1, "batch_size must be at least 1");
  require(c.augment_semitones >= 0 && c.augment_semitones <= 48,
          "augment_semitones must be in 0..48");
  require(c.free_bits >= 0, "free_bits must be at least 0");
  require(c.max_beta >= 0, "max_beta must be at least 0");
  require(c.beta_rate >= 0 && c.beta_rate < 1, "beta_rate must be in [0, 1)");
  const bool inverse = c.sampling_schedule == "inverse_sigmoid";
  require(inverse || c.sampling_schedule == "constant" || c.sampling_schedule == "exponential",
          "sampling_schedule must be constant, exponential or inverse_sigmoid");
  require(inverse ? c.sampling_rate > 0 : c.sampling_rate >= 0 && c.sampling_rate <= 1,
          "sampling_rate must be above 0 for inverse_sigmoid and in [0, 1] for the others");
  require(c.learning_rate > 0 && c.min_learning_rate >= 0 && c.min_learning_rate <= c.learning_rate,
          "learning rates must fulfil 0 <= min_learning_rate <= learning_rate");
  require(c.decay_rate > 0 && c.decay_rate <= 1, "decay_rate must be in (0, 1]");
  require(c.adam_beta1 >= 0 && c.adam_beta1 < 1, "adam_beta1 must be in [0, 1)");
  require(c.adam_beta2 >= 0 && c.adam_beta2 < 1, "adam_beta2 must be in [0, 1)");
  require(c.adam_epsilon > 0, "adam_epsilon must be above 0");
  require(c.clip_norm > 0 && c.grad_norm_clip_to_zero > 0,
          "clip_norm and grad_norm_clip_to_zero must be above 0");
  require(c.ema_decay >= 0 && c.ema_decay < 1, "ema_decay must be in [0, 1)");
  require(c.train_steps >= 1, "train_steps must be at least 1");
  require(c.eval_interval_steps >= 1, "eval_interval_steps must be at least 1");
  require(c.eval_windows >= 1, "eval_windows must be at least 1");
  require(c.checkpoint_interval_s >= 1, "checkpoint_interval_s must be at least 1");
  require(c.checkpoints_to_keep >= 1, "checkpoints_to_keep must be at least 1");
  require(c.log_interval_steps >= 1, "log_interval_steps must be at least 1");
  if (problem.empty()) return {};
  return Error{ErrorCode::kInvalidArgument, "this configuration cannot work: " + problem};
}

Json config_to_json(const Config& config) {
  Json json = Json::object();
  visit_fields(config, [&](const char* name, const auto& field) { json[name] = field; });
  return json;
}

Result<Config> config_from_json(const Json& json) {
  if (!json.is_object()) {
    return Error{ErrorCode::kCorruptData,
                 "the configuration is not a JSON object; restore config.json"};
  }
  Config config;
  std::string problem;
  visit_fields(config, [&](const char* name, auto& field) {
    const auto entry = json.find(name);
    if (entry == json.end()) return;
    if (json_fits(*entry, field)) {
      entry->get_to(field);
    } else if (problem.empty()) {
      problem = std::string("setting '") + name + "' needs " + kind_of(field) + ", found " +
                entry->dump();
    }
  });
  if (!problem.empty()) return Error{ErrorCode::kCorruptData, problem + "; correct config.json"};
  if (auto fine = check_config(config); !fine) return fine.error();
  return config;
}

std::map<std::string, std::vector<std::int64_t>> weight_shapes(const Config& config) {
  const std::int64_t v = config.classes, h = config.encoder_size, z = config.z_size;
  const std::int64_t layers = static_cast<std::int64_t>(config.decoder_sizes.size());
  const std::int64_t d = config.decoder_sizes.front();
  std::map<std::string, std::vector<std::int64_t>> shapes;
  for (const std::string direction : {"encoder.fw.", "encoder.bw."}) {
    shapes[direction + "weight_ih"] = {4 * h, v};
    shapes[direction + "weight_hh"] = {4 * h, h};
    shapes[direction + "bias"] = {4 * h};
  }
  for (const std::string head : {"mu.", "sigma."}) {
    shapes[head + "weight"] = {z, 2 * h};
    shapes[head + "bias"] = {z};
  }
  shapes["decoder.init.weight"] = {layers * 2 * d, z};
  shapes["decoder.init.bias"] = {layers * 2 * d};
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    const std::string prefix = "decoder." + std::to_string(layer) + ".";
    shapes[prefix + "weight_ih"] = {4 * d, layer == 0 ? v + z : d};
    shapes[prefix + "weight_hh"] = {4 * d, d};
    shapes[prefix + "bias"] = {4 * d};
  }
  shapes["output.weight"] = {v, d};
  shapes["output.bias"] = {v};
  return shapes;
}

std::int64_t parameter_count(const Config& config) {
  std::int64_t count = 0;
  for (const auto& [name, shape] : weight_shapes(config)) {
    std::int64_t size = 1;
    for (const auto extent : shape) size *= extent;
    count += size;
  }
  return count;
}

}  // namespace segue
