// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/share_continue.h"

#include <algorithm>
#include <cstdlib>

#include "shared/measures/grid_piece.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/share_text.h"

namespace segue {
namespace {

// A note in 30 bits, five letters: steps since the one before, length, pitch, velocity / 4.
constexpr int kSinceBits = 9, kLengthBits = 9, kPitchBits = 7, kVelocityBits = 5;
constexpr std::size_t kLettersOfNote = 5, kMostSharedNotes = 800;
constexpr int kVelocityStep = 4;

std::string encode_take(const Take& take) {
  BitWriter out;
  int at = 0;
  for (std::size_t i = 0; i < std::min(take.size(), kMostSharedNotes); ++i) {
    const TakeNote& note = take[i];
    out.put(static_cast<unsigned>(note.start - at), kSinceBits);
    out.put(static_cast<unsigned>(std::min(note.end - note.start, (1 << kLengthBits) - 1)),
            kLengthBits);
    out.put(static_cast<unsigned>(note.pitch), kPitchBits);
    out.put(static_cast<unsigned>(note.velocity / kVelocityStep), kVelocityBits);
    at = note.start;
  }
  return out.finish();
}

Take decode_take(std::string_view text) {
  Take take;
  BitReader in(text);
  int at = 0;
  for (std::size_t i = 0; i < std::min(text.size() / kLettersOfNote, kMostSharedNotes); ++i) {
    TakeNote note;
    note.start = at += static_cast<int>(in.take(kSinceBits));
    note.end = note.start + std::max(1, static_cast<int>(in.take(kLengthBits)));
    note.pitch = static_cast<int>(in.take(kPitchBits));
    note.velocity = std::clamp(static_cast<int>(in.take(kVelocityBits)) * kVelocityStep, 1, 127);
    if (!in.ok() || note.end > kMostTakeSteps) break;
    take.push_back(note);
  }
  return take;
}

// The bars of a file as if they had been played.
Take take_of_file(const Document& document) {
  Take take;
  if (!document.primer_file) return take;
  const auto grid = to_grid_piece(*document.primer_file->sequence);
  if (!grid) return take;
  const int bars = grid->bars();
  const int first = std::clamp(document.continuing.first_bar - 1, 0, std::max(0, bars - 1)),
            last = std::clamp(document.continuing.last_bar, first, bars);
  const int from = grid->bar_lines[static_cast<std::size_t>(first)],
            to = std::min(grid->bar_lines[static_cast<std::size_t>(last)], from + kMostTakeSteps);
  for (const GridNote& note : grid->notes) {
    if (note.start_step < from || note.start_step >= to) continue;
    if (note.is_drum != drums_only(document.form)) continue;
    take.push_back(
        {note.pitch, note.velocity, note.start_step - from, std::min(note.end_step, to) - from});
  }
  return take;
}

}  // namespace

std::string encode_continue(const Document& document) {
  const ContinueSettings& wish = document.continuing;
  const bool file = wish.primer == PrimerKind::kFile && document.primer_file;
  const Take take = file ? take_of_file(document) : document.take;
  std::string text = "&B=";
  text += wish.primer == PrimerKind::kNothing ? 'n' : 'k';
  text += wish.condition ? "" : "&C=0";
  text += wish.inject ? "&J=1" : "";
  text += wish.endless ? "&E=1" : "&L=" + std::to_string(wish.bars);
  if (!take.empty()) text += "&K=" + encode_take(take);
  return text;
}

bool apply_continue(Document& document, std::string_view key, std::string_view value) {
  ContinueSettings& wish = document.continuing;
  if (key == "B") {
    wish.primer = value == "k" ? PrimerKind::kPlayed : PrimerKind::kNothing;
  } else if (key == "C") {
    wish.condition = value != "0";
  } else if (key == "J") {
    wish.inject = value == "1";
  } else if (key == "E") {
    wish.endless = value == "1";
  } else if (key == "L") {
    wish.bars = std::clamp(std::atoi(std::string(value).c_str()), kFewestNewBars, kMostNewBars);
  } else if (key == "K") {
    document.take = decode_take(value);
  } else {
    return false;
  }
  return true;
}

}  // namespace segue
