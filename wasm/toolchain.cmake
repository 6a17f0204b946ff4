# SPDX-License-Identifier: Apache-2.0
# Finds Emscripten's own toolchain file: an emsdk ($EMSDK) first, then the distribution's package.
if(DEFINED ENV{EMSDK} AND EXISTS "$ENV{EMSDK}/upstream/emscripten")
  set(SEGUE_EMSCRIPTEN "$ENV{EMSDK}/upstream/emscripten")
else()
  set(SEGUE_EMSCRIPTEN /usr/share/emscripten)
endif()
if(NOT EXISTS "${SEGUE_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake")
  message(FATAL_ERROR "Emscripten was not found. Run native/setup page, or set EMSDK to an emsdk folder.")
endif()
include("${SEGUE_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake")
# Emscripten 3.1.6 hands node a flag that node 20 refuses, and its output calls node's fetch() on file paths.
if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
  find_program(SEGUE_NODE node REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${SEGUE_NODE};--no-experimental-fetch" CACHE STRING "" FORCE)
endif()
# Debian's emcc runs its acorn-based optimiser with whatever node is first in PATH: tell that node where acorn is.
if(EXISTS /usr/share/nodejs/acorn)
  foreach(language C CXX)
    set(CMAKE_${language}_LINKER_LAUNCHER "${CMAKE_COMMAND};-E;env;NODE_PATH=/usr/share/nodejs:$ENV{NODE_PATH}"
      CACHE STRING "" FORCE)
  endforeach()
endif()
