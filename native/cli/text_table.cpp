// SPDX-License-Identifier: Apache-2.0
#include "native/cli/text_table.h"

#include <algorithm>

namespace segue {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

bool is_number(const std::string& text) {
  return text.empty() || text.find_first_not_of("0123456789.-+%") == std::string::npos;
}

// Bytes of the UTF-8 character that begins with `first`; 0 where none does.
std::size_t character_size(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

}  // namespace

std::string printable(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t size = character_size(first);
    bool whole = size > 0 && i + size <= text.size();
    for (std::size_t j = 1; whole && j < size; ++j) whole = is_continuation(text[i + j]);
    if (!whole) {
      out += '?';
      ++i;
    } else {
      // U+0080 to U+009F are control characters too.
      const bool control = first < 0x20 || first == 0x7F ||
                           (first == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0);
      out += control ? " " : text.substr(i, size);
      i += size;
    }
  }
  return out;
}

void TextTable::add(std::vector<std::string> row) {
  for (auto& cell : row) cell = printable(cell);
  rows_.push_back(std::move(row));
}

std::string TextTable::to_text() const {
  std::vector<std::size_t> widths;
  std::vector<bool> numbers;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    for (std::size_t c = 0; c < rows_[r].size(); ++c) {
      if (c == widths.size()) {
        widths.push_back(0);
        numbers.push_back(rows_.size() > 1);
      }
      widths[c] = std::max(widths[c], width_of(rows_[r][c]));
      if (r > 0 && !is_number(rows_[r][c])) numbers[c] = false;
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string space(widths[c] - width_of(row[c]), ' ');
      line += (c > 0 ? "  " : "") + (numbers[c] ? space + row[c] : row[c] + space);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace segue
