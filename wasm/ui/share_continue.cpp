// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/share_continue.h"

#include <algorithm>
#include <cstdlib>

#include "shared/measures/grid_piece.h"
#include "shared/music/sustain.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/share_text.h"

namespace segue {
namespace {

// A note in 30 bits, five letters: steps since the one before, length, pitch, velocity / 4.
constexpr int kSinceBits = 9, kLengthBits = 9, kPitchBits = 7, kVelocityBits = 5;
constexpr std::size_t kLettersOfNote = 5, kMostSharedNotes = kMostTakeNotes;
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

// What the music begins with, as if it had been played.
struct Beginning {
  Take notes;
  int steps = 0;  // at least; 0: up to the end of the last note
  bool whole = true;
};

// The same notes that primer_from_music takes from these bars.
Beginning bars_of_file(const Document& document) {
  const auto grid = to_grid_piece(with_sustain(*document.primer_file->sequence));
  if (!grid) return {};
  const bool drums = drums_only(document.form);
  const int bars = grid->bars();
  const int first = std::clamp(document.continuing.first_bar - 1, 0, std::max(0, bars - 1)),
            last = std::clamp(document.continuing.last_bar, first, bars);
  const int from = grid->bar_lines[static_cast<std::size_t>(first)],
            to = grid->bar_lines[static_cast<std::size_t>(last)];
  Beginning beginning{{}, std::min(to - from, kMostTakeSteps), to - from <= kMostTakeSteps};
  std::vector<TakeNote>& notes = beginning.notes;
  for (const GridNote& note : grid->notes) {
    const int start = note.start_step - from, end = note.end_step - from;
    if (start >= beginning.steps || end <= 0) continue;
    if (note.is_drum != drums || (drums && start < 0)) continue;
    notes.push_back({note.pitch, note.velocity, std::max(start, 0), end});
  }
  std::stable_sort(notes.begin(), notes.end(), [](const TakeNote& a, const TakeNote& b) {
    return a.start != b.start ? a.start < b.start : a.pitch < b.pitch;
  });
  if (notes.size() > kMostSharedNotes) {
    beginning.steps = notes[kMostSharedNotes].start;
    beginning.whole = false;
    std::erase_if(notes, [&](const TakeNote& note) { return note.start >= beginning.steps; });
  }
  for (TakeNote& note : notes) note.end = std::min(note.end, beginning.steps);
  return beginning;
}

Beginning beginning_of(const Document& document) {
  const ContinueSettings& wish = document.continuing;
  if (wish.primer == PrimerKind::kFile && document.primer_file) return bars_of_file(document);
  return {document.take, wish.take_steps, true};
}

}  // namespace

bool beginning_fits(const Document& document) { return beginning_of(document).whole; }

std::string encode_continue(const Document& document) {
  const ContinueSettings& wish = document.continuing;
  const Beginning beginning = beginning_of(document);
  std::string text = "&B=";
  text += wish.primer == PrimerKind::kNothing ? 'n' : 'k';
  text += wish.condition ? "" : "&C=0";
  text += wish.inject ? "&J=1" : "";
  text += wish.endless ? "&E=1" : "&L=" + std::to_string(wish.bars);
  if (!beginning.notes.empty()) text += "&K=" + encode_take(beginning.notes);
  if (beginning.steps > 0) text += "&S=" + std::to_string(beginning.steps);
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
  } else if (key == "S") {
    wish.take_steps = std::clamp(std::atoi(std::string(value).c_str()), 0, kMostTakeSteps);
  } else {
    return false;
  }
  return true;
}

}  // namespace segue
