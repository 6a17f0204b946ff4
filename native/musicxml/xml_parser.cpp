// SPDX-License-Identifier: Apache-2.0
#include "native/musicxml/xml_parser.h"

#include <algorithm>
#include <cstddef>
#include <pugixml.hpp>
#include <vector>

namespace segue {
namespace {

/// Byte offsets to lines.
class Lines {
 public:
  /// Without lines where the text was converted: offsets are those of the converted one.
  Lines(std::span<const std::uint8_t> bytes, bool known) {
    if (!known) return;
    starts_.push_back(0);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\n') starts_.push_back(i + 1);
    }
  }
  /// From 1; 0: not known.
  std::size_t of(std::ptrdiff_t offset) const {
    if (starts_.empty() || offset < 0) return 0;
    const auto after =
        std::upper_bound(starts_.begin(), starts_.end(), static_cast<std::size_t>(offset));
    return static_cast<std::size_t>(after - starts_.begin());
  }

 private:
  std::vector<std::size_t> starts_;
};

/// Without recursion: a text may be as deep as it is long.
class Copier : public pugi::xml_tree_walker {
 public:
  Copier(XmlTree& tree, const Lines& lines) : tree_(tree), lines_(lines) {}

  bool for_each(pugi::xml_node& node) override {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      close_to(depth());
      tree_.text(node.value());
    } else if (node.type() == pugi::node_element) {
      close_to(depth());
      tree_.open(node.name(), lines_.of(node.offset_debug()));
      for (const pugi::xml_attribute one : node.attributes()) {
        tree_.attribute(one.name(), one.value());
      }
      ++open_;
    }
    return true;
  }
  bool end(pugi::xml_node&) override {
    close_to(0);
    return true;
  }

 private:
  void close_to(int depth) {
    for (; open_ > depth; --open_) tree_.close();
  }

  XmlTree& tree_;
  const Lines& lines_;
  int open_ = 0;
};

}  // namespace

Result<XmlTree> parse_xml(std::span<const std::uint8_t> bytes, const std::string& what) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default);
  const Lines lines(bytes, parsed.encoding == pugi::encoding_utf8);
  if (!parsed) {
    const std::size_t line = lines.of(parsed.offset);
    return Error{ErrorCode::kCorruptData,
                 what + " is no well-formed XML: " +
                     (line > 0 ? "line " + std::to_string(line) + ": " : "") +
                     parsed.description()};
  }
  XmlTree tree;
  Copier copier(tree, lines);
  document.traverse(copier);
  return tree;
}

}  // namespace segue
