// SPDX-License-Identifier: Apache-2.0
// XML text to its elements. The only place that runs the parser.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "shared/base/result.h"
#include "shared/musicxml/xml_tree.h"

namespace segue {

/// Elements with their lines. `what` is what messages call the text. Entities beyond the five of
/// XML stay text and nothing outside the bytes is opened.
/// Errors: kCorruptData, with the line.
Result<XmlTree> parse_xml(std::span<const std::uint8_t> bytes, const std::string& what);

}  // namespace segue
