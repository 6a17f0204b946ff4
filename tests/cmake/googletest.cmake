# GoogleTest from the distribution's package, natively and (from its source, /usr/src/googletest) for wasm.
# segue_add_tests(NAME SOURCES... [LIBRARIES ...] [SECONDS n]) makes one test executable and one ctest entry; those that
# take the most seconds are started first.
if(EMSCRIPTEN)
  include(${CMAKE_SOURCE_DIR}/wasm/third_party/third_party.cmake)
  segue_third_party_dir(segue_googletest_dir googletest ${SEGUE_GOOGLETEST_VERSION})
  set(SEGUE_GOOGLETEST_SOURCE /usr/src/googletest CACHE PATH "GoogleTest's source, for wasm")
  if(EXISTS ${segue_googletest_dir}/lib/libgtest_main.a)  # built once for all clones: wasm/third_party/fetch.sh
    segue_imported(GTest::gtest ${segue_googletest_dir}/lib/libgtest.a ${segue_googletest_dir}/include)
    segue_imported(GTest::gtest_main ${segue_googletest_dir}/lib/libgtest_main.a ${segue_googletest_dir}/include)
    set_property(TARGET GTest::gtest_main PROPERTY INTERFACE_LINK_LIBRARIES GTest::gtest)
  else()
    add_subdirectory(${SEGUE_GOOGLETEST_SOURCE} ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL SYSTEM)
  endif()
else()
  find_package(GTest REQUIRED)
endif()

function(segue_add_tests name)
  cmake_parse_arguments(arg "" "SECONDS" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON)  # joined, a third of the time
  target_compile_definitions(${name} PRIVATE SEGUE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  target_link_libraries(${name} PRIVATE segue_shared segue_options ${arg_LIBRARIES} GTest::gtest_main)
  if(EMSCRIPTEN)
    target_link_options(${name} PRIVATE -sENVIRONMENT=node -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sEXIT_RUNTIME=1 -O1)  # a tenth of the time to link
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  if(arg_SECONDS)
    set_tests_properties(${name} PROPERTIES COST ${arg_SECONDS})
  endif()
endfunction()
