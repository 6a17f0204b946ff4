# segue_export: weights to a model package; ONNX and its checker, no LibTorch. Included by CMakeLists.txt, before LibTorch.
find_package(ONNX REQUIRED CONFIG)
find_package(Protobuf REQUIRED)
find_package(CLI11 REQUIRED)
add_library(segue_export STATIC
  export_command.cpp export_package.cpp onnx_check.cpp onnx_graph.cpp onnx_vae.cpp onnx_weights.cpp)
target_compile_definitions(segue_export PRIVATE ONNX_NAMESPACE=onnx ONNX_ML=1)
target_link_libraries(segue_export PUBLIC segue_weights
  PRIVATE segue_options onnx onnx_proto protobuf::libprotobuf CLI11::CLI11)
