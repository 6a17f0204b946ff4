// SPDX-License-Identifier: Apache-2.0
// The two palettes: ink and warm paper, coral for Segue and A, teal for B.
#include "wasm/ui/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace segue {
namespace {

constexpr ImU32 rgb(unsigned hex, unsigned alpha = 255) {
  return IM_COL32(hex >> 16 & 255, hex >> 8 & 255, hex & 255, alpha);
}

constexpr Palette kInk = {.background = rgb(0x0F1015),
                          .card = rgb(0x181A21),
                          .raised = rgb(0x22252F),
                          .field = rgb(0x101218),
                          .line = rgb(0x282B36),
                          .line_strong = rgb(0x6B7183),
                          .text = rgb(0xF3F2F7),
                          .text_soft = rgb(0xA8AEBE),
                          .accent = rgb(0xFF8763),
                          .on_accent = rgb(0x2A0F06),
                          .second = rgb(0x45D0C2),
                          .on_second = rgb(0x04231F),
                          .third = rgb(0xEDBF55),
                          .error = rgb(0xFF7381),
                          .roll = rgb(0x14161D),
                          .roll_dark_row = rgb(0x101218),
                          .grid_step = rgb(0x1B1E27),
                          .grid_beat = rgb(0x272B37),
                          .grid_bar = rgb(0x454B5D),
                          .key_white = rgb(0xDDDEE6),
                          .key_black = rgb(0x2A2D38),
                          .key_label = rgb(0x454957),
                          .shadow = rgb(0x000000, 90),
                          .veil = rgb(0x08090C, 190),
                          .dark = true};

constexpr Palette kPaper = {.background = rgb(0xF4F0E8),
                            .card = rgb(0xFFFDFA),
                            .raised = rgb(0xF3EDE3),
                            .field = rgb(0xF1EBE1),
                            .line = rgb(0xE4DCCE),
                            .line_strong = rgb(0x8C8477),
                            .text = rgb(0x221E27),
                            .text_soft = rgb(0x625B68),
                            .accent = rgb(0xBF3D1B),
                            .on_accent = rgb(0xFFFFFF),
                            .second = rgb(0x0A6E65),
                            .on_second = rgb(0xFFFFFF),
                            .third = rgb(0x8A5E00),
                            .error = rgb(0xB01630),
                            .roll = rgb(0xFCF9F3),
                            .roll_dark_row = rgb(0xF4EEE4),
                            .grid_step = rgb(0xEFE8DC),
                            .grid_beat = rgb(0xE0D7C8),
                            .grid_bar = rgb(0xB9AE9C),
                            .key_white = rgb(0xFFFFFF),
                            .key_black = rgb(0x3A3440),
                            .key_label = rgb(0x6A6370),
                            .shadow = rgb(0x5A4A32, 28),
                            .veil = rgb(0x2A2418, 120),
                            .dark = false};

unsigned channel(ImU32 color, int shift) { return color >> shift & 255U; }

double linear(unsigned value) {  // sRGB to linear light, WCAG 2.2 "relative luminance"
  const double c = value / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(ImU32 color) {
  return 0.2126 * linear(channel(color, IM_COL32_R_SHIFT)) +
         0.7152 * linear(channel(color, IM_COL32_G_SHIFT)) +
         0.0722 * linear(channel(color, IM_COL32_B_SHIFT));
}

struct Lch {
  double lightness, chroma, hue;  // hue in radians
};

Lch to_lch(ImU32 color) {
  const double r = linear(channel(color, IM_COL32_R_SHIFT)),
               g = linear(channel(color, IM_COL32_G_SHIFT)),
               b = linear(channel(color, IM_COL32_B_SHIFT));
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const double a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
  const double bb = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, std::hypot(a, bb),
          std::atan2(bb, a)};
}

unsigned to_srgb(double light) {
  light = std::clamp(light, 0.0, 1.0);
  const double c = light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
  return static_cast<unsigned>(std::lround(c * 255));
}

ImU32 to_color(const Lch& lch) {
  const double a = lch.chroma * std::cos(lch.hue), b = lch.chroma * std::sin(lch.hue);
  const double l = std::pow(lch.lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lch.lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lch.lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return IM_COL32(to_srgb(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                  to_srgb(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                  to_srgb(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 255);
}

}  // namespace

ImU32 journey(const Palette& colors, float t) {
  constexpr double kTurn = 6.283185307179586;
  const Lch a = to_lch(colors.accent);
  Lch b = to_lch(colors.second);
  while (b.hue > a.hue) b.hue -= kTurn;  // downwards in hue: coral, violet, blue, teal
  const double u = std::clamp(static_cast<double>(t), 0.0, 1.0);
  return to_color({a.lightness + (b.lightness - a.lightness) * u,
                   a.chroma + (b.chroma - a.chroma) * u, a.hue + (b.hue - a.hue) * u});
}

ImU32 track_color(const Palette& colors, int track) {
  constexpr double kTurn = 6.283185307179586;
  constexpr std::array<int, 8> kEighths = {0, 3, 6, 2, 5, 7, 4, 1};  // the drums' hue last
  const auto place = static_cast<std::size_t>(std::max(track, 0)) % kEighths.size();
  Lch color = to_lch(colors.accent);
  color.hue += kTurn * kEighths[place] / kEighths.size();
  color.chroma *= 0.85;  // what a screen can show in every hue
  return to_color(color);
}

const Palette& palette_of(Theme theme) { return theme == Theme::kDark ? kInk : kPaper; }

ImU32 mix(ImU32 a, ImU32 b, float t) {
  t = std::clamp(t, 0.0F, 1.0F);
  ImU32 out = 0;
  for (const int shift : {0, 8, 16, 24}) {
    const auto from = static_cast<float>(channel(a, shift)),
               to = static_cast<float>(channel(b, shift));
    out |= static_cast<ImU32>(std::lround(from + (to - from) * t)) << shift;
  }
  return out;
}

ImU32 fade(ImU32 color, float alpha) {
  const float a =
      static_cast<float>(channel(color, IM_COL32_A_SHIFT)) * std::clamp(alpha, 0.0F, 1.0F);
  return (color & ~IM_COL32_A_MASK) | static_cast<ImU32>(std::lround(a)) << IM_COL32_A_SHIFT;
}

ImU32 blend(ImU32 under, ImU32 over) {
  const float alpha = static_cast<float>(channel(over, IM_COL32_A_SHIFT)) / 255.0F;
  return mix(under, over | IM_COL32_A_MASK, alpha) | IM_COL32_A_MASK;
}

double contrast(ImU32 a, ImU32 b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

void apply_style(const Palette& colors, float scale, bool touch) {
  ImGuiStyle style;
  style.WindowPadding = ImVec2(0, 0);
  style.FramePadding = ImVec2(12, 8);
  style.ItemSpacing = ImVec2(8, 8);
  style.FrameRounding = 10;
  style.PopupRounding = 14;
  style.ChildRounding = 14;
  style.PopupBorderSize = 1;
  style.WindowBorderSize = 0;
  style.ScrollbarSize = touch ? 4.0F : 8.0F;
  style.ScrollbarRounding = 4;
  style.HoverStationaryDelay = 0.05F;
  style.ScaleAllSizes(scale);
  const auto set = [&style](ImGuiCol which, ImU32 color) {
    style.Colors[which] = ImGui::ColorConvertU32ToFloat4(color);
  };
  set(ImGuiCol_WindowBg, colors.background);
  set(ImGuiCol_ChildBg, IM_COL32_BLACK_TRANS);
  set(ImGuiCol_PopupBg, colors.card);
  set(ImGuiCol_Border, colors.line);
  set(ImGuiCol_Text, colors.text);
  set(ImGuiCol_TextDisabled, colors.text_soft);
  set(ImGuiCol_TextSelectedBg, fade(colors.accent, 0.35F));
  set(ImGuiCol_FrameBg, IM_COL32_BLACK_TRANS);
  set(ImGuiCol_FrameBgHovered, IM_COL32_BLACK_TRANS);
  set(ImGuiCol_FrameBgActive, IM_COL32_BLACK_TRANS);
  set(ImGuiCol_ScrollbarBg, IM_COL32_BLACK_TRANS);
  set(ImGuiCol_ScrollbarGrab, fade(colors.line_strong, 0.45F));
  set(ImGuiCol_ScrollbarGrabHovered, fade(colors.line_strong, 0.75F));
  set(ImGuiCol_ScrollbarGrabActive, colors.line_strong);
  set(ImGuiCol_NavHighlight, IM_COL32_BLACK_TRANS);  // widgets draw their own ring
  set(ImGuiCol_ModalWindowDimBg, colors.veil);
  ImGui::GetStyle() = style;
}

}  // namespace segue
