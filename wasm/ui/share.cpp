// SPDX-License-Identifier: Apache-2.0
// Key=value pairs joined by "&", after the format's number. Clips are joined by ".", a clip is
// <source digit><seed>-<name>~<notes> with the name percent-encoded. Format 1 holds melodies, 7
// bits a token; format 2 any form, named by its part "f", with controls (share_text.h); format 3
// forms in other meters than 4/4; format 4 what a model that continues music was asked. The oldest
// that serves is written. "u" marks settings that are as the page begins with them.
#include "wasm/ui/share.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "wasm/ui/share_continue.h"
#include "wasm/ui/share_text.h"
#include "wasm/ui/sounds.h"

namespace segue {
namespace {

constexpr std::size_t kLongestText = 65536, kMostTokens = 1024;
constexpr int kNewestFormat = 4;

bool plain_melody(const Representation& form) {
  return form.name == "melody_90" && form.controls.empty() && form.meter == Meter{};
}

// The oldest that has all of the form: what it is opened with need not be the newest.
int format_of(const Representation& form) {
  return plain_melody(form) ? 1 : form.meter == Meter{} ? 2 : 3;
}

std::string encode_clip(const NamedClip& clip, const Representation& form) {
  return std::to_string(static_cast<int>(clip.source)) + std::to_string(clip.seed) + "-" +
         encode_name(clip.name) + "~" + encode_clip_text(clip.clip, form);
}

/// What is being read: its format, and the form that its clips must have.
struct Reading {
  Document document;
  int format = 1;
  bool sized = false;  ///< format 1: the first clip has told how long they are
};

bool decode_music(Reading& reading, std::string_view text, MusicClip& clip) {
  Representation& form = reading.document.form;
  if (reading.format > 1) return decode_clip_text(text, form, clip);
  if (!decode_melody_text(text, kMostTokens, clip)) return false;
  const int steps = static_cast<int>(clip.tokens.size());
  if (!reading.sized) {
    form = default_form();
    form.steps = steps;
    form.bars = std::max(1, steps / 16);
    reading.sized = true;
  }
  return steps == form.steps;
}

bool decode_clip(Reading& reading, std::string_view text, NamedClip& clip) {
  const std::size_t dash = text.find('-'), wave = text.find('~');
  if (text.empty() || dash == std::string_view::npos || wave == std::string_view::npos ||
      wave < dash || dash < 2)
    return false;
  if (text[0] < '0' || text[0] > '3') return false;
  clip.source = static_cast<ClipSource>(text[0] - '0');
  clip.seed = std::strtoull(std::string(text.substr(1, dash - 1)).c_str(), nullptr, 10);
  clip.name = decode_name(text.substr(dash + 1, wave - dash - 1));
  return decode_music(reading, text.substr(wave + 1), clip.clip);
}

std::string encode_input(const InputSlot& slot, const Representation& form) {
  const MusicWindow* window = slot.chosen();
  if (!window || !same_form(slot.file->form, form)) return {};
  const MusicClip clip{window->tokens, window->features, window->controls, {}};
  return std::to_string(window->bar) + "-" + encode_name(slot.file->name) + "~" +
         encode_clip_text(clip, form);
}

bool decode_input(Reading& reading, std::string_view text, InputSlot& slot) {
  NamedClip as_clip;
  if (!decode_clip(reading, "0" + std::string(text), as_clip)) return false;
  MusicWindow window;
  window.tokens = std::move(as_clip.clip.tokens);
  window.features = std::move(as_clip.clip.features);
  window.controls = std::move(as_clip.clip.controls);
  window.bar = static_cast<int>(std::clamp<std::uint64_t>(as_clip.seed, 1, 100000));
  window.instrument = -1;
  auto file = std::make_shared<InputFile>();
  file->name = as_clip.name;
  file->form = reading.document.form;
  file->windows.push_back(std::move(window));
  slot = InputSlot{std::move(file), 0};
  return true;
}

std::string encode_clips(const std::vector<NamedClip>& clips, const Representation& form) {
  std::string out;
  for (const NamedClip& clip : clips) out += (out.empty() ? "" : ".") + encode_clip(clip, form);
  return out;
}

bool decode_clips(Reading& reading, std::string_view text, std::vector<NamedClip>& clips) {
  while (!text.empty()) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    NamedClip clip;
    if (clips.size() >= 64 || !decode_clip(reading, text.substr(0, dot), clip)) return false;
    clips.push_back(std::move(clip));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

Error damaged(const std::string& what) {
  return {ErrorCode::kCorruptData, "The link is damaged (" + what + "). Ask for it again, whole."};
}

// One pair. False: its value makes no sense. Unknown keys are of no concern.
bool apply(Reading& reading, std::string_view key, std::string_view value) {
  Document& document = reading.document;
  const std::string text(value);
  const double number = std::strtod(text.c_str(), nullptr);
  GenerationSettings& settings = document.settings;
  const auto whole = [number](double low, double high) {
    return static_cast<int>(number >= low && number <= high ? number : low);
  };
  if (key == "m")
    document.mode = value == "i"   ? Mode::kInterpolate
                    : value == "c" ? Mode::kContinue
                                   : Mode::kSample;
  if (document.mode == Mode::kContinue && apply_continue(document, key, value)) return true;
  if (key == "n") settings.count = whole(kFewestSamples, kMostSamples);
  if (key == "t")
    settings.temperature = number >= kMinTemperature && number <= kMaxTemperature ? number : 0.5;
  if (key == "s") settings.seed = static_cast<std::uint32_t>(whole(0, kMaxSeed));
  if (key == "q")
    settings.tempo_qpm =
        number >= kMinTempoQpm && number <= kMaxTempoQpm ? number : kDefaultTempoQpm;
  if (key == "p") settings.program = is_sound(whole(0, 255)) ? whole(0, 255) : 0;
  if (key == "y") settings.bass_program = is_sound(whole(0, 255)) ? whole(0, 255) : -1;
  if (key == "k") document.walk_count = whole(kMinWalkClips, kMaxWalkClips);
  if (key == "l") document.path = value == "1" ? Interpolation::kLinear : Interpolation::kSpherical;
  if (key == "x") document.selected_sample = whole(0, 63);
  if (key == "o") settings.prior = value == "n" ? PriorChoice::kNormal : PriorChoice::kModel;
  if (key == "u") document.settings_given = value != "1";
  if (key == "h") settings.chords = decode_name(value).substr(0, kLongestChords);
  if (key == "M") document.model_id = decode_name(value);
  if (key == "f") {  // before all clips
    const bool first = document.empty() && !document.inputs[0].file && !document.inputs[1].file;
    return reading.format > 1 && first && decode_form(value, document.form);
  }
  if (key == "c") return decode_clips(reading, value, document.samples);
  if (key == "w") return decode_clips(reading, value, document.walk);
  if (key == "a") return value.empty() || decode_input(reading, value, document.inputs[0]);
  if (key == "b") return value.empty() || decode_input(reading, value, document.inputs[1]);
  return true;
}

// What every text has after its numbers.
std::string encode_origin(const Document& document) {
  std::string text;
  if (!document.model_id.empty()) text += "&M=" + encode_name(document.model_id);
  return text + (document.settings_given ? "" : "&u=1");
}

std::string continue_to_share_text(const Document& document) {
  const GenerationSettings& settings = document.settings;
  char numbers[120];
  std::snprintf(numbers, sizeof numbers, "4&m=c&t=%.2f&s=%u&q=%.0f&p=%d", settings.temperature,
                static_cast<unsigned>(settings.seed), settings.tempo_qpm, settings.program);
  return numbers + encode_origin(document) + encode_continue(document);
}

}  // namespace

std::string to_share_text(const Document& document) {
  if (document.mode == Mode::kContinue) return continue_to_share_text(document);
  const GenerationSettings& settings = document.settings;
  const Representation& form = document.form;
  const bool melody = plain_melody(form);
  char numbers[160];
  std::snprintf(numbers, sizeof numbers, "%d&m=%c&n=%d&t=%.2f&s=%u&q=%.0f&p=%d&k=%d&l=%d&x=%d",
                format_of(form), document.mode == Mode::kInterpolate ? 'i' : 's', settings.count,
                settings.temperature, static_cast<unsigned>(settings.seed), settings.tempo_qpm,
                settings.program, document.walk_count,
                document.path == Interpolation::kLinear ? 1 : 0, document.selected_sample);
  std::string text = numbers + encode_origin(document);
  if (settings.prior == PriorChoice::kNormal) text += "&o=n";
  if (settings.bass_program >= 0) text += "&y=" + std::to_string(settings.bass_program);
  if (!melody) text += "&f=" + encode_form(form);
  if (!form.controls.empty()) text += "&h=" + encode_name(settings.chords);
  if (!document.samples.empty()) text += "&c=" + encode_clips(document.samples, form);
  if (!document.walk.empty()) text += "&w=" + encode_clips(document.walk, form);
  for (const Slot slot : {Slot::kA, Slot::kB}) {
    const std::string input = encode_input(document.input(slot), form);
    if (!input.empty()) text += (slot == Slot::kA ? "&a=" : "&b=") + input;
  }
  return text;
}

Result<Document> from_share_text(std::string_view text) {
  if (text.size() > kLongestText) return damaged("longer than any link of Segue");
  const std::size_t first = std::min(text.find('&'), text.size());
  const int version = std::atoi(std::string(text.substr(0, first)).c_str());
  if (version < 1) return damaged("it does not begin with a version");
  if (version > kNewestFormat)
    return Error{ErrorCode::kUnsupported,
                 "The link was made by a newer Segue. Reload the page to get that one."};
  Reading reading;
  reading.format = version;
  reading.document.settings_given = true;
  text.remove_prefix(std::min(first + 1, text.size()));
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, std::min(text.find('&'), text.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return damaged("a part without a value");
    if (!apply(reading, pair.substr(0, equals), pair.substr(equals + 1)))
      return damaged("its part \"" + std::string(pair.substr(0, equals)) + "\"");
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
  }
  Document& document = reading.document;
  for (auto* clips : {&document.samples, &document.walk}) {
    for (NamedClip& clip : *clips) clip.id = document.next_clip_id++;
  }
  document.selected_sample = std::clamp(document.selected_sample, 0,
                                        std::max(0, static_cast<int>(document.samples.size()) - 1));
  return std::move(document);
}

}  // namespace segue
