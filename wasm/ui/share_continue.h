// SPDX-License-Identifier: Apache-2.0
// What a model that continues music was asked, in a shared address: how it begins (the notes
// themselves, wherever they came from), how the model treats that, how long it goes on. With the
// seed that makes the same music again.
#pragma once

#include <string>
#include <string_view>

#include "wasm/ui/app_state.h"

namespace segue {

/// Parts "&key=value". Of a beginning that is too long the first part is taken.
std::string encode_continue(const Document& document);
/// Whether all of the beginning fits.
bool beginning_fits(const Document& document);
/// Takes one of them. False: it is none of these.
bool apply_continue(Document& document, std::string_view key, std::string_view value);

}  // namespace segue
