// SPDX-License-Identifier: Apache-2.0
#include "native/cli/clip_input.h"

#include "native/cli/melody_input.h"
#include "native/cli/music_file.h"
#include "shared/music/music_windows.h"

namespace segue {
namespace {

Result<ChosenClips> choose_melodies(const std::string& text, const Representation& form,
                                    bool allow_all) {
  const auto windows = choose_windows(text, form, allow_all);
  if (!windows) return windows.error();
  ChosenClips chosen;
  chosen.tempo_qpm = windows->front().tempo_qpm;
  for (const MelodyWindow& window : *windows) chosen.clips.push_back(to_music_clip(window.tokens));
  return chosen;
}

std::string reasons_of(const MusicWindowReport& report) {
  std::string text;
  for (const Rejection& rejection : report.rejections) text += "\n  " + rejection.reason;
  return text.empty() ? "\n  there is nothing in it to make one from" : text;
}

}  // namespace

Result<ChosenClips> choose_clips(const std::string& text, const Representation& form,
                                 bool allow_all) {
  if (form.name == "melody_90" && form.controls.empty()) {
    return choose_melodies(text, form, allow_all);
  }
  const InputName name = parse_input_name(text);
  const auto music = read_music(name.path);
  if (!music) return music.error();
  MusicWindowOptions options;
  options.windows = window_options(form);
  for (const auto& control : form.controls) {
    const ControlInfo* info = find_control(control);
    if (info->stored) options.controls.push_back(info->kind);
  }
  const MusicWindowReport report = find_windows(music->sequence, *form.info(), options);
  const int count = static_cast<int>(report.windows.size());
  if (count == 0) {
    return Error{ErrorCode::kNoMusic, name.path + " has no window of " + form.name + " of " +
                                          form.length_text() + ":" + reasons_of(report)};
  }
  if (name.window > count || (name.window == 0 && count > 1) ||
      (name.window == kAllWindows && !allow_all)) {
    return Error{ErrorCode::kInvalidArgument,
                 name.path + " has " + std::to_string(count) + " clips of " + form.length_text() +
                     (name.window > count ? ", not " + std::to_string(name.window) : "") +
                     ". Choose one by its number, 1 to " + std::to_string(count) + ": " +
                     name.path + ":1" +
                     (allow_all ? ", or take all: " + name.path + ":all." : ".")};
  }
  ChosenClips chosen;
  if (!music->sequence.tempos.empty()) chosen.tempo_qpm = music->sequence.tempos.front().qpm;
  for (int i = 0; i < count; ++i) {
    if (name.window > 0 && i != name.window - 1) continue;
    const MusicWindow& window = report.windows[static_cast<std::size_t>(i)];
    chosen.clips.push_back({window.tokens, window.features, window.controls, {}});
  }
  return chosen;
}

}  // namespace segue
