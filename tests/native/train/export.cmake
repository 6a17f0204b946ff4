# The exporter's tests: no LibTorch. Included by CMakeLists.txt.
segue_add_tests(segue_export_tests SOURCES export_test.cpp reference_vae.cpp tiny_model.cpp tiny_model_test.cpp
  LIBRARIES segue_export segue_ort)
# Writes tests/data/tiny_model anew, after a change of the exporter.
add_executable(segue_make_tiny_model EXCLUDE_FROM_ALL make_tiny_model.cpp reference_vae.cpp tiny_model.cpp)
target_link_libraries(segue_make_tiny_model PRIVATE segue_export segue_options)
