// SPDX-License-Identifier: Apache-2.0
// Files that appear under their final name complete or not at all: written aside in the same
// folder, fsync, rename, fsync of the folder. Used for data sets, checkpoints, packages and MIDI
// files.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace segue {

enum class Overwrite { kNo, kYes };

/// Writes `bytes` to `path`. On any failure nothing changes under `path` and nothing is left beside
/// it. Errors: kInvalidArgument (exists and may not be replaced), kIo (no folder, no permission, no
/// space).
Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes,
                        Overwrite overwrite = Overwrite::kNo);
Result<void> write_file(const std::string& path, std::string_view text,
                        Overwrite overwrite = Overwrite::kNo);

/// The same for writers that want a path: `write` is given the name of a file beside `path` to
/// create; when it succeeds that file is synced and renamed to `path`, else it is removed.
Result<void> write_file_aside(const std::string& path, Overwrite overwrite,
                              const std::function<Result<void>(const std::string& aside)>& write);

/// Whether write_file could succeed: the folder is there and writable, the file absent or
/// replaceable. For long work that ends in a write. Errors as write_file.
Result<void> check_writable(const std::string& path, Overwrite overwrite);

/// Whether there can be files in `folder`: it is there and writable, or the nearest one above it
/// that is there is. Errors: kIo.
Result<void> check_folder(const std::string& folder);

/// Makes `folder`, and those above it, where they are missing. Errors: kIo.
Result<void> make_folder(const std::string& folder);

}  // namespace segue
