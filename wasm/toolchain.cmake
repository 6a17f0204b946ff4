# SPDX-License-Identifier: Apache-2.0
# Finds Emscripten's own toolchain file: an emsdk ($EMSDK) first, then the distribution's package.
if(DEFINED ENV{EMSDK} AND EXISTS "$ENV{EMSDK}/upstream/emscripten")
  set(SEGUE_EMSCRIPTEN "$ENV{EMSDK}/upstream/emscripten")
else()
  set(SEGUE_EMSCRIPTEN /usr/share/emscripten)
endif()
if(NOT EXISTS "${SEGUE_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake")
  message(FATAL_ERROR "Emscripten was not found. Run web/setup page, or set EMSDK to an emsdk folder.")
endif()
include("${SEGUE_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake")
# Emscripten 3.1.6 hands node a flag that node 20 refuses, and its output calls node's fetch() on file paths.
if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
  find_program(SEGUE_NODE node REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${SEGUE_NODE};--no-experimental-fetch" CACHE STRING "" FORCE)
endif()
