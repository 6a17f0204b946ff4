// SPDX-License-Identifier: Apache-2.0
#include "shared/music/window_config.h"

#include <array>

namespace segue {
namespace {

constexpr std::array kConfigs = {
    WindowConfig{.name = "mel_2bar_tiny", .representation = "melody_90", .bars = 2},
    WindowConfig{.name = "mel_2bar_small", .representation = "melody_90", .bars = 2},
    WindowConfig{.name = "mel_2bar_big", .representation = "melody_90", .bars = 2},
    WindowConfig{.name = "mel_2bar_chords", .representation = "melody_90", .controls = "chords"},
    WindowConfig{.name = "mel_4bar", .representation = "melody_90", .bars = 4},
    WindowConfig{.name = "mel_16bar", .representation = "melody_90", .bars = 16},
    WindowConfig{.name = "drums_2bar_small", .representation = "drums_9"},
    WindowConfig{.name = "drums_2bar_nade_reduced", .representation = "drums_9_nade"},
    WindowConfig{.name = "drums_2bar_nade_full", .representation = "drums_61_nade"},
    WindowConfig{.name = "trio_4bar", .representation = "trio_692", .bars = 4},
    WindowConfig{.name = "trio_16bar", .representation = "trio_692", .bars = 16},
    WindowConfig{.name = "groove_2bar", .representation = "groove_27", .hop_bars = 2},
    WindowConfig{.name = "groove_4bar", .representation = "groove_27", .bars = 4, .hop_bars = 4},
    WindowConfig{.name = "mel_2bar_roll", .representation = "melody_roll_89"},
    WindowConfig{.name = "mel_2bar_midi", .representation = "melody_midi_90"},
    WindowConfig{.name = "polyphony",
                 .representation = "polyphony_259",
                 .bars = 32,
                 .hop_bars = 16,
                 .min_steps = 80},
    WindowConfig{.name = "polyphony_tiny",
                 .representation = "polyphony_259",
                 .bars = 32,
                 .hop_bars = 16,
                 .min_steps = 80},
    WindowConfig{.name = "polyphony_small",
                 .representation = "polyphony_259",
                 .bars = 32,
                 .hop_bars = 16,
                 .min_steps = 80},
    WindowConfig{.name = "drum_rnn", .representation = "drums_9", .bars = 32, .min_steps = 112},
    WindowConfig{.name = "melody_rnn", .representation = "melody_90", .bars = 32, .min_steps = 112},
    WindowConfig{
        .name = "drum_rnn_tiny", .representation = "drums_9", .bars = 32, .min_steps = 112},
    WindowConfig{
        .name = "melody_rnn_tiny", .representation = "melody_90", .bars = 32, .min_steps = 112},
    // The trainer's other networks for the same windows.
    WindowConfig{
        .name = "mel_2bar_chords_tiny", .representation = "melody_90", .controls = "chords"},
    WindowConfig{
        .name = "mel_2bar_med_chords", .representation = "melody_90", .controls = "chords"},
    WindowConfig{.name = "mel_4bar_tiny", .representation = "melody_90", .bars = 4},
    WindowConfig{.name = "mel_16bar_tiny", .representation = "melody_90", .bars = 16},
    WindowConfig{.name = "mel_16bar_flat_tiny", .representation = "melody_90", .bars = 16},
    WindowConfig{.name = "drums_2bar_tiny", .representation = "drums_9"},
    WindowConfig{.name = "drums_2bar_big", .representation = "drums_9"},
    WindowConfig{.name = "trio_4bar_tiny", .representation = "trio_692", .bars = 4},
    WindowConfig{.name = "trio_16bar_tiny", .representation = "trio_692", .bars = 16},
    WindowConfig{.name = "groove_2bar_humanize_tiny", .representation = "groove_27", .hop_bars = 2},
    WindowConfig{.name = "groove_2bar_tap_tiny", .representation = "groove_27", .hop_bars = 2},
    WindowConfig{.name = "altmann_roll_2bar", .representation = "melody_roll_89"},
    WindowConfig{.name = "altmann_roll_4bar", .representation = "melody_roll_89", .bars = 4},
    WindowConfig{.name = "altmann_roll_8bar", .representation = "melody_roll_89", .bars = 8},
    WindowConfig{.name = "altmann_roll_16bar", .representation = "melody_roll_89", .bars = 16},
    WindowConfig{.name = "altmann_midi_2bar", .representation = "melody_midi_90"},
    // The names under which these were published (REFERENCE 3.4).
    WindowConfig{.name = "cat-mel_2bar_small", .representation = "melody_90"},
    WindowConfig{.name = "cat-mel_2bar_big", .representation = "melody_90"},
    WindowConfig{
        .name = "cat-mel_2bar_med_chords", .representation = "melody_90", .controls = "chords"},
    WindowConfig{.name = "cat-drums_2bar_small", .representation = "drums_9"},
    WindowConfig{.name = "cat-drums_2bar_big", .representation = "drums_9"},
    WindowConfig{.name = "nade-drums_2bar_reduced", .representation = "drums_9_nade"},
    WindowConfig{.name = "nade-drums_2bar_full", .representation = "drums_61_nade"},
    WindowConfig{.name = "flat-mel_16bar", .representation = "melody_90", .bars = 16},
    WindowConfig{.name = "hierdec-mel_16bar", .representation = "melody_90", .bars = 16},
    WindowConfig{.name = "hier-mel_16bar", .representation = "melody_90", .bars = 16},
    WindowConfig{.name = "flat-trio_16bar", .representation = "trio_692", .bars = 16},
    WindowConfig{.name = "hierdec-trio_16bar", .representation = "trio_692", .bars = 16},
    WindowConfig{.name = "hier-trio_16bar", .representation = "trio_692", .bars = 16},
    WindowConfig{.name = "hier-multiperf_vel_1bar_med",
                 .representation = "multitrack_490",
                 .bars = 1,
                 .steps_per_quarter = 24},
    WindowConfig{.name = "hier-multiperf_vel_1bar_med_chords",
                 .representation = "multitrack_490",
                 .bars = 1,
                 .steps_per_quarter = 24,
                 .controls = "chords"},
    WindowConfig{.name = "hier-multiperf_vel_1bar_big",
                 .representation = "multitrack_490",
                 .bars = 1,
                 .steps_per_quarter = 24},
    WindowConfig{.name = "hier-multiperf_vel_1bar_big_chords",
                 .representation = "multitrack_490",
                 .bars = 1,
                 .steps_per_quarter = 24,
                 .controls = "chords"},
    WindowConfig{.name = "groovae_4bar", .representation = "groove_27", .bars = 4, .hop_bars = 4},
    WindowConfig{.name = "groovae_2bar_humanize", .representation = "groove_27", .hop_bars = 2},
    WindowConfig{
        .name = "groovae_2bar_tap_fixed_velocity", .representation = "groove_27", .hop_bars = 2},
    WindowConfig{.name = "groovae_2bar_tap_fixed_velocity_note_dropout",
                 .representation = "groove_27",
                 .hop_bars = 2},
    WindowConfig{
        .name = "groovae_2bar_add_closed_hh", .representation = "groove_27", .hop_bars = 2},
    WindowConfig{.name = "groovae_2bar_hits_control", .representation = "groove_27", .hop_bars = 2},
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
