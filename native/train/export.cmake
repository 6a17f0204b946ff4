# segue_export: weights to a model package; ONNX and its checker, no LibTorch. Included by CMakeLists.txt, before LibTorch.
find_package(ONNX REQUIRED CONFIG)
find_package(Protobuf REQUIRED)
find_package(CLI11 REQUIRED)
find_package(BLAS REQUIRED)
find_package(LAPACK REQUIRED)
find_path(SEGUE_ARMADILLO_INCLUDE armadillo REQUIRED DOC "Folder with Armadillo's headers")
add_library(segue_export STATIC
  attribute_effects.cpp attributes_command.cpp encode_windows.cpp export_command.cpp export_package.cpp find_attributes.cpp
  fit_attributes.cpp fit_critic.cpp fit_prior.cpp onnx_attention.cpp onnx_check.cpp onnx_cores.cpp onnx_decoder.cpp
  onnx_encoder.cpp onnx_graph.cpp onnx_rnn.cpp onnx_weights.cpp package_command.cpp
  package_files.cpp package_weights.cpp prior_command.cpp starting_point.cpp)
target_compile_definitions(segue_export PRIVATE ONNX_NAMESPACE=onnx ONNX_ML=1)
target_link_libraries(segue_export PUBLIC segue_weights segue_ort
  PRIVATE segue_options onnx onnx_proto protobuf::libprotobuf CLI11::CLI11 LAPACK::LAPACK BLAS::BLAS)
# Armadillo for the fits: headers alone (no wrapper library), errors as results, loops made fast.
target_include_directories(segue_export SYSTEM PRIVATE ${SEGUE_ARMADILLO_INCLUDE})
set_source_files_properties(attributes_command.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)  # names its helpers as export_command.cpp does
set_source_files_properties(fit_attributes.cpp fit_critic.cpp fit_prior.cpp PROPERTIES COMPILE_DEFINITIONS
  "ARMA_DONT_USE_WRAPPER;ARMA_NO_DEBUG;ARMA_DONT_PRINT_ERRORS;ARMA_DONT_USE_HDF5;ARMA_DONT_USE_ARPACK;ARMA_DONT_USE_SUPERLU"
  COMPILE_OPTIONS "-O3;-fno-math-errno;-fno-trapping-math")
