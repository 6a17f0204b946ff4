// SPDX-License-Identifier: Apache-2.0
#include "native/cli/svg_charts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "native/cli/text_table.h"

namespace segue {
namespace {

std::string number(double value, const char* format = "%.1f") {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string rect(const char* css_class, double x, double y, double width, double height) {
  return "<rect class=\"" + std::string(css_class) + "\" x=\"" + number(x) + "\" y=\"" + number(y) +
         "\" width=\"" + number(std::max(width, 0.0)) + "\" height=\"" +
         number(std::max(height, 0.0)) + "\"/>";
}

std::string line(const char* css_class, double x1, double y1, double x2, double y2) {
  return "<line class=\"" + std::string(css_class) + "\" x1=\"" + number(x1) + "\" y1=\"" +
         number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\"/>";
}

std::string text(double x, double y, const char* anchor, const std::string& content) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">" +
         to_xml_text(content) + "</text>";
}

/// "12.5k" for 12500.
std::string short_number(double value) {
  const double size = std::fabs(value);
  if (size >= 1e6) return number(value / 1e6, "%.3g") + "M";
  if (size >= 1e4) return number(value / 1e3, "%.3g") + "k";
  if (size >= 1e3) return number(value, "%.0f");
  return number(value, "%.3g");
}

/// A distance of 1, 2 or 5 times a power of ten that divides `range` into about `parts`.
double nice_step(double range, int parts) {
  const double raw = range / parts;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power) return factor * power;
  }
  return 10 * power;
}

}  // namespace

std::string to_xml_text(const std::string& plain) {
  std::string out;
  for (const char c : printable(plain)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string bar_chart(const std::vector<BarPair>& bars, bool has_theirs) {
  constexpr double kWidth = 400, kHeight = 130, kTicks = 18;
  double highest = 1e-9;
  for (const BarPair& bar : bars) highest = std::max({highest, bar.mine, bar.theirs});
  const double slot = kWidth / static_cast<double>(std::max<std::size_t>(bars.size(), 1));
  std::string svg =
      "<svg class=\"chart\" viewBox=\"0 0 400 " + number(kHeight + kTicks) + "\" role=\"img\">";
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const BarPair& bar = bars[i];
    const double x = static_cast<double>(i) * slot;
    const double mine = bar.mine / highest * (kHeight - 4);
    const double theirs = bar.theirs / highest * (kHeight - 4);
    svg += "<g><title>" + to_xml_text(bar.label) + ": " + number(bar.mine * 100) + " %" +
           (has_theirs ? " (reference " + number(bar.theirs * 100) + " %)" : "") + "</title>";
    svg += rect("slot", x, 0, slot, kHeight);
    if (has_theirs) svg += rect("b", x + slot * 0.06, kHeight - theirs, slot * 0.88, theirs);
    const double inset = has_theirs ? 0.26 : 0.1;
    svg += rect("a", x + slot * inset, kHeight - mine, slot * (1 - 2 * inset), mine) + "</g>";
    if (!bar.tick.empty()) svg += text(x + slot / 2, kHeight + 14, "middle", bar.tick);
  }
  return svg + line("axis", 0, kHeight, kWidth, kHeight) + "</svg>";
}

std::string range_chart(const RangeMark& mark) {
  constexpr double kWidth = 200, kHeight = 22, kMiddle = 11;
  const double low = std::min({mark.low, mark.mean, mark.own_low, mark.own_mean});
  const double high = std::max({mark.high, mark.mean, mark.own_high, mark.own_mean});
  const double margin = std::max((high - low) * 0.06, 1e-9);
  const auto x = [&](double value) {
    return (value - low + margin) / (high - low + 2 * margin) * kWidth;
  };
  std::string svg =
      "<svg class=\"range\" viewBox=\"0 0 200 22\" role=\"img\"><title>5 to 95 in "
      "100 pieces, and the mean</title>";
  svg += rect("slot", 0, 1, kWidth, kHeight - 2);
  svg += rect("b", x(mark.low), 3, std::max(x(mark.high) - x(mark.low), 1.5), kHeight - 6);
  svg += line("mean", x(mark.mean), 1, x(mark.mean), kHeight - 1);
  svg += line("own", x(mark.own_low), kMiddle, x(mark.own_high), kMiddle);
  return svg + "<circle class=\"a\" cx=\"" + number(x(mark.own_mean)) + "\" cy=\"" +
         number(kMiddle) + "\" r=\"4.5\"/></svg>";
}

std::string line_chart(const std::vector<Line>& lines) {
  constexpr double kLeft = 46, kRight = 394, kTop = 8, kBottom = 160;
  std::vector<double> values;
  double first = 1e300, last = 0;
  for (const Line& l : lines) {
    for (const auto& [step, value] : l.points) {
      values.push_back(value);
      first = std::min(first, step);
      last = std::max(last, step);
    }
  }
  if (values.empty()) return "";
  std::sort(values.begin(), values.end());
  double low = values.front(), high = values[(values.size() - 1) * 49 / 50];
  const double step = nice_step(std::max(high - low, 1e-6), 4);
  low = std::floor(low / step) * step;
  high = std::max(std::ceil(high / step) * step, low + step);
  const auto x = [&](double at) {
    return kLeft + (at - first) / std::max(last - first, 1.0) * (kRight - kLeft);
  };
  const auto y = [&](double value) {
    return kBottom - (std::min(value, high) - low) / (high - low) * (kBottom - kTop);
  };
  std::string svg = "<svg class=\"chart\" viewBox=\"0 0 400 182\" role=\"img\">";
  for (double value = low; value <= high + step / 2; value += step) {
    svg += line("grid", kLeft, y(value), kRight, y(value));
    svg += text(kLeft - 6, y(value) + 4, "end",
                short_number(std::fabs(value) < step / 1e3 ? 0 : value));
  }
  svg += text(kLeft, kBottom + 16, "start", short_number(first));
  svg += text(kRight, kBottom + 16, "end", short_number(last) + " steps");
  for (const Line& l : lines) {
    svg += "<polyline class=\"line-" + l.css_class + "\" points=\"";
    for (const auto& [at, value] : l.points) svg += number(x(at)) + "," + number(y(value)) + " ";
    svg += "\"><title>" + to_xml_text(l.label) + "</title></polyline>";
  }
  return svg + "</svg>";
}

}  // namespace segue
