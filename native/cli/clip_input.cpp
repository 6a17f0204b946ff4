// SPDX-License-Identifier: Apache-2.0
#include "native/cli/clip_input.h"

#include "native/cli/melody_input.h"
#include "native/cli/music_file.h"
#include "shared/music/music_windows.h"

namespace segue {
namespace {

Result<MusicVae::MusicClips> choose_melodies(const std::string& text, const Representation& form,
                                             bool allow_all) {
  const auto windows = choose_windows(text, form, allow_all);
  if (!windows) return windows.error();
  MusicVae::MusicClips clips;
  for (const MelodyWindow& window : *windows) clips.push_back(to_music_clip(window.tokens));
  return clips;
}

std::string reasons_of(const MusicWindowReport& report) {
  std::string text;
  for (const Rejection& rejection : report.rejections) text += "\n  " + rejection.reason;
  return text.empty() ? "\n  there is nothing in it to make one from" : text;
}

}  // namespace

Result<MusicVae::MusicClips> choose_clips(const std::string& text, const Representation& form,
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
  const std::string kind = form.name + " of " + form.length_text();
  if (count == 0) {
    return Error{ErrorCode::kNoMusic,
                 name.path + " has no window of " + kind + ":" + reasons_of(report)};
  }
  if (name.window > count || (name.window == 0 && count > 1) ||
      (name.window == kAllWindows && !allow_all)) {
    return Error{ErrorCode::kInvalidArgument,
                 name.path + " has " + std::to_string(count) + " windows of " + kind +
                     ". Choose one by its number: " + name.path + ":" + std::to_string(count) +
                     (allow_all ? ", or take all: " + name.path + ":all." : ".")};
  }
  MusicVae::MusicClips clips;
  for (int i = 0; i < count; ++i) {
    if (name.window > 0 && i != name.window - 1) continue;
    const MusicWindow& window = report.windows[static_cast<std::size_t>(i)];
    clips.push_back({window.tokens, window.features, window.controls, {}});
  }
  return clips;
}

}  // namespace segue
