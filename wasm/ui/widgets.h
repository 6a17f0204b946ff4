// SPDX-License-Identifier: Apache-2.0
// Segue's controls. Each takes its place as a rectangle, draws its focus ring, answers mouse,
// finger and keyboard through Dear ImGui, and gives its label to the item hooks (tests, screen
// readers).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wasm/ui/draw.h"
#include "wasm/ui/icons.h"

namespace segue {

/// What a visitor does to a rectangle in this frame.
struct Interaction {
  ImGuiID id = 0;
  bool hovered = false, held = false, pressed = false;
  bool focused = false;  ///< the keyboard is on it and shows it
};

struct PressOptions {
  bool enabled = true;
  bool checkable = false, checked = false;
  bool repeat = false;  ///< keeps pressing while held
};

/// The label is shown nowhere; it must be unique in its window (or have "##" and something unique
/// after it).
Interaction press_area(Ui& ui, const char* label, const ImRect& rect,
                       const PressOptions& options = {});

/// Beside what was pressed last; shows after a moment. `key` names its shortcut, may be empty.
void tooltip(Ui& ui, const Interaction& press, std::string_view text, std::string_view key = {});

enum class Look { kPrimary, kSecond, kQuiet, kBare };

struct ButtonSpec {
  const char* label = "";  ///< for hooks and, unless `icon_only`, on the button
  Icon icon = Icon::kNone;
  Look look = Look::kQuiet;
  bool icon_only = false;
  bool enabled = true;
  bool on = false, toggles = false;
  std::string_view tip = {}, key = {};
  bool repeat = false;
  Type type = Type::kLabel;
  ImU32 tint = 0;  ///< the icon's colour; 0: the look's own
};
bool button(Ui& ui, const ImRect& rect, const ButtonSpec& spec);
/// Width that shows icon and label with room around.
float button_width(const Ui& ui, const ButtonSpec& spec);
/// One at the right (left) end of a row, as wide as it needs and as high as a finger does.
bool button_at_right(Ui& ui, Cutter& row, const ButtonSpec& spec, float gap);
bool button_at_left(Ui& ui, Cutter& row, const ButtonSpec& spec, float gap);

struct Segment {
  const char* label;
  std::string_view tip = {}, key = {};
};
/// One of a few. Returns the one that was just chosen.
std::optional<int> segmented(Ui& ui, const ImRect& rect, std::span<const Segment> segments,
                             int selected);

/// What changed in a slider: `done` ends the change (one undo step).
struct SliderChange {
  std::optional<double> value;
  bool done = false;
};
struct SliderSpec {
  const char* label = "";
  double min = 0, max = 1, step = 0.01;  ///< step of an arrow key; values snap to it
  double page = 0;                       ///< step with Shift, 0: ten steps
  std::optional<double> origin = {};     ///< where the filled part begins; the left end
  ImU32 color = 0;                       ///< of the filled part, 0: accent
  bool enabled = true;
};
SliderChange slider(Ui& ui, const ImRect& rect, double value, const SliderSpec& spec);

/// Minus, number, plus.
std::optional<int> stepper(Ui& ui, const ImRect& rect, const char* label, int value, int min,
                           int max);

/// Label at the left, value at the right, above a control. The tip shows on the label.
void field_label(Ui& ui, const ImRect& rect, const char* label, std::string_view value,
                 std::string_view tip);

/// A box that opens a list: shows the choice and an arrow. True when pressed.
bool chooser(Ui& ui, const ImRect& rect, const char* label, std::string_view value, bool open);

struct TextFieldSpec {
  const char* label = "";     ///< "##Seed": for hooks only
  const char* hint = "";      ///< shown while it is empty
  std::size_t longest = 255;  ///< bytes, at most 255
  ImGuiInputTextFlags flags = 0;
  bool (*is_wrong)(const std::string& text) = nullptr;  ///< then the frame says so
};
/// A line that is typed. True when Enter is pressed or the focus leaves: now `typed` counts.
bool text_field(Ui& ui, const ImRect& rect, const TextFieldSpec& spec, TypedText& typed);

// Scrolling areas and floating lists.
/// A vertical scroll area; content starts at the returned point (moved by the scrolling). End with
/// its height.
ImVec2 begin_scroll(Ui& ui, const char* label, const ImRect& rect);
void end_scroll(Ui& ui, ImVec2 origin, float height);
/// Beside `anchor`, inside the screen. True while open; then end_menu() must follow.
bool begin_menu(Ui& ui, const char* id, const ImRect& anchor, float width, float height);
void end_menu();
/// A row of a menu; `detail`, of one or several lines, under the title.
float menu_row_height(const Ui& ui, std::string_view detail, float width);
bool menu_row(Ui& ui, const ImRect& rect, const char* label, std::string_view title,
              std::string_view detail, bool selected);

}  // namespace segue
