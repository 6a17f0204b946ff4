// SPDX-License-Identifier: Apache-2.0
// The letters of a shared address: numbers of a few bits as base64url (RFC 4648, 5), clips of every
// form, names, percent-encoded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/model/music_clip.h"

namespace segue {

/// Writes numbers of 1..16 bits, most significant first.
class BitWriter {
 public:
  void put(unsigned value, int bits);
  /// The text; the last letter is filled up with zeros.
  std::string finish();

 private:
  std::string out_;
  unsigned bits_ = 0;
  int held_ = 0;
};

/// Reads them back; ok() is false from the first letter that is none, or read past the end, on.
class BitReader {
 public:
  explicit BitReader(std::string_view text) : text_(text) {}
  unsigned take(int bits);
  bool ok() const { return ok_; }
  /// Whether fewer bits than a letter's are left, all zero.
  bool at_end() const { return at_ == text_.size() && bits_ == 0; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  unsigned bits_ = 0;
  int held_ = 0;
  bool ok_ = true;
};

/// A clip that fits `form`: tokens in as many bits as each part needs; of features the hits, and of
/// a groove's hits velocity and timing in 7 bits each (what a hit that does not sound would have
/// had is left out); then, after a "~", controls, a letter each.
std::string encode_clip_text(const MusicClip& clip, const Representation& form);
/// False where the text is none or does not fit `form`.
bool decode_clip_text(std::string_view text, const Representation& form, MusicClip& clip);

/// The tokens of a melody of any length, as format 1 wrote them.
bool decode_melody_text(std::string_view text, std::size_t most_tokens, MusicClip& clip);

std::string encode_name(std::string_view name);
std::string decode_name(std::string_view text);

/// "melody_90.2.21.108.3-4.chords": name, bars, lowest and highest pitch, the meter where it is not
/// 4/4, controls.
std::string encode_form(const Representation& form);
/// False where this version knows no such form.
bool decode_form(std::string_view text, Representation& form);

}  // namespace segue
