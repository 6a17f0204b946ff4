// SPDX-License-Identifier: Apache-2.0
// Reading files and folders. native/io is the only place that opens files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace segue {

/// The whole file. Errors: kNotFound, kIo (a folder, no permission, a failed read), with path and
/// reason.
Result<std::vector<std::uint8_t>> read_file(const std::string& path);

/// Its first `count` bytes, or all where there are fewer. Errors as read_file.
Result<std::vector<std::uint8_t>> read_file_start(const std::string& path, std::size_t count);

/// Like read_file, as text (bytes are not checked to be UTF-8).
Result<std::string> read_text_file(const std::string& path);

/// Paths, relative to `folder`, of the files in it and its subfolders that are `wanted` by their
/// path (has_midi_extension, has_score_extension), sorted bytewise. Links to folders are not
/// followed. Errors: kNotFound, kIo.
Result<std::vector<std::string>> list_files(
    const std::string& folder, const std::function<bool(std::string_view path)>& wanted);

}  // namespace segue
