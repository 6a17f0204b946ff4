// SPDX-License-Identifier: Apache-2.0
// The shapes of the icons.
#include "wasm/ui/icons.h"

#include <cmath>
#include <initializer_list>

namespace segue {
namespace {

constexpr float kPi = 3.14159265F;

/// A pen on the 24 x 24 grid with the origin in the middle.
struct Pen {
  ImDrawList& draw;
  ImVec2 center;
  float unit;
  ImU32 color;
  float width = 1.9F;

  ImVec2 at(float x, float y) const { return ImVec2(center.x + x * unit, center.y + y * unit); }
  void line(std::initializer_list<ImVec2> points, bool closed = false) const {
    for (const ImVec2 p : points) draw.PathLineTo(at(p.x, p.y));
    draw.PathStroke(color, closed ? ImDrawFlags_Closed : 0, width * unit);
    if (!closed) {  // round ends
      for (const ImVec2 p : {*points.begin(), *(points.end() - 1)}) dot(p.x, p.y, width / 2);
    }
  }
  void shape(std::initializer_list<ImVec2> points) const {
    for (const ImVec2 p : points) draw.PathLineTo(at(p.x, p.y));
    draw.PathFillConvex(color);
  }
  void dot(float x, float y, float radius) const {
    draw.AddCircleFilled(at(x, y), radius * unit, color);
  }
  void ring(float x, float y, float radius) const {
    draw.AddCircle(at(x, y), radius * unit, color, 0, width * unit);
  }
  void arc(float x, float y, float radius, float from, float to) const {
    draw.PathArcTo(at(x, y), radius * unit, from * kPi, to * kPi);
    draw.PathStroke(color, 0, width * unit);
  }
  void box(float x0, float y0, float x1, float y1, float rounding) const {
    draw.AddRectFilled(at(x0, y0), at(x1, y1), color, rounding * unit);
  }
  void frame(float x0, float y0, float x1, float y1, float rounding) const {
    draw.AddRect(at(x0, y0), at(x1, y1), color, rounding * unit, 0, width * unit);
  }
};

void turn_back(const Pen& pen, float side) {  // undo: side 1, redo: side -1
  pen.line({{-7 * side, -3}, {2 * side, -3}});
  pen.line({{-3 * side, -7}, {-7 * side, -3}, {-3 * side, 1}});
  const float from = side > 0 ? -0.5F : -0.5F, to = side > 0 ? 0.5F : -1.5F;
  pen.arc(2 * side, 2, 5, from, to);
  pen.line({{2 * side, 7}, {-3 * side, 7}});
}

void speaker(const Pen& pen) {
  pen.box(-9, -3, -5, 3, 0.6F);
  pen.shape({{-6, -3}, {-1, -7}, {-1, 7}, {-6, 3}});
}

void sun(const Pen& pen) {
  pen.dot(0, 0, 4);
  for (int i = 0; i < 8; ++i) {
    const float a = static_cast<float>(i) * kPi / 4;
    pen.line({{6.6F * std::cos(a), 6.6F * std::sin(a)}, {8.8F * std::cos(a), 8.8F * std::sin(a)}});
  }
}

void moon(const Pen& pen) {  // the outline between two circles
  ImDrawList& draw = pen.draw;
  draw.PathArcTo(pen.at(0, 0), 7.5F * pen.unit, -0.36F * kPi + 2 * kPi, 0.14F * kPi);
  draw.PathArcTo(pen.at(4.6F, -2.6F), 5.6F * pen.unit, 0.35F * kPi, 1.13F * kPi);
  draw.PathStroke(pen.color, ImDrawFlags_Closed, pen.width * pen.unit);
}

void dice(const Pen& pen) {
  pen.frame(-8, -8, 8, 8, 3.5F);
  for (const ImVec2 p : {ImVec2(-3.4F, -3.4F), ImVec2(3.4F, 3.4F), ImVec2(0, 0),
                         ImVec2(3.4F, -3.4F), ImVec2(-3.4F, 3.4F)}) {
    pen.dot(p.x, p.y, 1.35F);
  }
}

void loop(const Pen& pen) {
  pen.line({{-8, -0.5F}, {-8, -1.5F}});
  pen.arc(-4.5F, -1.5F, 3.5F, 1.0F, 1.5F);
  pen.line({{-4.5F, -5}, {7, -5}});
  pen.line({{4, -8.2F}, {7.2F, -5}, {4, -1.8F}});
  pen.line({{8, 0.5F}, {8, 1.5F}});
  pen.arc(4.5F, 1.5F, 3.5F, 0.0F, 0.5F);
  pen.line({{4.5F, 5}, {-7, 5}});
  pen.line({{-4, 8.2F}, {-7.2F, 5}, {-4, 1.8F}});
}

void arrow_down(const Pen& pen, float lift) {
  pen.line({{0, -8 - lift}, {0, 3 - lift}});
  pen.line({{-4.6F, -1.4F - lift}, {0, 3.2F - lift}, {4.6F, -1.4F - lift}});
}

void share(const Pen& pen) {
  pen.line({{-4.5F, 0.2F}, {5, -5.2F}});
  pen.line({{-4.5F, -0.2F}, {5, 5.2F}});
  pen.dot(-5.6F, 0, 3);
  pen.dot(5.8F, -5.8F, 3);
  pen.dot(5.8F, 5.8F, 3);
}

void sparkle(const Pen& pen, float x, float y, float r) {
  const float in = r * 0.28F;
  for (int i = 0; i < 4; ++i) {  // four thin kites
    const float a = static_cast<float>(i) * kPi / 2, c = std::cos(a), s = std::sin(a);
    pen.shape({{x, y},
               {x + in * (c - s), y + in * (s + c)},
               {x + r * c, y + r * s},
               {x + in * (c + s), y + in * (s - c)}});
  }
}

void pin(const Pen& pen) {
  pen.frame(-6.5F, -1, 6.5F, 8, 2.2F);
  pen.arc(0, -3.2F, 3.8F, 1.0F, 2.0F);
  pen.line({{-3.8F, -3.2F}, {-3.8F, -1}});
  pen.line({{3.8F, -3.2F}, {3.8F, -1}});
}

void note(const Pen& pen) {
  pen.dot(-4.5F, 5.5F, 3);
  pen.dot(5.5F, 3.5F, 3);
  pen.line({{-2.2F, 5.5F}, {-2.2F, -6.2F}, {7.8F, -8}, {7.8F, 3.5F}});
}

void warning(const Pen& pen) {
  pen.line({{0, -8}, {8.6F, 7}, {-8.6F, 7}}, true);
  pen.line({{0, -2.8F}, {0, 2}});
  pen.dot(0, 4.6F, 1.2F);
}

void trash(const Pen& pen) {
  pen.line({{-7, -5}, {7, -5}});
  pen.line({{-2.5F, -8}, {2.5F, -8}});
  pen.line({{-5.5F, -5}, {-4.6F, 8}, {4.6F, 8}, {5.5F, -5}});
}

void file(const Pen& pen) {
  pen.line({{-6, -8.5F}, {2, -8.5F}, {6.5F, -4}, {6.5F, 8.5F}, {-6, 8.5F}}, true);
  pen.line({{1.6F, -8}, {1.6F, -3.6F}, {6, -3.6F}});
}

void help(const Pen& pen) {
  pen.arc(0, -3.4F, 3.9F, 1.0F, 2.3F);
  pen.line({{2.1F, -0.3F}, {0, 1.8F}, {0, 3}});
  pen.dot(0, 6.8F, 1.3F);
}

}  // namespace

void draw_icon(ImDrawList& draw, Icon icon, ImVec2 center, float size, ImU32 color) {
  const Pen pen{draw, center, size / 24, color};
  switch (icon) {
    case Icon::kNone:
      break;
    case Icon::kPlay: {
      const Pen round{draw, center, size / 24, color, 2.4F};
      pen.shape({{-4.6F, -7}, {7.4F, 0}, {-4.6F, 7}});
      round.line({{-4.6F, -7}, {7.4F, 0}, {-4.6F, 7}}, true);
      break;
    }
    case Icon::kStop:
      pen.box(-6.5F, -6.5F, 6.5F, 6.5F, 2.2F);
      break;
    case Icon::kLoop:
      loop(pen);
      break;
    case Icon::kDownload:
      arrow_down(pen, 0.5F);
      pen.line({{-7.5F, 7.5F}, {7.5F, 7.5F}});
      break;
    case Icon::kDownloadAll:
      arrow_down(pen, 1.5F);
      pen.line({{-7.5F, 5}, {7.5F, 5}});
      pen.line({{-4.5F, 8.8F}, {4.5F, 8.8F}});
      break;
    case Icon::kDice:
      dice(pen);
      break;
    case Icon::kSwap:
      pen.line({{-4, -8}, {-4, 7}});
      pen.line({{-8, 3.4F}, {-4, 7.6F}, {0, 3.4F}});
      pen.line({{4.4F, 8}, {4.4F, -7}});
      pen.line({{0.4F, -3.4F}, {4.4F, -7.6F}, {8.4F, -3.4F}});
      break;
    case Icon::kUndo:
      turn_back(pen, 1);
      break;
    case Icon::kRedo:
      turn_back(pen, -1);
      break;
    case Icon::kSun:
      sun(pen);
      break;
    case Icon::kMoon:
      moon(pen);
      break;
    case Icon::kVolume:
      speaker(pen);
      pen.arc(0, 0, 4.6F, -0.3F, 0.3F);
      pen.arc(0, 0, 8.2F, -0.3F, 0.3F);
      break;
    case Icon::kMuted:
      speaker(pen);
      pen.line({{3, -3}, {9, 3}});
      pen.line({{9, -3}, {3, 3}});
      break;
    case Icon::kHelp:
      help(pen);
      break;
    case Icon::kClose:
      pen.line({{-5.5F, -5.5F}, {5.5F, 5.5F}});
      pen.line({{5.5F, -5.5F}, {-5.5F, 5.5F}});
      break;
    case Icon::kPlus:
      pen.line({{0, -6.5F}, {0, 6.5F}});
      [[fallthrough]];
    case Icon::kMinus:
      pen.line({{-6.5F, 0}, {6.5F, 0}});
      break;
    case Icon::kDown:
      pen.line({{-5, -2.4F}, {0, 2.6F}, {5, -2.4F}});
      break;
    case Icon::kLeft:
      pen.line({{2.4F, -5.2F}, {-2.8F, 0}, {2.4F, 5.2F}});
      break;
    case Icon::kRight:
      pen.line({{-2.4F, -5.2F}, {2.8F, 0}, {-2.4F, 5.2F}});
      break;
    case Icon::kCheck:
      pen.line({{-6.5F, 0.5F}, {-1.8F, 5}, {7, -4.8F}});
      break;
    case Icon::kShare:
      share(pen);
      break;
    case Icon::kPin:
      pin(pen);
      break;
    case Icon::kNote:
      note(pen);
      break;
    case Icon::kVary:
      sparkle(pen, -2, 1.5F, 7.5F);
      sparkle(pen, 6, -6, 4);
      break;
    case Icon::kWarning:
      warning(pen);
      break;
    case Icon::kTrash:
      trash(pen);
      break;
    case Icon::kFile:
      file(pen);
      break;
    case Icon::kShape:  // sliders
      for (const ImVec2 knob : {ImVec2(3, -6), ImVec2(-3.5F, 0), ImVec2(1, 6)}) {
        pen.line({{-8, knob.y}, {knob.x - 2.2F, knob.y}});
        pen.line({{knob.x + 2.2F, knob.y}, {8, knob.y}});
        pen.ring(knob.x, knob.y, 2.2F);
      }
      break;
    case Icon::kKeys:
      pen.frame(-8.5F, -7, 8.5F, 7, 1.5F);
      pen.line({{-2.9F, 1.5F}, {-2.9F, 7}});
      pen.line({{2.9F, 1.5F}, {2.9F, 7}});
      pen.box(-4.6F, -7, -1.2F, 1.5F, 0.8F);
      pen.box(1.2F, -7, 4.6F, 1.5F, 0.8F);
      break;
    case Icon::kWave:
      for (const ImVec2 bar :
           {ImVec2(-8, 2.5F), ImVec2(-4, 6.5F), ImVec2(0, 4), ImVec2(4, 8), ImVec2(8, 3)})
        pen.line({{bar.x, -bar.y}, {bar.x, bar.y}});
      break;
    case Icon::kWalk:
      pen.ring(-7, 5, 3);
      pen.line({{-4, 3.2F}, {4, -3.2F}});
      pen.dot(7, -5, 4);
      break;
  }
}

}  // namespace segue
