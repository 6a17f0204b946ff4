// SPDX-License-Identifier: Apache-2.0
// Triangles by edge functions at pixel centres with the top-left rule, colours and alpha
// interpolated, bilinear texture.
#include "rasteriser.h"

#include <algorithm>
#include <cmath>

namespace segue {
namespace {

struct Atlas {
  const unsigned char* alpha = nullptr;
  int width = 0, height = 0;

  float at(int x, int y) const {
    x = std::clamp(x, 0, width - 1);
    y = std::clamp(y, 0, height - 1);
    return static_cast<float>(alpha[y * width + x]) / 255.0F;
  }
  float sample(float u, float v) const {
    const float x = u * static_cast<float>(width) - 0.5F, y = v * static_cast<float>(height) - 0.5F;
    const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
    const float fx = x - static_cast<float>(x0), fy = y - static_cast<float>(y0);
    return (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) +
           (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy;
  }
};

struct Vertex {
  float x, y, u, v;
  float rgba[4];
};

struct Area {
  int x0, y0, x1, y1;
};

float edge(const Vertex& a, const Vertex& b, float x, float y) {
  return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

bool top_left(const Vertex& a, const Vertex& b) { return (a.y == b.y && b.x > a.x) || b.y < a.y; }

void draw_triangle(Picture& picture, const Atlas& atlas, Vertex a, Vertex b, Vertex c,
                   const Area& clip) {
  float area = edge(a, b, c.x, c.y);
  if (area == 0) return;
  if (area < 0) {
    std::swap(b, c);
    area = -area;
  }
  const int x0 = std::max(clip.x0, static_cast<int>(std::floor(std::min({a.x, b.x, c.x})))),
            x1 = std::min(clip.x1, static_cast<int>(std::ceil(std::max({a.x, b.x, c.x}))));
  const int y0 = std::max(clip.y0, static_cast<int>(std::floor(std::min({a.y, b.y, c.y})))),
            y1 = std::min(clip.y1, static_cast<int>(std::ceil(std::max({a.y, b.y, c.y}))));
  const bool tie[3] = {top_left(b, c), top_left(c, a), top_left(a, b)};
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      const float px = static_cast<float>(x) + 0.5F, py = static_cast<float>(y) + 0.5F;
      const float w[3] = {edge(b, c, px, py), edge(c, a, px, py), edge(a, b, px, py)};
      bool inside = true;
      for (int i = 0; i < 3; ++i) inside = inside && (w[i] > 0 || (w[i] == 0 && tie[i]));
      if (!inside) continue;
      const float wa = w[0] / area, wb = w[1] / area, wc = w[2] / area;
      const float texel =
          atlas.sample(a.u * wa + b.u * wb + c.u * wc, a.v * wa + b.v * wb + c.v * wc);
      const float alpha = (a.rgba[3] * wa + b.rgba[3] * wb + c.rgba[3] * wc) * texel;
      std::uint8_t* out =
          &picture.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                        static_cast<std::size_t>(x)) *
                       3];
      for (int i = 0; i < 3; ++i) {
        const float color = a.rgba[i] * wa + b.rgba[i] * wb + c.rgba[i] * wc;
        out[i] = static_cast<std::uint8_t>(std::lround(
            (color * alpha + static_cast<float>(out[i]) / 255.0F * (1 - alpha)) * 255.0F));
      }
    }
  }
}

Vertex to_pixels(const ImDrawVert& in, const ImDrawData& data) {
  Vertex out{(in.pos.x - data.DisplayPos.x) * data.FramebufferScale.x,
             (in.pos.y - data.DisplayPos.y) * data.FramebufferScale.y,
             in.uv.x,
             in.uv.y,
             {}};
  const int shifts[4] = {IM_COL32_R_SHIFT, IM_COL32_G_SHIFT, IM_COL32_B_SHIFT, IM_COL32_A_SHIFT};
  for (int i = 0; i < 4; ++i) out.rgba[i] = static_cast<float>(in.col >> shifts[i] & 255U) / 255.0F;
  return out;
}

}  // namespace

Picture rasterise(const ImDrawData& data) {
  Picture picture;
  picture.width = static_cast<int>(std::lround(data.DisplaySize.x * data.FramebufferScale.x));
  picture.height = static_cast<int>(std::lround(data.DisplaySize.y * data.FramebufferScale.y));
  picture.rgb.assign(
      static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3, 0);
  Atlas atlas;
  unsigned char* pixels = nullptr;
  ImGui::GetIO().Fonts->GetTexDataAsAlpha8(&pixels, &atlas.width, &atlas.height);
  atlas.alpha = pixels;
  for (const ImDrawList* list : data.CmdLists) {
    for (const ImDrawCmd& command : list->CmdBuffer) {
      const float sx = data.FramebufferScale.x, sy = data.FramebufferScale.y;
      const Area clip{std::max(0, static_cast<int>(command.ClipRect.x * sx)),
                      std::max(0, static_cast<int>(command.ClipRect.y * sy)),
                      std::min(picture.width, static_cast<int>(command.ClipRect.z * sx)),
                      std::min(picture.height, static_cast<int>(command.ClipRect.w * sy))};
      for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
        const auto vertex = [&](unsigned k) {
          const unsigned index =
              list->IdxBuffer[static_cast<int>(command.IdxOffset + i + k)] + command.VtxOffset;
          return to_pixels(list->VtxBuffer[static_cast<int>(index)], data);
        };
        draw_triangle(picture, atlas, vertex(0), vertex(1), vertex(2), clip);
      }
    }
  }
  return picture;
}

}  // namespace segue
