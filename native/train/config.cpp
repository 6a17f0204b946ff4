// SPDX-License-Identifier: Apache-2.0
#include "native/train/config.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <type_traits>

namespace segue {
namespace {

using Json = nlohmann::json;

constexpr const char* kOldEncoderSize = "encoder_size";  // of the first version: one layer

// The one list of fields: printing, JSON and --set all go through it.
template <class C, class Visit>
void visit_fields(C& c, Visit&& visit) {
  visit("name", c.name);
  visit("network", c.network);
  visit("representation", c.representation);
  visit("controls", c.controls);
  visit("groove_input", c.groove_input);
  visit("steps", c.steps);
  visit("meter", c.meter);
  visit("encoder_sizes", c.encoder_sizes);
  visit("encoder_levels", c.encoder_levels);
  visit("conductor_sizes", c.conductor_sizes);
  visit("conductor_levels", c.conductor_levels);
  visit("decoder_sizes", c.decoder_sizes);
  visit("split_cores", c.split_cores);
  visit("nade_size", c.nade_size);
  visit("z_size", c.z_size);
  visit("counters", c.counters);
  visit("attention", c.attention);
  visit("dropout_keep", c.dropout_keep);
  visit("latent_init_stddev", c.latent_init_stddev);
  visit("code_steps", c.code_steps);
  visit("batch_size", c.batch_size);
  visit("augment_semitones", c.augment_semitones);
  visit("bptt_steps", c.bptt_steps);
  visit("mix_drums", c.mix_drums);
  visit("mix_parts", c.mix_parts);
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
  visit("clip_by", c.clip_by);
  visit("grad_norm_clip_to_zero", c.grad_norm_clip_to_zero);
  visit("ema_decay", c.ema_decay);
  visit("freeze_encoder", c.freeze_encoder);
  visit("train_steps", c.train_steps);
  visit("seed", c.seed);
  visit("eval_interval_steps", c.eval_interval_steps);
  visit("eval_windows", c.eval_windows);
  visit("best_by", c.best_by);
  visit("early_stop_evals", c.early_stop_evals);
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

bool parse_value(const std::string& text, bool& out) {
  out = text == "true" || text == "1";
  return out || text == "false" || text == "0";
}

bool parse_item(const std::string& text, int& out) { return parse_integer(text, out); }
bool parse_item(const std::string& text, std::string& out) { return out = text, !text.empty(); }

// Nothing at all is the empty list.
template <class Item>
bool parse_value(const std::string& text, std::vector<Item>& out) {
  out.clear();
  for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
    const auto end = std::min(text.find(',', begin), text.size());
    Item item{};
    if (!parse_item(text.substr(begin, end - begin), item)) return false;
    out.push_back(item);
    begin = end + 1;
  }
  return true;
}

const char* kind_of(const std::string&) { return "a word"; }
const char* kind_of(const std::vector<int>&) { return "whole numbers separated by commas"; }
const char* kind_of(const std::vector<std::string>&) { return "words separated by commas"; }
const char* kind_of(bool) { return "true or false"; }
const char* kind_of(double) { return "a number"; }
const char* kind_of(std::int64_t) { return "a whole number"; }
const char* kind_of(int) { return "a whole number"; }
const char* kind_of(std::uint64_t) { return "a whole number of at least 0"; }

template <class T>
bool json_fits(const Json& json, const T&) {
  if constexpr (std::is_same_v<T, std::string>) return json.is_string();
  if constexpr (std::is_same_v<T, double>) return json.is_number();
  if constexpr (std::is_same_v<T, bool>) return json.is_boolean();
  if constexpr (std::is_same_v<T, std::uint64_t>) return json.is_number_unsigned();
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) return json.is_number_integer();
  if constexpr (std::is_same_v<T, std::vector<int>> ||
                std::is_same_v<T, std::vector<std::string>>) {
    const auto fits = [](const Json& item) { return json_fits(item, typename T::value_type{}); };
    return json.is_array() && std::all_of(json.begin(), json.end(), fits);
  }
  return false;
}

}  // namespace

Result<Config> find_config(std::string_view name) {
  // The reference systems write "cat-" in front.
  const auto plain = name.substr(0, 4) == "cat-" ? name.substr(4) : name;
  const std::string tiny = std::string(name) + "_tiny";
  std::string known;
  const Config* laptop = nullptr;
  for (const auto& config : config_table()) {
    if (config.name == plain || config.name == name) return config;
    if (config.name == tiny) laptop = &config;
    known += (known.empty() ? "" : ", ") + config.name;
  }
  if (laptop != nullptr) return *laptop;
  return Error{ErrorCode::kNotFound,
               "there is no configuration '" + std::string(name) + "'; choose one of: " + known};
}

int Config::control_depth() const {
  int depth = 0;
  for (const auto& kind : controls) {
    if (const auto* control = find_control(kind)) depth += control->depth;
  }
  return depth;
}

const GrooveInput* find_groove_input(std::string_view name) {
  static constexpr std::pair<std::string_view, GrooveInput> kInputs[] = {
      {"same", GrooveInput::kSame},
      {"humanize", GrooveInput::kHumanize},
      {"tap", GrooveInput::kTap},
      {"tap_fixed_velocity", GrooveInput::kTapFixedVelocity},
      {"tap_fixed_velocity_note_dropout", GrooveInput::kTapFixedVelocityNoteDropout},
      {"add_closed_hat", GrooveInput::kAddClosedHat}};
  for (const auto& [known, input] : kInputs) {
    if (known == name) return &input;
  }
  return nullptr;
}

Result<void> set_config_field(Config& config, std::string_view assignment) {
  const auto equals = assignment.find('=');
  std::string key(assignment.substr(0, equals));
  if (key == kOldEncoderSize) key = "encoder_sizes";
  const std::string text(equals == assignment.npos ? "" : assignment.substr(equals + 1));
  bool found = false, parsed = false;
  std::string known, kind;
  visit_fields(config, [&](const char* name, auto& field) {
    known += (known.empty() ? "" : ", ") + std::string(name);
    if (key != name) return;
    found = true;
    kind = kind_of(field);
    auto value = field;
    if ((parsed = equals != assignment.npos && parse_value(text, value))) field = value;
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
  if (const auto old = json.find(kOldEncoderSize); old != json.end() && old->is_number_integer()) {
    config.encoder_sizes = {old->get<int>()};
  }
  if (!problem.empty()) return Error{ErrorCode::kCorruptData, problem + "; correct config.json"};
  if (auto fine = check_config(config); !fine) return fine.error();
  return config;
}

}  // namespace segue
