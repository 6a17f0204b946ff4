// SPDX-License-Identifier: Apache-2.0
// From the tree of a MusicXML text to a score.
#pragma once

#include "native/musicxml/xml_tree.h"
#include "shared/music/score.h"

namespace segue {

struct ReadScore {
  Score score;
  int unnamed_percussion = 0;  ///< notes without pitch and MIDI key, which are silent
};

/// Errors: those of read_musicxml.
Result<ReadScore> read_score(const XmlTree& tree);

}  // namespace segue
