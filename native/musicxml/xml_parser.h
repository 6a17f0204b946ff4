// SPDX-License-Identifier: Apache-2.0
// A parsed XML text that knows its lines. The only place that runs the parser.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <vector>

#include "shared/base/result.h"

namespace segue {

class XmlTree {
 public:
  /// `what` is what messages call the text. The bytes are not needed afterwards.
  /// Errors: kCorruptData, with the line.
  static Result<XmlTree> parse(std::span<const std::uint8_t> bytes, const std::string& what);

  pugi::xml_node root() const { return document_->document_element(); }
  /// "line 12: ", or nothing where it is not known.
  std::string place(const pugi::xml_node& node) const;

 private:
  std::string place(std::ptrdiff_t offset) const;

  std::unique_ptr<pugi::xml_document> document_;
  std::vector<std::size_t> line_starts_;  ///< byte offsets; none where the text was converted
};

}  // namespace segue
