// SPDX-License-Identifier: Apache-2.0
#include "native/train/memory.h"

#include <cstddef>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace segue {

void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);  // arenas of other threads are too small for these arrays
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

}  // namespace segue
