// SPDX-License-Identifier: Apache-2.0
#include "native/musicxml/xml_tree.h"

#include <algorithm>

namespace segue {

Result<XmlTree> XmlTree::parse(std::span<const std::uint8_t> bytes, const std::string& what) {
  XmlTree tree;
  tree.document_ = std::make_unique<pugi::xml_document>();
  const pugi::xml_parse_result parsed =
      tree.document_->load_buffer(bytes.data(), bytes.size(), pugi::parse_default);
  if (parsed.encoding == pugi::encoding_utf8) {
    tree.line_starts_.push_back(0);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\n') tree.line_starts_.push_back(i + 1);
    }
  }
  if (!parsed) {
    return Error{ErrorCode::kCorruptData, what + " is no well-formed XML: " +
                                              tree.place(parsed.offset) + parsed.description()};
  }
  return tree;
}

std::string XmlTree::place(const pugi::xml_node& node) const { return place(node.offset_debug()); }

std::string XmlTree::place(std::ptrdiff_t offset) const {
  if (line_starts_.empty() || offset < 0) return {};
  const auto after =
      std::upper_bound(line_starts_.begin(), line_starts_.end(), static_cast<std::size_t>(offset));
  return "line " + std::to_string(after - line_starts_.begin()) + ": ";
}

}  // namespace segue
