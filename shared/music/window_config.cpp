// SPDX-License-Identifier: Apache-2.0
#include "shared/music/window_config.h"

#include <array>

namespace segue {
namespace {

constexpr std::array kConfigs = {
    WindowConfig{.name = "mel_2bar_tiny", .representation = "melody_90", .bars = 2},
    WindowConfig{.name = "mel_2bar_small", .representation = "melody_90", .bars = 2},
    WindowConfig{.name = "mel_2bar_big", .representation = "melody_90", .bars = 2},
};

}  // namespace

std::span<const WindowConfig> window_configs() { return kConfigs; }

const WindowConfig* find_window_config(std::string_view name) {
  for (const auto& config : kConfigs) {
    if (config.name == name) return &config;
  }
  return nullptr;
}

}  // namespace segue
