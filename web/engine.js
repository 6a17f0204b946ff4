// SPDX-License-Identifier: Apache-2.0
// The page's side of the ONNX Runtime worker: started on first use, one question at a time in flight per number.
// @ts-check
import { fetchLarge, gunzip } from './cache.js';

/** @typedef {import('./app.js').GraphTensor} GraphTensor */
/** @typedef {{url: string, version: string, size: number, gzip: boolean}} EngineFile of manifest.json */
/** @typedef {Record<string, GraphTensor>} Tensors */

export class Engine {
  /** @type {Worker | null} */ #worker = null;
  /** @type {Promise<void> | null} */ #ready = null;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */ #waiting = new Map();
  #next = 1;
  #started = false;
  #closed = false;
  #fetched = 0;
  /** @type {(bytes: number) => void} */ #onProgress = () => {};

  /** @param {URL} base of the page's files */
  constructor(base) {
    this.base = base;
  }

  /** Whether it is there: start() has nothing to fetch. */
  get started() {
    return this.#started;
  }

  /**
   * Fetches and starts ONNX Runtime; later calls wait for the same.
   * @param {EngineFile} file
   * @param {(bytes: number) => void} onProgress of the latest call
   */
  start(file, onProgress) {
    this.#onProgress = onProgress;
    onProgress(this.#fetched);
    this.#ready ??= this.#start(file).catch((error) => {
      this.#ready = null;
      this.#worker?.terminate();
      this.#worker = null;
      throw error;
    });
    return this.#ready;
  }

  /** @param {EngineFile} file */
  async #start(file) {
    const url = new URL(file.url, this.base);
    const bytes = await fetchLarge({ ...file, url }, (done) => this.#onProgress(this.#fetched = done));
    const wasm = file.gzip ? await gunzip(bytes) : bytes;
    if (this.#closed) throw new Error('The page was closed.');
    const worker = new Worker(new URL('./ort_worker.js', this.base), { type: 'module', name: 'segue-engine' });
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.error === undefined) waiting?.resolve(data.value);
      else waiting?.reject(new Error(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(`The engine stopped (${event.message || 'its files could not be loaded'}). Reload the page.`));
    };
    await this.#ask('init', { wasm }, [wasm.buffer]);
    this.#started = true;
  }

  /** Replaces the loaded graphs by these. @param {Record<string, Uint8Array<ArrayBuffer>>} graphs by name; given away */
  load(graphs) {
    return this.#ask('load', { graphs }, Object.values(graphs).map((bytes) => bytes.buffer));
  }

  /** @param {string} graph @param {Tensors} inputs given away @returns {Promise<Tensors>} */
  run(graph, inputs) {
    return this.#ask('run', { graph, inputs }, Object.values(inputs).map(({ data }) => data.buffer));
  }

  close() {
    this.#closed = true;
    this.#fail(new Error('The page was closed.'));
  }

  /** @param {string} what @param {object} message @param {Transferable[]} given @returns {Promise<any>} */
  #ask(what, message, given) {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new Error('The engine is not loaded. Load a model and try again.'));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, what, ...message }, given);
    });
  }

  /** @param {Error} error */
  #fail(error) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = null;
    this.#started = false;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
