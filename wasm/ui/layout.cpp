// SPDX-License-Identifier: Apache-2.0
// The breakpoints of the page.
#include "wasm/ui/layout.h"

#include <algorithm>
#include <cmath>

namespace segue {
namespace {

constexpr float kPhoneWidth = 640, kDesktopWidth = 960;  // CSS pixels at scale 1
constexpr float kContentWidth = 1680;                    // lines of sight: no wider, even on 4K
constexpr float kControlsWidth = 348;

// Steps of a quarter, so that the fonts are made anew only rarely while a window is dragged larger.
float scale_for(const ViewMetrics& metrics) {
  const float fit = std::min(metrics.width / 1760, metrics.height / 960);
  return std::clamp(std::floor(fit * 4) / 4, 1.0F, 2.5F);
}

}  // namespace

Layout make_layout(const ViewMetrics& metrics) {
  Layout layout;
  layout.scale = scale_for(metrics);
  layout.touch = metrics.touch;
  const float s = layout.scale, width = metrics.width, height = metrics.height;
  layout.form = width < kPhoneWidth * s     ? Form::kPhone
                : width < kDesktopWidth * s ? Form::kTablet
                                            : Form::kDesktop;
  const bool low = height < 480 * s;  // a phone on its side
  layout.screen = ImRect(0, 0, width, height);
  layout.margin = (layout.phone() ? 16.0F : layout.two_columns() ? 24.0F : 20.0F) * s;

  const float content = std::min(width, kContentWidth * s);
  const float left = std::round((width - content) / 2) + layout.margin;
  const float right = width - left;
  const float header = (layout.phone() || low ? 56.0F : 72.0F) * s + metrics.inset_top;
  const float transport = (low ? 64.0F : layout.phone() ? 76.0F : 88.0F) * s + metrics.inset_bottom;
  layout.header = ImRect(left, metrics.inset_top, right, header);
  layout.transport = ImRect(left, height - transport, right, height - metrics.inset_bottom);
  layout.page = ImRect(left, header, right, height - transport);
  if (layout.two_columns()) {
    layout.controls = layout.page;
    layout.controls.Max.x = left + kControlsWidth * s;
    layout.stage = layout.page;
    layout.stage.Min.x = layout.controls.Max.x + layout.margin;
  }
  return layout;
}

}  // namespace segue
