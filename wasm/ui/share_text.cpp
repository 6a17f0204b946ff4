// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/share_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "shared/codec/groove_codec.h"
#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kLongestName = 200;
constexpr int kMelodyBits = 7, kLevelBits = 7, kTopLevel = 127, kGrooveClasses = 9;
constexpr int kMostBars = 64;

int bits_for(int classes) {
  int bits = 1;
  while (1 << bits < classes) ++bits;
  return bits;
}

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

int hex_value(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                : -1;
}

void put_features(BitWriter& out, const std::vector<float>& features, const Representation& form) {
  const auto width = static_cast<std::size_t>(form.features);
  const bool groove = form.info()->head == DecoderHead::kGroove;
  const std::size_t hits = groove ? kGrooveClasses : width;
  for (std::size_t at = 0; at + width <= features.size(); at += width) {
    for (std::size_t i = 0; i < hits; ++i) out.put(features[at + i] > 0.5F ? 1 : 0, 1);
    for (std::size_t i = 0; groove && i < hits; ++i) {
      if (!(features[at + i] > 0.5F)) continue;
      const float loud = std::clamp(features[at + hits + i], 0.0F, 1.0F);
      const float early = std::clamp(features[at + 2 * hits + i], -1.0F, 1.0F);
      out.put(static_cast<unsigned>(std::lround(loud * kTopLevel)), kLevelBits);
      out.put(static_cast<unsigned>(std::lround(early * 63) + 64), kLevelBits);
    }
  }
}

void take_features(BitReader& in, std::vector<float>& features, const Representation& form) {
  const auto width = static_cast<std::size_t>(form.features);
  const bool groove = form.info()->head == DecoderHead::kGroove;
  const std::size_t hits = groove ? kGrooveClasses : width;
  features.assign(static_cast<std::size_t>(form.steps) * width, 0);
  for (std::size_t at = 0; at < features.size() && in.ok(); at += width) {
    for (std::size_t i = 0; i < hits; ++i) features[at + i] = in.take(1) != 0 ? 1.0F : 0.0F;
    for (std::size_t i = 0; groove && i < hits; ++i) {
      if (!(features[at + i] > 0.5F)) continue;
      features[at + hits + i] = static_cast<float>(in.take(kLevelBits)) / kTopLevel;
      const float early = (static_cast<float>(in.take(kLevelBits)) - 64) / 63;
      features[at + 2 * hits + i] = std::clamp(early, -1.0F, 1.0F);
    }
  }
}

}  // namespace

void BitWriter::put(unsigned value, int bits) {
  bits_ = bits_ << bits | value;
  held_ += bits;
  while (held_ >= 6) {
    held_ -= 6;
    out_ += kDigits[bits_ >> held_ & 63U];
  }
  bits_ &= (1U << held_) - 1;
}

std::string BitWriter::finish() {
  if (held_ > 0) out_ += kDigits[bits_ << (6 - held_) & 63U];
  held_ = 0;
  bits_ = 0;
  return std::move(out_);
}

unsigned BitReader::take(int bits) {
  while (held_ < bits) {
    const std::size_t digit =
        at_ < text_.size() ? kDigits.find(text_[at_]) : std::string_view::npos;
    if (digit == std::string_view::npos) {
      ok_ = false;
      return 0;
    }
    ++at_;
    bits_ = bits_ << 6 | static_cast<unsigned>(digit);
    held_ += 6;
  }
  held_ -= bits;
  const unsigned value = bits_ >> held_;
  bits_ &= (1U << held_) - 1;
  return value;
}

std::string encode_clip_text(const MusicClip& clip, const Representation& form) {
  BitWriter out;
  if (clip.features.empty()) {
    const auto& parts = form.info()->parts;
    for (std::size_t i = 0; i < clip.tokens.size(); ++i)
      out.put(clip.tokens[i], bits_for(parts[i % parts.size()].classes));
  } else {
    put_features(out, clip.features, form);
  }
  std::string text = out.finish();
  if (!clip.controls.empty()) text += '~';
  for (const std::uint8_t control : clip.controls) text += kDigits[control & 63U];
  return text;
}

bool decode_clip_text(std::string_view text, const Representation& form, MusicClip& clip) {
  const std::size_t wave = std::min(text.find('~'), text.size());
  BitReader in(text.substr(0, wave));
  clip = {};
  if (form.info()->head == DecoderHead::kCategorical) {
    const auto& parts = form.info()->parts;
    const std::size_t size = static_cast<std::size_t>(form.steps) * parts.size();
    for (std::size_t i = 0; i < size && in.ok(); ++i)
      clip.tokens.push_back(
          static_cast<std::uint16_t>(in.take(bits_for(parts[i % parts.size()].classes))));
  } else {
    take_features(in, clip.features, form);
  }
  if (!in.ok() || !in.at_end()) return false;
  for (const char c : text.substr(std::min(wave + 1, text.size()))) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return false;
    clip.controls.push_back(static_cast<std::uint8_t>(digit));
  }
  return check_clip(clip, form).ok();
}

bool decode_melody_text(std::string_view text, std::size_t most_tokens, MusicClip& clip) {
  const std::size_t count = text.size() * 6 / kMelodyBits;
  if (count == 0 || count > most_tokens) return false;
  BitReader in(text);
  clip = {};
  for (std::size_t i = 0; i < count && in.ok(); ++i)
    clip.tokens.push_back(static_cast<std::uint16_t>(in.take(kMelodyBits)));
  return in.ok() && std::all_of(clip.tokens.begin(), clip.tokens.end(),
                                [](std::uint16_t token) { return token < kMelodyTokens; });
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

std::string encode_form(const Representation& form) {
  std::string text = form.name + "." + std::to_string(form.bars) + "." +
                     std::to_string(form.min_pitch) + "." + std::to_string(form.max_pitch);
  if (form.meter != Meter{})
    text +=
        "." + std::to_string(form.meter.numerator) + "-" + std::to_string(form.meter.denominator);
  for (const std::string& control : form.controls) text += "." + control;
  return text;
}

bool decode_form(std::string_view text, Representation& form) {
  std::vector<std::string> fields;
  while (!text.empty()) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    fields.emplace_back(text.substr(0, dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  if (fields.size() < 4) return false;
  form = {};
  form.name = fields[0];
  const RepresentationInfo* info = form.info();
  if (!info) return false;
  form.steps_per_quarter = info->steps_per_quarter;
  form.bars = std::atoi(fields[1].c_str());
  form.min_pitch = std::clamp(std::atoi(fields[2].c_str()), 0, 127);
  form.max_pitch = std::clamp(std::atoi(fields[3].c_str()), 0, 127);
  if (form.bars < 1 || form.bars > kMostBars) return false;
  std::size_t next = 4;
  if (next < fields.size() && fields[next].find('-') != std::string::npos) {
    std::string name = fields[next++];
    name[name.find('-')] = '/';
    const auto meter = parse_meter(name);
    if (!meter) return false;
    form.meter = *meter;
  }
  const int bar = steps_per_bar(form.meter, form.steps_per_quarter);
  if (bar < 1 || (info->fixed_rows > 0 && form.bars != 1)) return false;
  form.controls.assign(fields.begin() + static_cast<std::ptrdiff_t>(next), fields.end());
  for (const std::string& control : form.controls) {
    if (!find_control(control)) return false;
  }
  form.steps = info->fixed_rows > 0 ? info->fixed_rows : form.bars * bar;
  form.depth = info->input_depth() + form.control_depth();
  const bool tokens = info->head == DecoderHead::kCategorical;
  form.classes = tokens ? info->output_depth() : 0;
  form.features = tokens ? 0 : info->output_depth();
  return true;
}

}  // namespace segue
