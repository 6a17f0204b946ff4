// SPDX-License-Identifier: Apache-2.0
// Format 1: key=value pairs joined by "&". Tokens are 7 bits each in base64url (RFC 4648, 5); clips
// are joined by ".", a clip is <source digit><seed>-<name>~<tokens> with the name percent-encoded.
#include "wasm/ui/share.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kLongestText = 65536, kMostTokens = 1024, kLongestName = 200;
constexpr int kTokenBits = 7;

std::string encode_tokens(const std::vector<std::uint8_t>& tokens) {
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const std::uint8_t token : tokens) {
    bits = bits << kTokenBits | token;
    held += kTokenBits;
    while (held >= 6) {
      held -= 6;
      out += kDigits[bits >> held & 63U];
    }
    bits &= (1U << held) - 1;
  }
  if (held > 0) out += kDigits[bits << (6 - held) & 63U];
  return out;
}

bool decode_tokens(std::string_view text, std::vector<std::uint8_t>& tokens) {
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos || tokens.size() >= kMostTokens) return false;
    bits = bits << 6 | static_cast<unsigned>(digit);
    held += 6;
    if (held >= kTokenBits) {
      held -= kTokenBits;
      const unsigned token = bits >> held & 127U;
      if (token >= static_cast<unsigned>(kMelodyTokens)) return false;
      tokens.push_back(static_cast<std::uint8_t>(token));
    }
    bits &= (1U << held) - 1;
  }
  return !tokens.empty();
}

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string encode_name(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, kLongestName)) {
    if (plain(c)) {
      out += c;
    } else {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02X",
                    static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += hex;
    }
  }
  return out;
}

int hex_value(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                : -1;
}

std::string decode_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() < kLongestName; ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      const int value = hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]);
      if (value >= 0x20) out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string encode_clip(const NamedClip& clip) {
  return std::to_string(static_cast<int>(clip.source)) + std::to_string(clip.seed) + "-" +
         encode_name(clip.name) + "~" + encode_tokens(clip.clip.tokens);
}

bool decode_clip(std::string_view text, NamedClip& clip) {
  const std::size_t dash = text.find('-'), wave = text.find('~');
  if (text.empty() || dash == std::string_view::npos || wave == std::string_view::npos ||
      wave < dash || dash < 2)
    return false;
  if (text[0] < '0' || text[0] > '2') return false;
  clip.source = static_cast<ClipSource>(text[0] - '0');
  clip.seed = std::strtoull(std::string(text.substr(1, dash - 1)).c_str(), nullptr, 10);
  clip.name = decode_name(text.substr(dash + 1, wave - dash - 1));
  return decode_tokens(text.substr(wave + 1), clip.clip.tokens);
}

std::string encode_input(const InputSlot& slot) {
  const MelodyWindow* window = slot.chosen();
  if (!window) return {};
  return std::to_string(window->bar) + "-" + encode_name(slot.file->name) + "~" +
         encode_tokens(window->tokens);
}

bool decode_input(std::string_view text, InputSlot& slot) {
  NamedClip as_clip;
  if (!decode_clip("0" + std::string(text), as_clip)) return false;
  MelodyWindow window;
  window.tokens = std::move(as_clip.clip.tokens);
  window.bar = static_cast<int>(std::clamp<std::uint64_t>(as_clip.seed, 1, 100000));
  window.instrument = -1;
  auto file = std::make_shared<InputFile>();
  file->name = as_clip.name;
  file->windows.push_back(std::move(window));
  slot = InputSlot{std::move(file), 0};
  return true;
}

std::string encode_clips(const std::vector<NamedClip>& clips) {
  std::string out;
  for (const NamedClip& clip : clips) out += (out.empty() ? "" : ".") + encode_clip(clip);
  return out;
}

bool decode_clips(std::string_view text, std::vector<NamedClip>& clips) {
  while (!text.empty()) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    NamedClip clip;
    if (clips.size() >= 64 || !decode_clip(text.substr(0, dot), clip)) return false;
    clips.push_back(std::move(clip));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

Error damaged(const std::string& what) {
  return {ErrorCode::kCorruptData, "The link is damaged (" + what + "). Ask for it again, whole."};
}

// One pair. False: its value makes no sense. Unknown keys are of no concern.
bool apply(Document& document, std::string_view key, std::string_view value) {
  const std::string text(value);
  const double number = std::strtod(text.c_str(), nullptr);
  GenerationSettings& settings = document.settings;
  const auto whole = [number](double low, double high) {
    return static_cast<int>(number >= low && number <= high ? number : low);
  };
  if (key == "m") document.mode = value == "i" ? Mode::kInterpolate : Mode::kSample;
  if (key == "n") settings.count = whole(kFewestSamples, kMostSamples);
  if (key == "t")
    settings.temperature = number >= kMinTemperature && number <= kMaxTemperature ? number : 0.5;
  if (key == "s") settings.seed = static_cast<std::uint32_t>(whole(0, kMaxSeed));
  if (key == "q")
    settings.tempo_qpm =
        number >= kMinTempoQpm && number <= kMaxTempoQpm ? number : kDefaultTempoQpm;
  if (key == "p") settings.program = whole(0, 127);
  if (key == "k") document.walk_count = whole(kMinWalkClips, kMaxWalkClips);
  if (key == "l") document.path = value == "1" ? Interpolation::kLinear : Interpolation::kSpherical;
  if (key == "x") document.selected_sample = whole(0, 63);
  if (key == "c") return decode_clips(value, document.samples);
  if (key == "w") return decode_clips(value, document.walk);
  if (key == "a") return value.empty() || decode_input(value, document.inputs[0]);
  if (key == "b") return value.empty() || decode_input(value, document.inputs[1]);
  return true;
}

}  // namespace

std::string to_share_text(const Document& document) {
  const GenerationSettings& settings = document.settings;
  char numbers[160];
  std::snprintf(numbers, sizeof numbers, "1&m=%c&n=%d&t=%.2f&s=%u&q=%.0f&p=%d&k=%d&l=%d&x=%d",
                document.mode == Mode::kInterpolate ? 'i' : 's', settings.count,
                settings.temperature, static_cast<unsigned>(settings.seed), settings.tempo_qpm,
                settings.program, document.walk_count,
                document.path == Interpolation::kLinear ? 1 : 0, document.selected_sample);
  std::string text = numbers;
  if (!document.samples.empty()) text += "&c=" + encode_clips(document.samples);
  if (!document.walk.empty()) text += "&w=" + encode_clips(document.walk);
  for (const Slot slot : {Slot::kA, Slot::kB}) {
    const std::string input = encode_input(document.input(slot));
    if (!input.empty()) text += (slot == Slot::kA ? "&a=" : "&b=") + input;
  }
  return text;
}

Result<Document> from_share_text(std::string_view text) {
  if (text.size() > kLongestText) return damaged("longer than any link of Segue");
  const std::size_t first = std::min(text.find('&'), text.size());
  const int version = std::atoi(std::string(text.substr(0, first)).c_str());
  if (version < 1) return damaged("it does not begin with a version");
  if (version > 1)
    return Error{ErrorCode::kUnsupported,
                 "The link was made by a newer Segue. Reload the page to get that one."};
  Document document;
  text.remove_prefix(std::min(first + 1, text.size()));
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, std::min(text.find('&'), text.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return damaged("a part without a value");
    if (!apply(document, pair.substr(0, equals), pair.substr(equals + 1)))
      return damaged("its part \"" + std::string(pair.substr(0, equals)) + "\"");
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
  }
  for (auto* clips : {&document.samples, &document.walk}) {
    for (NamedClip& clip : *clips) clip.id = document.next_clip_id++;
  }
  document.selected_sample = std::clamp(document.selected_sample, 0,
                                        std::max(0, static_cast<int>(document.samples.size()) - 1));
  return document;
}

}  // namespace segue
