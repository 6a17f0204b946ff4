// SPDX-License-Identifier: Apache-2.0
// A document as a short text that fits an address ("https://...#<text>") and the browser's storage.
// Holds the notes themselves, not only the seed: what was heard comes back whatever model the
// reader has.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "wasm/ui/app_state.h"

namespace segue {

/// Letters, digits and "-_.~&=%" only. Latent vectors stay behind.
std::string to_share_text(const Document& document);

/// The text comes from anywhere. Errors: kCorruptData (what is wrong, and that the link is
/// damaged), kUnsupported (written by a newer Segue).
Result<Document> from_share_text(std::string_view text);

}  // namespace segue
