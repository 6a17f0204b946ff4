// SPDX-License-Identifier: Apache-2.0
// Where the parts of the page go, from a phone of 360 pixels to a 4K screen.
#pragma once

#include "imgui.h"
#include "imgui_internal.h"
#include "wasm/ui/app_view.h"

namespace segue {

enum class Form { kPhone, kTablet, kDesktop };

struct Layout {
  Form form = Form::kDesktop;
  float scale = 1;  ///< of everything: above 1 on very large screens
  bool touch = false;
  ImRect screen;
  ImRect header, transport;
  ImRect page;      ///< one column (phone, tablet): all of it scrolls between header and transport
  ImRect controls;  ///< two columns (desktop): left
  ImRect stage;     ///< two columns (desktop): right
  float margin = 16;  ///< between the screen's edge, cards and columns
  bool two_columns() const { return form == Form::kDesktop; }
  bool phone() const { return form == Form::kPhone; }
};

Layout make_layout(const ViewMetrics& metrics);

}  // namespace segue
