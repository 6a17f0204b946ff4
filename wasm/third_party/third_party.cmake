# SPDX-License-Identifier: Apache-2.0
# SDL2::SDL2 and imgui::imgui for the page: a package the toolchain knows, Emscripten's port (SEGUE_SDL2_PORT), or
# what fetch.sh built into the user's cache. Also segue_third_party_dir() for tests/cmake and web/serve.
include_guard(DIRECTORY)  # its variables are not seen elsewhere
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/versions.env segue_versions REGEX "^[A-Z0-9]+_VERSION=")
foreach(line IN LISTS segue_versions)
  string(REGEX MATCH "^([A-Z0-9]+)_VERSION=(.*)$" _ ${line})
  set(SEGUE_${CMAKE_MATCH_1}_VERSION ${CMAKE_MATCH_2})
endforeach()

if(DEFINED ENV{SEGUE_CACHE})
  set(SEGUE_THIRD_PARTY $ENV{SEGUE_CACHE}/third_party)
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(SEGUE_THIRD_PARTY $ENV{XDG_CACHE_HOME}/segue/third_party)
else()
  set(SEGUE_THIRD_PARTY $ENV{HOME}/.cache/segue/third_party)
endif()

# Where fetch.sh keeps a built part: name, version, compiler, eight digits of its recipe's hash.
set(SEGUE_THIRD_PARTY_RECIPES ${CMAKE_CURRENT_LIST_DIR})
function(segue_third_party_dir variable name version)
  file(SHA256 ${SEGUE_THIRD_PARTY_RECIPES}/${name}/CMakeLists.txt recipe)
  string(SUBSTRING ${recipe} 0 8 recipe)
  set(${variable} ${SEGUE_THIRD_PARTY}/${name}-${version}-emcc-${EMSCRIPTEN_VERSION}-${recipe} PARENT_SCOPE)
endfunction()

function(segue_imported target library includes)
  if(NOT EXISTS ${library})
    message(FATAL_ERROR "${library} is missing. Run wasm/third_party/fetch.sh (web/serve does), "
      "or give its package to CMake with CMAKE_PREFIX_PATH.")
  endif()
  add_library(${target} STATIC IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${library}
    INTERFACE_INCLUDE_DIRECTORIES "${includes}" INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${includes}")
endfunction()

option(SEGUE_SDL2_PORT "Use Emscripten's own SDL2 port (downloads it)" OFF)
function(segue_find_sdl2)
  if(TARGET SDL2::SDL2)
    return()
  endif()
  if(SEGUE_SDL2_PORT)
    add_library(SDL2::SDL2 INTERFACE IMPORTED GLOBAL)
    target_compile_options(SDL2::SDL2 INTERFACE -sUSE_SDL=2)
    target_link_options(SDL2::SDL2 INTERFACE -sUSE_SDL=2)
    return()
  endif()
  segue_third_party_dir(dir sdl2 ${SEGUE_SDL2_VERSION})
  segue_imported(SDL2::SDL2 ${dir}/lib/libSDL2.a ${dir}/include/SDL2)
endfunction()

function(segue_find_imgui)
  if(TARGET imgui::imgui)
    return()
  endif()
  find_package(imgui CONFIG QUIET)
  if(TARGET imgui::imgui)
    return()
  endif()
  segue_find_sdl2()
  segue_third_party_dir(dir imgui ${SEGUE_IMGUI_VERSION})
  segue_imported(imgui::imgui ${dir}/lib/libimgui.a ${dir}/include)
  # What the library was built with: imgui/CMakeLists.txt.
  set_target_properties(imgui::imgui PROPERTIES INTERFACE_COMPILE_DEFINITIONS
    "IMGUI_DISABLE_OBSOLETE_FUNCTIONS;IMGUI_DISABLE_FILE_FUNCTIONS;IMGUI_ENABLE_TEST_ENGINE")
  set_property(TARGET imgui::imgui PROPERTY INTERFACE_LINK_LIBRARIES SDL2::SDL2)
endfunction()
