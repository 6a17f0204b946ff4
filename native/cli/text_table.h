// SPDX-License-Identifier: Apache-2.0
// Columns of text, aligned; counts characters, not bytes.
#pragma once

#include <string>
#include <vector>

namespace segue {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) { add(std::move(header)); }
  /// Control characters in cells become spaces: names in files are any bytes.
  void add(std::vector<std::string> row);
  /// Columns of numbers are set flush right. Ends with a line break.
  std::string to_text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// `text` without control characters and, where it is no UTF-8, with question marks.
std::string printable(const std::string& text);

}  // namespace segue
