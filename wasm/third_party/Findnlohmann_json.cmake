# SPDX-License-Identifier: Apache-2.0
# find_package(nlohmann_json) for Emscripten, which does not look into /usr/include and must not: only this one
# folder of headers is let in, through a link in the build folder.
find_path(SEGUE_NLOHMANN_JSON nlohmann/json.hpp HINTS /usr/local/include /usr/include NO_CMAKE_FIND_ROOT_PATH)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(nlohmann_json REQUIRED_VARS SEGUE_NLOHMANN_JSON
  REASON_FAILURE_MESSAGE "install the package nlohmann-json3-dev")
if(nlohmann_json_FOUND AND NOT TARGET nlohmann_json::nlohmann_json)
  set(folder ${CMAKE_BINARY_DIR}/host-headers)
  file(MAKE_DIRECTORY ${folder})
  file(CREATE_LINK ${SEGUE_NLOHMANN_JSON}/nlohmann ${folder}/nlohmann SYMBOLIC)
  add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED GLOBAL)
  target_include_directories(nlohmann_json::nlohmann_json SYSTEM INTERFACE ${folder})
endif()
