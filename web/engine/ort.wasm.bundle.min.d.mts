// SPDX-License-Identifier: Apache-2.0
// assemble.mjs puts ONNX Runtime Web at engine/ort.wasm.bundle.min.mjs.
export * from 'onnxruntime-web';
