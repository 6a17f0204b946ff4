// SPDX-License-Identifier: Apache-2.0
// Files out, sharing, what the browser remembers, theme, help and notices.
#include <algorithm>
#include <cstdlib>

#include "shared/midi/from_note_sequence.h"
#include "wasm/ui/clip_music.h"
#include "wasm/ui/share.h"
#include "wasm/ui/share_continue.h"
#include "wasm/ui/sounds.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

constexpr std::size_t kMostNotices = 5;

// The bytes that `segue` would write for these clips.
bool save_midi(Updater& updater, std::span<const NamedClip> clips, const std::string& name) {
  const GenerationSettings& settings = updater.document().settings;
  const Representation& form = updater.document().form;
  auto notes = join_clips(clips, form, settings.tempo_qpm, midi_program(settings.program));
  if (notes.ok()) dress_notes(notes.value(), form, settings, /*for_file=*/true);
  const auto bytes =
      notes.ok() ? write_midi(notes.value()) : Result<std::vector<std::uint8_t>>(notes.error());
  if (!bytes.ok()) {
    updater.notify(NoticeKind::kError, name + " could not be made: " + bytes.error().message);
    return false;
  }
  updater.platform.download(name, bytes.value());
  return true;
}

}  // namespace

void Updater::on(const DownloadClip& command) {
  if (!clip_exists(command.index)) return;
  save_midi(*this, {&clips()[static_cast<std::size_t>(command.index)], 1},
            clip_file_name(state, command.index));
}

void Updater::on(const DownloadAll&) {
  if (clips().empty()) return;
  if (document().mode == Mode::kInterpolate && !save_midi(*this, clips(), walk_file_name(state)))
    return;
  for (int i = 0; i < static_cast<int>(clips().size()); ++i) {
    if (!save_midi(*this, {&clips()[static_cast<std::size_t>(i)], 1}, clip_file_name(state, i)))
      return;
  }
}

void Updater::on(const ShareLink&) {
  if (document().mode == Mode::kContinue && !beginning_fits(document()))
    notify(NoticeKind::kInfo,
           "The beginning is longer than an address holds: it goes along with its first part "
           "alone, and other music comes of that.");
  platform.share(to_share_text(document()));
}

void Updater::on(const SetTheme& command) {
  state.preferences.theme = command.theme;
  platform.save_setting("theme", command.theme == Theme::kLight ? "light" : "dark");
}

void Updater::on(const SetHelp& command) { state.help_open = command.open; }

void Updater::on(const DismissNotice& command) {
  std::erase_if(state.notices, [&](const Notice& notice) { return notice.id == command.id; });
}

void Updater::on(const PostNotice& command) { notify(command.kind, command.text); }

void Updater::notify(NoticeKind kind, std::string text) {
  std::erase_if(state.notices,
                [&](const Notice& notice) { return notice.text == text; });  // once is enough
  state.notices.push_back({state.next_notice_id++, kind, std::move(text), state.now_s});
  if (state.notices.size() > kMostNotices) state.notices.erase(state.notices.begin());
}

void Updater::save_session() { platform.save_setting("session", to_share_text(document())); }

void Updater::on(const RestoreSetting& command) {
  Preferences& preferences = state.preferences;
  if (command.key == "theme")
    preferences.theme = command.value == "light" ? Theme::kLight : Theme::kDark;
  if (command.key == "loop") preferences.looping = command.value != "0";
  if (command.key == "volume") {
    preferences.volume = std::clamp(std::atoi(command.value.c_str()), 0, 100) / 100.0;
    apply_gain();
  }
  if (command.key == "model" && state.model.models.empty()) state.model.chosen_id = command.value;
  constexpr std::string_view kShelved = "session:";
  if (command.key.rfind(kShelved, 0) == 0) {
    auto document = from_share_text(command.value);
    const std::string id = command.key.substr(kShelved.size());
    if (document.ok() && document->model_id == id)
      state.shelf.try_emplace(id, Shelved{std::move(document).value(), {}, {}});
  }
  if (command.key == "session") {
    auto document = from_share_text(command.value);
    const bool untouched = state.document.samples.empty() && state.document.walk.empty();
    if (document.ok() && untouched)
      state.document = std::move(document).value();  // a session of another version is no error
  }
}

void Updater::on(const RestoreShared& command) {
  auto document = from_share_text(command.text);
  if (!document.ok()) {
    notify(NoticeKind::kError, document.error().message);
    return;
  }
  on(StopContinue{});
  on(StopPlayback{});
  state.pending.reset();  // what was asked for would come over what was shared
  state.wish.reset();
  const bool listed = !state.model.models.empty();
  const std::string wanted = listed ? model_for(document.value()) : document->model_id,
                    here = listed ? state.model.chosen_id : state.document.model_id;
  if (!wanted.empty() && !here.empty() && wanted != here) {
    choose_model(wanted);  // loads when it is first used
    switch_document(wanted);
  }
  if (has_music(state.document) || !state.document.take.empty()) begin_edit();
  const std::uint64_t next_id = state.document.next_clip_id;
  state.document = std::move(document).value();
  if (listed) state.document.model_id = wanted.empty() ? here : wanted;
  if (state.document.mode == Mode::kContinue) state.document.settings.fresh_seed = true;
  state.document.next_clip_id += next_id;
  for (auto* clips :
       {&state.document.samples, &state.document.walk}) {  // ids of the one before stay unique
    for (NamedClip& clip : *clips) clip.id += next_id;
  }
  settle_mode();
  take_defaults();
}

}  // namespace segue
