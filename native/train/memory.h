// SPDX-License-Identifier: Apache-2.0
// How a training program should use its heap.
#pragma once

namespace segue {

/// Each step allocates and frees the same large arrays: keep their pages instead of returning them
/// to the system, which would zero them again every time. Call first in main; does something with
/// glibc only.
void keep_freed_memory();

}  // namespace segue
