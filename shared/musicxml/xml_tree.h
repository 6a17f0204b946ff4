// SPDX-License-Identifier: Apache-2.0
// The elements of an XML text as whoever parses it hands them over: pugixml natively, the browser's
// own parser in the page. No parser is here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace segue {

class XmlTree;

/// An element, or none: a null node has no name, no text, no attributes and no children. Valid as
/// long as its tree is.
class XmlNode {
 public:
  XmlNode() = default;
  explicit operator bool() const { return tree_ != nullptr; }
  std::string_view name() const;
  /// The first text inside the element that is not blank, entities resolved.
  std::string_view text() const;
  /// Empty where there is no such attribute.
  std::string_view attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const;
  /// The first one of this name.
  XmlNode child(std::string_view name) const;
  std::string_view child_text(std::string_view name) const { return child(name).text(); }
  /// "line 12: ", or nothing where it is not known.
  std::string place() const;

  /// Children in order; those of one name where `name` is given.
  class Range;
  Range children(std::string_view name = {}) const;

 private:
  friend class XmlTree;
  XmlNode(const XmlTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
  const XmlTree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

/// All elements of a text, however deep, in a few arrays. Filled by open(), attribute(), text() and
/// close(), in the order of the text.
class XmlTree {
 public:
  /// `line` 0: not known.
  void open(std::string_view name, std::size_t line = 0);
  void attribute(std::string_view name, std::string_view value);
  void text(std::string_view text);
  void close();

  XmlNode root() const { return nodes_.empty() ? XmlNode() : XmlNode(this, 0); }

 private:
  friend class XmlNode;
  friend class XmlNode::Range;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Piece {
    std::uint32_t at = 0, size = 0;
  };
  struct Node {
    Piece name, text;
    std::uint32_t first_child = kNone, last_child = kNone, next = kNone;
    std::uint32_t attribute_at = 0, attribute_count = 0, line = 0;
  };
  struct Attribute {
    Piece name, value;
  };

  Piece keep(std::string_view text);
  std::string_view of(const Piece& piece) const {
    return std::string_view(characters_).substr(piece.at, piece.size);
  }

  std::string characters_;
  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
  std::vector<std::uint32_t> open_;  ///< from the root to the element being filled
};

class XmlNode::Range {
 public:
  class Iterator {
   public:
    Iterator(XmlNode node, std::string_view name) : node_(node), name_(name) { skip(); }
    XmlNode operator*() const { return node_; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return bool(node_) != bool(other.node_); }

   private:
    void skip();
    XmlNode node_;
    std::string_view name_;
  };
  Range(XmlNode first, std::string_view name) : first_(first), name_(name) {}
  Iterator begin() const { return {first_, name_}; }
  Iterator end() const { return {{}, name_}; }

 private:
  XmlNode first_;
  std::string_view name_;
};

/// Elements as one string each, every string ended by a zero, which no XML holds: "<name" opens,
/// "@name" and then its value give an attribute, "=text" a text, ">" closes. What web/musicxml.js
/// makes. Errors: kCorruptData.
Result<XmlTree> unpack_xml(std::span<const std::uint8_t> bytes);

}  // namespace segue
