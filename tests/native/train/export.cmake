# The exporter's tests: no LibTorch. Included by CMakeLists.txt.
find_package(CLI11 REQUIRED)
segue_add_tests(segue_export_tests SOURCES attributes_command_test.cpp export_test.cpp family_export_test.cpp fit_attributes_test.cpp fit_critic_test.cpp fit_prior_test.cpp
    prior_command_test.cpp reference_network.cpp tiny_model.cpp tiny_model_test.cpp
  LIBRARIES segue_export segue_ort CLI11::CLI11)
# Writes tests/data/tiny_model anew, after a change of the exporter.
add_executable(segue_make_tiny_model EXCLUDE_FROM_ALL make_tiny_model.cpp reference_network.cpp tiny_model.cpp)
target_link_libraries(segue_make_tiny_model PRIVATE segue_export segue_options)

# LibTorch against ONNX Runtime, on the tiny model and the shipped ones.
segue_add_tests(segue_torch_agreement_tests SOURCES reference_network.cpp rnn_export_test.cpp stream_test_support.cpp
    torch_agreement_test.cpp
  LIBRARIES segue_train segue_export segue_ort)
target_precompile_headers(segue_torch_agreement_tests REUSE_FROM segue_train)
target_compile_definitions(segue_torch_agreement_tests PRIVATE SEGUE_MODELS_FOLDER="${PROJECT_SOURCE_DIR}/models")
