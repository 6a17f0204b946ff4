// SPDX-License-Identifier: Apache-2.0
#include "shared/musicxml/xml_tree.h"

#include <algorithm>

namespace segue {

std::string_view XmlNode::name() const {
  return tree_ ? tree_->of(tree_->nodes_[index_].name) : std::string_view();
}

std::string_view XmlNode::text() const {
  return tree_ ? tree_->of(tree_->nodes_[index_].text) : std::string_view();
}

std::string_view XmlNode::attribute(std::string_view name) const {
  if (!tree_) return {};
  const auto& node = tree_->nodes_[index_];
  for (std::uint32_t i = 0; i < node.attribute_count; ++i) {
    const auto& attribute = tree_->attributes_[node.attribute_at + i];
    if (tree_->of(attribute.name) == name) return tree_->of(attribute.value);
  }
  return {};
}

bool XmlNode::has_attribute(std::string_view name) const {
  if (!tree_) return false;
  const auto& node = tree_->nodes_[index_];
  const auto first = tree_->attributes_.begin() + node.attribute_at;
  return std::any_of(first, first + node.attribute_count, [&](const XmlTree::Attribute& attribute) {
    return tree_->of(attribute.name) == name;
  });
}

XmlNode XmlNode::child(std::string_view name) const {
  for (const XmlNode node : children(name)) return node;
  return {};
}

std::string XmlNode::place() const {
  const std::uint32_t line = tree_ ? tree_->nodes_[index_].line : 0;
  return line > 0 ? "line " + std::to_string(line) + ": " : std::string();
}

XmlNode::Range XmlNode::children(std::string_view name) const {
  const std::uint32_t first = tree_ ? tree_->nodes_[index_].first_child : XmlTree::kNone;
  return {first == XmlTree::kNone ? XmlNode() : XmlNode(tree_, first), name};
}

XmlNode::Range::Iterator& XmlNode::Range::Iterator::operator++() {
  const std::uint32_t next = node_.tree_->nodes_[node_.index_].next;
  node_ = next == XmlTree::kNone ? XmlNode() : XmlNode(node_.tree_, next);
  skip();
  return *this;
}

void XmlNode::Range::Iterator::skip() {
  while (node_ && !name_.empty() && node_.name() != name_) {
    const std::uint32_t next = node_.tree_->nodes_[node_.index_].next;
    node_ = next == XmlTree::kNone ? XmlNode() : XmlNode(node_.tree_, next);
  }
}

XmlTree::Piece XmlTree::keep(std::string_view text) {
  const Piece piece{static_cast<std::uint32_t>(characters_.size()),
                    static_cast<std::uint32_t>(text.size())};
  characters_.append(text);
  return piece;
}

void XmlTree::open(std::string_view name, std::size_t line) {
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  if (!open_.empty()) {
    Node& parent = nodes_[open_.back()];
    (parent.first_child == kNone ? parent.first_child : nodes_[parent.last_child].next) = index;
    parent.last_child = index;
  }
  Node& node = nodes_.emplace_back();
  node.name = keep(name);
  node.attribute_at = static_cast<std::uint32_t>(attributes_.size());
  node.line = static_cast<std::uint32_t>(line);
  open_.push_back(index);
}

void XmlTree::attribute(std::string_view name, std::string_view value) {
  const Piece kept_name = keep(name);
  attributes_.push_back({kept_name, keep(value)});
  ++nodes_[open_.back()].attribute_count;
}

void XmlTree::text(std::string_view text) {
  Node& node = nodes_[open_.back()];
  if (node.text.size > 0 || text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  node.text = keep(text);
}

void XmlTree::close() { open_.pop_back(); }

Result<XmlTree> unpack_xml(std::span<const std::uint8_t> bytes) {
  const Error broken{ErrorCode::kCorruptData, "the score did not arrive whole; open it again"};
  std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto next = [&rest](std::string_view& piece) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return false;
    piece = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return true;
  };
  XmlTree tree;
  std::size_t depth = 0;
  bool may_have_attributes = false;
  while (!rest.empty()) {
    std::string_view piece, value;
    if (!next(piece) || piece.empty()) return broken;
    const char kind = piece.front();
    piece.remove_prefix(1);
    if (kind == '<') {
      if (depth == 0 && tree.root()) return broken;  // one element holds all others
      tree.open(piece);
      ++depth;
    } else if (depth == 0) {
      return broken;
    } else if (kind == '@') {
      if (!may_have_attributes || !next(value)) return broken;
      tree.attribute(piece, value);
    } else if (kind == '=') {
      tree.text(piece);
    } else if (kind == '>') {
      tree.close();
      --depth;
    } else {
      return broken;
    }
    may_have_attributes = kind == '<' || kind == '@';
  }
  if (depth > 0 || !tree.root()) return broken;
  return tree;
}

}  // namespace segue
