// SPDX-License-Identifier: Apache-2.0
// Runs ONNX Runtime away from the page, which stays smooth. Messages: {id, what, ...} in, {id, value | error} out.
// @ts-check
import * as ort from './engine/ort.wasm.bundle.min.mjs';

/** @typedef {import('./app.js').GraphTensor} GraphTensor */

/** @type {Map<string, import('onnxruntime-web').InferenceSession>} */
let sessions = new Map();

const calls = {
  /** @param {{wasm: Uint8Array<ArrayBuffer>}} message the engine's own program, fetched with progress by the page */
  async init({ wasm }) {
    ort.env.wasm.wasmBinary = wasm.buffer;
    // Two threads were no faster on these small graphs, and one needs no special headers from the server.
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
  },

  /** @param {{graphs: Record<string, Uint8Array>}} message */
  async load({ graphs }) {
    /** @type {typeof sessions} */ const loaded = new Map();
    for (const [name, bytes] of Object.entries(graphs)) {
      try {
        loaded.set(name, await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] }));
      } catch (error) {
        throw new Error(`The engine cannot use the model's ${name} (${reason(error)}). Download the model again.`);
      }
    }
    const old = sessions;
    sessions = loaded;
    for (const session of old.values()) await session.release();
  },

  /** @param {{graph: string, inputs: Record<string, GraphTensor>}} message */
  async run({ graph, inputs }) {
    const session = sessions.get(graph);
    if (!session) throw new Error(`The model has no graph named "${graph}". Choose another model.`);
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, { type, dims, data }]) =>
      [name, new ort.Tensor(type, /** @type {any} */ (data), dims)]));
    try {
      const results = await session.run(feeds);
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, toGraphTensor(name, tensor)]));
    } catch (error) {
      throw new Error(`The model could not be run (${reason(error)}). Try again, or reload the page.`);
    }
  },
};

/** @param {string} name @param {import('onnxruntime-web').Tensor} tensor @returns {GraphTensor} */
function toGraphTensor(name, tensor) {
  const { type, dims, data } = tensor;
  if (type !== 'float32' && type !== 'int64') throw new Error(`output ${name} is of type ${type}, expected float32 or int64`);
  return { type, dims: [...dims], data: /** @type {GraphTensor['data']} */ (data.slice()) };
}

const reason = (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error)).split('\n')[0];

/** @type {Promise<unknown>} one at a time: sessions are not made for two runs at once */
let last = Promise.resolve();
onmessage = ({ data }) => {
  const call = calls[/** @type {keyof typeof calls} */ (data.what)];
  last = last.then(async () => {
    try {
      postMessage({ id: data.id, value: await call(data) });
    } catch (error) {
      postMessage({ id: data.id, error: reason(error) });
    }
  });
};
