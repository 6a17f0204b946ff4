// SPDX-License-Identifier: Apache-2.0
// Rasterises the page's font once for every size, at the device's pixels.
#include "wasm/ui/fonts.h"

#include <cmath>

namespace segue {
namespace {

// Pairs of first and last code point, 0 ends. Latin, punctuation and music signs; then Latin
// Extended-A, Romanian, Greek and Cyrillic.
constexpr ImWchar kLatin[] = {0x20,   0x7E,   0xA0,   0xFF,   0x2010, 0x2015, 0x2018,
                              0x201E, 0x2022, 0x2022, 0x2026, 0x2026, 0x2190, 0x2195,
                              0x2212, 0x2212, 0x266D, 0x266F, 0};
constexpr ImWchar kEuropean[] = {0x20,   0x7E,   0xA0,   0x17F,  0x218,  0x21B,  0x370,
                                 0x3FF,  0x400,  0x45F,  0x2010, 0x2015, 0x2018, 0x201E,
                                 0x2022, 0x2022, 0x2026, 0x2026, 0x2190, 0x2195, 0x2212,
                                 0x2212, 0x266D, 0x266F, 0};

bool looks_like_font(const std::vector<std::uint8_t>& bytes) {
  if (bytes.size() < 12) return false;
  const auto tag = static_cast<std::uint32_t>(bytes[0]) << 24 |
                   static_cast<std::uint32_t>(bytes[1]) << 16 |
                   static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3];
  return tag == 0x00010000 || tag == 0x4F54544F || tag == 0x74727565;  // TrueType, "OTTO", "true"
}

}  // namespace

FontSet build_fonts(ImFontAtlas& atlas, const std::vector<std::uint8_t>& regular,
                    const std::vector<std::uint8_t>& semibold, float scale, float pixel_ratio) {
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
  FontSet fonts{};
  for (int i = 0; i < kTypeCount; ++i) {
    const TypeSpec spec = type_spec(static_cast<Type>(i));
    const auto& bytes = spec.semibold && looks_like_font(semibold) ? semibold : regular;
    ImFontConfig config;
    config.SizePixels = std::round(spec.size * scale * pixel_ratio);
    config.OversampleH = pixel_ratio * scale >= 2 ? 1 : 2;
    config.OversampleV = 1;
    config.FontDataOwnedByAtlas = false;
    if (!looks_like_font(bytes)) {
      fonts[static_cast<std::size_t>(i)] = atlas.AddFontDefault(&config);
      continue;
    }
    const bool wide = static_cast<Type>(i) == Type::kSmall || !spec.semibold;
    fonts[static_cast<std::size_t>(i)] =
        atlas.AddFontFromMemoryTTF(const_cast<std::uint8_t*>(bytes.data()),
                                   static_cast<int>(bytes.size()),  // read only: not owned
                                   config.SizePixels, &config, wide ? kEuropean : kLatin);
  }
  atlas.Build();
  return fonts;
}

}  // namespace segue
