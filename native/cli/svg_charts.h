// SPDX-License-Identifier: Apache-2.0
// Small charts as inline SVG for reports: their colours are classes that the page's style defines.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace segue {

/// Text for XML: & < > " become entities, control characters spaces, what is no UTF-8 question
/// marks.
std::string to_xml_text(const std::string& text);

/// One bin of two distributions, 0..1 each; `tick` is written under it unless empty.
struct BarPair {
  std::string label, tick;
  double mine = 0, theirs = 0;
};
/// Overlaid bars: narrow ones of class "a" for this set before wide ones of class "b" for the
/// reference (`has_theirs`), each pair with its numbers as a tool tip.
std::string bar_chart(const std::vector<BarPair>& bars, bool has_theirs);

/// Where a mean lies in a reference's range.
struct RangeMark {
  double low = 0, high = 0, mean = 0;              ///< of the reference
  double own_low = 0, own_high = 0, own_mean = 0;  ///< of this set
};
/// A band of class "b" with a tick, and a line of class "a" with a dot, on a common scale.
std::string range_chart(const RangeMark& mark);

struct Line {
  std::string label;
  std::string css_class;  ///< "a" or "b"
  std::vector<std::pair<double, double>> points;
};
/// Lines over training steps, with axes; the vertical axis leaves out the highest fiftieth of the
/// values, so that a first loss does not flatten the rest.
std::string line_chart(const std::vector<Line>& lines);

}  // namespace segue
