// SPDX-License-Identifier: Apache-2.0
// Text: measured, shortened, broken into lines, and noted for the probe.
#include <cmath>

#include "wasm/ui/draw.h"

namespace segue {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

const ImFont* font_of(const Ui& ui, Type type) { return ui.fonts[static_cast<std::size_t>(type)]; }

float size_of(const Ui& ui, Type type) {
  return font_of(ui, type)->FontSize * ImGui::GetIO().FontGlobalScale;
}

void note(Ui& ui, std::string_view text, ImVec2 at, ImVec2 size, bool shortened) {
  if (!ui.memory.probe) return;
  const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  ui.memory.probe->push_back(
      {std::string(text), ImRect(at, at + size), window->ClipRect, shortened, window->Name});
}

void put(Ui& ui, Type type, ImVec2 at, ImU32 color, std::string_view text) {
  ImGui::GetWindowDrawList()->AddText(font_of(ui, type), size_of(ui, type), at, color, text.data(),
                                      text.data() + text.size());
}

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// "a very long name.mid" to "a very…me.mid": whole UTF-8 characters from both ends.
std::string shorten(const Ui& ui, Type type, std::string_view text, float width) {
  const float room = width - measure(ui, type, kEllipsis).x;
  std::size_t head = 0, tail = text.size();
  bool from_head = true;
  while (head < tail) {
    std::size_t next_head = head, next_tail = tail;
    if (from_head) {
      do ++next_head;
      while (next_head < tail && continues(text[next_head]));
    } else {
      do --next_tail;
      while (next_tail > head && continues(text[next_tail]));
    }
    const float used = measure(ui, type, text.substr(0, next_head)).x +
                       measure(ui, type, text.substr(next_tail)).x;
    if (used > room) break;
    head = next_head;
    tail = next_tail;
    from_head = (head <= (text.size() - tail) * 3 / 2);  // a little more of the beginning
  }
  std::string out(text.substr(0, head));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  out += kEllipsis;
  out += text.substr(tail);
  return out;
}

}  // namespace

ImVec2 measure(const Ui& ui, Type type, std::string_view text) {
  return font_of(ui, type)->CalcTextSizeA(size_of(ui, type), 1e9F, 0, text.data(),
                                          text.data() + text.size());
}

float line_height(const Ui& ui, Type type) { return size_of(ui, type); }

float draw_text(Ui& ui, const ImRect& rect, Type type, ImU32 color, std::string_view text,
                Align align) {
  ImVec2 size = measure(ui, type, text);
  std::string shortened;
  const bool cut = size.x > rect.GetWidth() + 0.5F;
  if (cut) {
    shortened = shorten(ui, type, text, rect.GetWidth());
    text = shortened;
    size = measure(ui, type, text);
  }
  const float spare = rect.GetWidth() - size.x;
  const float x = rect.Min.x + (align == Align::kLeft     ? 0
                                : align == Align::kCenter ? spare / 2
                                                          : spare);
  const ImVec2 at(std::round(x), std::round(rect.GetCenter().y - size.y / 2));
  put(ui, type, at, color, text);
  note(ui, text, at, size, cut);
  return size.x;
}

ImRect draw_titled(Ui& ui, const ImRect& rect, Type type, std::string_view title,
                   std::string_view details) {
  const float upper = line_height(ui, type),
              lower = details.empty() ? 0 : line_height(ui, Type::kSmall);
  const float top = rect.GetCenter().y - (upper + lower) / 2;
  draw_text(ui, ImRect(rect.Min.x, top, rect.Max.x, top + upper), type, ui.colors.text, title);
  ImRect line(rect.Min.x, top + upper, rect.Max.x, top + upper + lower);
  if (!details.empty())
    line.Min.x += draw_text(ui, line, Type::kSmall, ui.colors.text_soft, details);
  return line;
}

float measure_paragraph(const Ui& ui, Type type, std::string_view text, float width) {
  return font_of(ui, type)
      ->CalcTextSizeA(size_of(ui, type), 1e9F, width, text.data(), text.data() + text.size())
      .y;
}

float draw_paragraph(Ui& ui, const ImRect& rect, Type type, ImU32 color, std::string_view text,
                     Align align) {
  const ImFont* font = font_of(ui, type);
  const float size = size_of(ui, type), scale = size / font->FontSize;
  const char* at = text.data();
  const char* const end = at + text.size();
  float y = rect.Min.y;
  while (at < end) {
    const char* line_end = font->CalcWordWrapPositionA(scale, at, end, rect.GetWidth());
    if (line_end == at) ++line_end;  // not even one letter fits: go on anyway
    const char* newline = at;
    while (newline < line_end && *newline != '\n') ++newline;
    line_end = newline;
    draw_text(ui, ImRect(rect.Min.x, y, rect.Max.x, y + size), type, color,
              std::string_view(at, static_cast<std::size_t>(line_end - at)), align);
    y += size;
    at = line_end;
    while (at < end && *at == ' ') ++at;
    if (at < end && *at == '\n') ++at;
  }
  return y - rect.Min.y;
}

}  // namespace segue
