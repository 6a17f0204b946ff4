// SPDX-License-Identifier: Apache-2.0
// Continuing music: what it begins with, starting and stopping, and the music as it comes. Heard
// while the rest is being made; music without an end is made only a little ahead of what is heard.
#include <algorithm>
#include <utility>

#include "shared/measures/grid_piece.h"
#include "shared/midi/from_note_sequence.h"
#include "shared/model/rnn_primer.h"
#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/sounds.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

constexpr int kFirstSteps = 32;  // two bars are there before the first note is heard
constexpr int kMoreSteps = 16;
constexpr double kAhead_s = 20;  // of music without an end

Result<RnnPrimer> primer_of(const Document& document, const Representation& form) {
  const ContinueSettings& wish = document.continuing;
  if (wish.primer == PrimerKind::kPlayed && !document.take.empty()) {
    return primer_from_music(form,
                             take_to_notes(document.take, kDefaultTempoQpm, 0, drums_only(form)),
                             std::nullopt, wish.take_steps);
  }
  if (wish.primer == PrimerKind::kFile && document.primer_file)
    return primer_from_music(form, *document.primer_file->sequence,
                             BarRange{wish.first_bar, wish.last_bar});
  return empty_primer(form);
}

RnnOptions options_of(const Document& document, const Representation& form, RnnPrimer primer,
                      std::uint64_t seed) {
  const ContinueSettings& wish = document.continuing;
  const bool nothing = wish.primer == PrimerKind::kNothing, choice = can_stand_aside(form);
  RnnOptions options;
  options.steps = wish.endless ? 0 : primer.steps + wish.bars * kBarSteps;
  options.primer = std::move(primer);
  options.condition = nothing || !choice || wish.condition;
  options.inject = !nothing && choice && wish.inject;
  options.choice.temperature = document.settings.temperature;
  options.seed = seed;
  return options;
}

// How much of what is being made was not heard yet.
double ahead_s(const AppState& state) {
  const RunningStream& stream = *state.stream;
  const Playback& playback = state.playback;
  return sixteenths_to_s(stream.made.end_step - playback.origin_step, playback.tempo_qpm) -
         playback.position_s;
}

}  // namespace

void Updater::start_stream() {
  const ContinueSettings& wish = document().continuing;
  if ((wish.primer == PrimerKind::kPlayed && document().take.empty()) ||
      (wish.primer == PrimerKind::kFile && !document().primer_file)) {
    notify(NoticeKind::kInfo, wish.primer == PrimerKind::kFile
                                  ? "Choose a file to begin with first."
                                  : "Play something on the keyboard first.");
    return;
  }
  end_stream();
  on(StopPlayback{});
  GenerationSettings& settings = document().settings;
  settings.seed = next_seed();
  settings.fresh_seed = false;
  const Representation form = state.model.form();
  auto primer = primer_of(document(), form);
  if (!primer) {
    notify(NoticeKind::kError, primer.error().message);
    return;
  }
  RunningStream stream;
  stream.id = state.next_request_id++;
  stream.made.primer_steps = primer->steps;
  stream.made.seed = settings.seed;
  stream.made.endless = document().continuing.endless;
  stream.in_flight = true;
  const RequestId id = stream.id;
  state.stream = std::move(stream);
  save_session();
  platform.start_stream(id, options_of(document(), form, std::move(*primer), settings.seed));
  platform.advance_stream(id, kFirstSteps);
}

void Updater::end_stream() {
  if (!state.stream) return;
  platform.stop_stream();
  RunningStream stream = std::move(*state.stream);
  state.stream.reset();
  if (stream.made.empty()) return;
  begin_edit();
  stream.made.notes.insert(stream.made.notes.end(), stream.made.sounding.begin(),
                           stream.made.sounding.end());
  stream.made.sounding.clear();
  document().made = std::make_shared<const Continuation>(std::move(stream.made));
}

void Updater::on(const StopContinue&) {
  const bool heard = state.playback.target == PlayTarget::kMade;
  end_stream();
  if (heard) on(StopPlayback{});
}

void Updater::on(const StreamChunk& command) {
  if (!state.stream || state.stream->id != command.request) return;
  state.stream->in_flight = false;
  if (!command.chunk.ok()) {
    notify(NoticeKind::kError, command.chunk.error().message);
    on(StopContinue{});
    return;
  }
  const RnnChunk& chunk = command.chunk.value();
  RunningStream& stream = *state.stream;
  add_chunk(stream.made, chunk, kKeptBars * kBarSteps);
  if (!stream.heard) {
    stream.heard = true;
    start(PlayTarget::kMade, 0, Slot::kA, 0);
  } else if (state.playback.target == PlayTarget::kMade) {
    const int program = document().settings.program, origin = state.playback.origin_step;
    const double tempo = state.playback.tempo_qpm;
    state.playback.length_s = sixteenths_to_s(stream.made.end_step - origin, tempo);
    platform.extend(grid_notes(chunk.finished, origin, tempo, program),
                    grid_notes(chunk.sounding, origin, tempo, program), state.playback.length_s,
                    chunk.ended);
  }
  if (chunk.ended) {
    end_stream();
  } else if (!stream.made.endless || ahead_s(state) < kAhead_s) {
    advance_stream();
  }
}

void Updater::advance_stream() {
  if (!state.stream || state.stream->in_flight) return;
  state.stream->in_flight = true;
  platform.advance_stream(state.stream->id, kMoreSteps);
}

void Updater::on(const PlaybackLow&) {
  if (state.playback.target == PlayTarget::kMade) advance_stream();
}

void Updater::on(const SetPrimer& command) {
  if (!edit(document().continuing.primer, command.primer)) return;
  if (command.primer == PrimerKind::kPlayed) on(ShowRecorder{true});
  save_session();
}

void Updater::on(const SetPrimerBars& command) {
  ContinueSettings& wish = document().continuing;
  const int most = document().primer_file ? document().primer_file->bars : wish.last_bar;
  const int first = std::clamp(command.first, 1, std::max(1, most)),
            last = std::clamp(command.last, first, std::max(first, most));
  if (first == wish.first_bar && last == wish.last_bar) return;
  begin_edit("primer bars");
  wish.first_bar = first;
  wish.last_bar = last;
}

void Updater::on(const SetCondition& command) {
  edit(document().continuing.condition, command.condition);
}

void Updater::on(const SetInject& command) { edit(document().continuing.inject, command.inject); }

void Updater::on(const SetNewBars& command) {
  edit(document().continuing.bars, std::clamp(command.bars, kFewestNewBars, kMostNewBars),
       "new bars");
}

void Updater::on(const SetEndless& command) {
  edit(document().continuing.endless, command.endless);
}

void Updater::on(const ClearPrimerFile&) {
  if (!document().primer_file) return;
  begin_edit();
  document().primer_file.reset();
}

void Updater::take_primer(const std::string& name, NoteSequence notes) {
  auto file = std::make_shared<InputFile>();
  file->name = name;
  file->form = state.model.form();
  const auto grid = to_grid_piece(notes);
  const auto whole = primer_from_music(file->form, notes);
  if (!grid || !whole) {
    const Error& error = grid ? whole.error() : grid.error();
    notify(NoticeKind::kError, name + ": " + error.message);
    return;
  }
  file->bars = std::max(1, grid->bars());
  const double tempo = notes.tempos.empty() ? 0 : notes.tempos.front().qpm;
  file->sequence = std::make_shared<const NoteSequence>(std::move(notes));
  begin_edit();
  ContinueSettings& wish = document().continuing;
  wish.primer = PrimerKind::kFile;
  wish.first_bar = 1;
  wish.last_bar = std::min(4, file->bars);
  document().primer_file = std::move(file);
  if (tempo > 0) {  // it goes on as fast as it began
    document().settings.tempo_qpm = std::clamp(tempo, kMinTempoQpm, kMaxTempoQpm);
    state.recorder.clock.running = false;
    refresh_playback();
  }
  save_session();
}

void Updater::on(const DownloadMade&) {
  const Continuation* made = shown_continuation(state);
  if (!made || made->empty()) return;
  const GenerationSettings& settings = document().settings;
  const auto bytes =
      write_midi(made_notes(*made, settings.tempo_qpm, midi_program(settings.program)));
  if (!bytes) {
    notify(NoticeKind::kError, bytes.error().message);
    return;
  }
  platform.download(made_file_name(state, ".mid"), *bytes);
}

}  // namespace segue
