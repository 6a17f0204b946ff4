// SPDX-License-Identifier: Apache-2.0
// What sounds, from where, how loud.
#include <algorithm>
#include <optional>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/updater.h"

namespace segue {

void Updater::start(PlayTarget target, std::uint64_t clip_id, Slot slot, double start_s) {
  const auto piece = piece_of(state, target, clip_id, slot);
  if (!piece) {
    on(StopPlayback{});
    return;
  }
  if (state.stream && target != PlayTarget::kMade) end_stream();  // something else is wanted
  Playback& playback = state.playback;
  playback.target = target;
  playback.clip_id = clip_id;
  playback.slot = slot;
  playback.length_s = piece->length_s;
  playback.tempo_qpm = piece->tempo_qpm;
  playback.position_s = std::clamp(start_s, 0.0, piece->length_s);
  if (target == PlayTarget::kMade) {
    const Continuation& made = *shown_continuation(state);
    playback.origin_step = made.first_step;
    if (state.stream) {
      const int program = document().settings.program;
      platform.play_open(made_notes(made, piece->tempo_qpm, program, /*with_sounding=*/false),
                         grid_notes(made.sounding, made.first_step, piece->tempo_qpm, program),
                         playback.position_s, piece->length_s);
      return;
    }
  }
  platform.play(piece->notes, {.start_s = playback.position_s,
                               .length_s = piece->length_s,
                               .loop = state.preferences.looping});
}

void Updater::refresh_playback() {
  const Playback& playback = state.playback;
  if (!playback.playing()) return;
  if (playback.target == PlayTarget::kMade) {
    const Continuation* made = shown_continuation(state);
    state.playback.position_s = platform.position_s();
    const double step = made_step(state) - (made ? made->first_step : 0);
    start(PlayTarget::kMade, 0, Slot::kA,
          sixteenths_to_s(std::max(0.0, step), document().settings.tempo_qpm));
    return;
  }
  const auto piece = piece_of(state, playback.target, playback.clip_id, playback.slot);
  start(playback.target, playback.clip_id, playback.slot,
        piece ? platform.position_s() * playback.tempo_qpm / piece->tempo_qpm : 0);
}

void Updater::on(const TogglePlay&) {
  if (state.playback.playing()) {
    end_stream();
    on(StopPlayback{});
  } else if (const Heard next = heard_now(state); next.target != PlayTarget::kNone) {
    start(next.target, next.clip_id, next.slot, 0);
  }
}

void Updater::on(const PlayClip& command) {
  if (!clip_exists(command.index)) return;
  const std::uint64_t id = clips()[static_cast<std::size_t>(command.index)].id;
  if (state.playback.target == PlayTarget::kClip && state.playback.clip_id == id) {
    on(StopPlayback{});
    return;
  }
  set_selected(command.index);
  start(PlayTarget::kClip, id, Slot::kA, 0);
}

void Updater::on(const PlayWalk&) {
  if (document().mode == Mode::kInterpolate && !document().walk.empty())
    start(PlayTarget::kWalk, 0, Slot::kA, 0);
}

void Updater::on(const PlayInput& command) {
  if (state.playback.target == PlayTarget::kInput && state.playback.slot == command.slot) {
    on(StopPlayback{});
  } else {
    start(PlayTarget::kInput, 0, command.slot, 0);
  }
}

void Updater::on(const PlayTake&) {
  if (state.playback.target == PlayTarget::kTake) {
    on(StopPlayback{});
  } else {
    start(PlayTarget::kTake, 0, Slot::kA, 0);
  }
}

void Updater::on(const PlayMade& command) {
  const Continuation* made = shown_continuation(state);
  if (!made) return;
  const double step = std::clamp(command.step, made->first_step, made->end_step) - made->first_step;
  start(PlayTarget::kMade, 0, Slot::kA, sixteenths_to_s(step, document().settings.tempo_qpm));
}

void Updater::on(const StopPlayback&) {
  if (!state.playback.playing()) return;
  platform.stop();
  state.playback = Playback{};
}

void Updater::on(const Seek& command) {
  const Playback& playback = state.playback;
  if (playback.target == PlayTarget::kMade) {
    on(PlayMade{playback.origin_step +
                static_cast<int>(s_to_sixteenths(command.position_s, playback.tempo_qpm))});
  } else if (playback.playing())
    start(playback.target, playback.clip_id, playback.slot, command.position_s);
}

void Updater::on(const SetLooping& command) {
  state.preferences.looping = command.looping;
  platform.save_setting("loop", command.looping ? "1" : "0");
  if (state.playback.playing()) refresh_playback();
}

void Updater::apply_gain() {
  const double volume = state.preferences.muted ? 0 : state.preferences.volume;
  platform.set_gain(volume * volume);  // about how loudness is perceived
}

void Updater::on(const SetVolume& command) {
  state.preferences.volume = std::clamp(command.volume, 0.0, 1.0);
  state.preferences.muted = false;
  apply_gain();
  platform.save_setting("volume",
                        std::to_string(static_cast<int>(state.preferences.volume * 100 + 0.5)));
}

void Updater::on(const SetMuted& command) {
  state.preferences.muted = command.muted;
  apply_gain();
}

void Updater::on(const PlaybackEnded&) {
  const bool again = state.playback.target == PlayTarget::kMade && state.preferences.looping;
  state.playback = Playback{};
  if (again) start(PlayTarget::kMade, 0, Slot::kA, 0);  // it grew while it played: now it is whole
}

void Updater::on(const PlaybackFailed& command) {
  end_stream();
  state.playback = Playback{};
  notify(NoticeKind::kError, command.error.message);
}

void Updater::on(const Tick& command) {
  state.now_s = command.now_s;
  if (state.playback.playing())
    state.playback.position_s = std::clamp(command.position_s, 0.0, state.playback.length_s);
  constexpr double kInfoStays_s = 6;
  std::erase_if(state.notices, [&](const Notice& notice) {
    return notice.kind == NoticeKind::kInfo && command.now_s - notice.posted_s > kInfoStays_s;
  });
}

}  // namespace segue
