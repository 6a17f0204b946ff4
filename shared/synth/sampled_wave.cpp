// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/sampled_wave.h"

#include <algorithm>
#include <cstddef>

namespace segue::detail {
namespace {

constexpr int kShapes = 10, kLevels = 3, kHarmonics = 16;
constexpr std::array<int, kLevels> kLevelHarmonics{16, 7, 3};
constexpr double kSampledHighestHz = 14000;
constexpr double kRms = 0.5;

// Amplitudes of the harmonics in percent, by ear and by what the instruments' spectra look like.
constexpr std::uint8_t kSpectra[kShapes][kHarmonics] = {
    {100, 60, 36, 30, 18, 12, 10, 7, 5, 4, 3, 2, 2, 1, 1, 1},     // piano
    {100, 50, 42, 20, 20, 10, 10, 5, 4, 3, 3, 2, 1, 1, 0, 0},     // harp
    {100, 0, 0, 50, 0, 0, 24, 0, 0, 14, 0, 0, 0, 6, 0, 0},        // bells
    {100, 60, 40, 45, 0, 28, 0, 26, 0, 0, 0, 8, 0, 0, 0, 6},      // organ
    {100, 80, 52, 30, 20, 12, 8, 5, 3, 2, 1, 1, 0, 0, 0, 0},      // bass
    {100, 50, 33, 25, 20, 17, 14, 12, 11, 10, 9, 8, 8, 7, 7, 6},  // strings
    {100, 70, 26, 36, 14, 5, 4, 5, 3, 1, 1, 0, 0, 0, 0, 0},       // choir
    {100, 92, 85, 70, 50, 36, 26, 18, 13, 9, 6, 4, 3, 2, 1, 1},   // brass
    {100, 18, 80, 22, 50, 16, 30, 10, 20, 7, 12, 5, 8, 3, 5, 2},  // reed
    {100, 30, 12, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},         // flute
};

// Sines of i / 64 turns, by rotating a pointer: the compiler computes them.
constexpr std::array<double, kSampledFrames> sines() {
  constexpr double kCosine = 0.99518472667219688624, kSine = 0.09801714032956060199;  // of a step
  std::array<double, kSampledFrames> table{};
  double real = 1, imaginary = 0;
  for (double& value : table) {
    value = imaginary;
    const double next = real * kCosine - imaginary * kSine;
    imaginary = real * kSine + imaginary * kCosine;
    real = next;
  }
  return table;
}

constexpr double square_root(double x) {
  double root = x > 1 ? x : 1;
  for (int i = 0; i < 40; ++i) root = (root + x / root) / 2;  // Newton's method
  return root;
}

constexpr std::array<std::array<SampledTable, kLevels>, kShapes> make_tables() {
  constexpr auto kSines = sines();
  std::array<std::array<SampledTable, kLevels>, kShapes> tables{};
  for (int shape = 0; shape < kShapes; ++shape) {
    double power = 0;  // of the whole spectrum: fewer harmonics do not make the rest louder
    for (int h = 0; h < kHarmonics; ++h) power += kSpectra[shape][h] * kSpectra[shape][h] / 2.0;
    const double scale = 4096 * kRms / square_root(power);
    for (int level = 0; level < kLevels; ++level) {
      for (int i = 0; i < kSampledFrames; ++i) {
        double sum = 0;
        for (int h = 0; h < kLevelHarmonics[static_cast<std::size_t>(level)]; ++h) {
          sum +=
              kSpectra[shape][h] * kSines[static_cast<std::size_t>(((h + 1) * i) % kSampledFrames)];
        }
        const double value = sum * scale;
        tables[static_cast<std::size_t>(shape)][static_cast<std::size_t>(level)]
              [static_cast<std::size_t>(i)] =
                  static_cast<std::int16_t>(value < 0 ? value - 0.5 : value + 0.5);
      }
    }
  }
  return tables;
}

constexpr auto kTables = make_tables();

}  // namespace

const SampledTable& sampled_table(int shape, double hz) noexcept {
  std::size_t level = 0;
  while (level + 1 < kLevels && hz * kLevelHarmonics[level] > kSampledHighestHz) ++level;
  return kTables[static_cast<std::size_t>(std::clamp(shape, 0, kShapes - 1))][level];
}

void make_curve(const SampledTable& table, SampledCurve& curve) noexcept {
  constexpr std::size_t kMask = kSampledFrames - 1;
  for (std::size_t i = 0; i < kSampledFrames; ++i) {
    const float a = table[(i - 1) & kMask], b = table[i];
    const float c = table[(i + 1) & kMask], d = table[(i + 2) & kMask];
    curve[i] = Four{a + 4 * b + c, 3 * (c - a), 3 * (a - 2 * b + c), d - a + 3 * (b - c)} *
               all(1 / (6 * 4096.0f));
  }
}

}  // namespace segue::detail
