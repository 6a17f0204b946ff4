# The exporter's tests: no LibTorch. Included by CMakeLists.txt.
segue_add_tests(segue_export_tests SOURCES export_test.cpp reference_vae.cpp LIBRARIES segue_export segue_ort)
