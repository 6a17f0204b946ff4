// SPDX-License-Identifier: Apache-2.0
// Brings the engine and one model package into the page: model.json, graphs with progress, each checked by the
// program (size and SHA-256), then into the worker.
// @ts-check
import { fetchLarge, forgetLarge } from './cache.js';
import { fetchFile } from './fetch.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {{engine: import('./engine.js').EngineFile}} Manifest made by assemble.mjs */
/** @typedef {{graph: string, file: string, size_bytes: number, sha256: string}} PackageFile */
/** @typedef {{id: string, graphs: PackageFile[], prior?: Omit<PackageFile, 'graph'>, attributes?: Omit<PackageFile, 'graph'>}} Package */

/** Files of a package that are no graphs: the program keeps them. */
const kProgramParts = /** @type {const} */ (['prior', 'attributes']);

export class Models {
  #loading = 0;

  /**
   * @param {() => App} app
   * @param {import('./engine.js').Engine} engine
   * @param {URL} base
   */
  constructor(app, engine, base) {
    this.app = app;
    this.engine = engine;
    this.base = base;
  }

  /** Tells the program which models there are. */
  async list() {
    try {
      this.app().listModels(await this.#text('models/index.json'));
    } catch (error) {
      this.app().modelsFailed(message(error));
    }
  }

  /** Loads engine and model; a later call replaces an earlier one. @param {string} id */
  async load(id) {
    const turn = ++this.#loading;
    const app = this.app();
    try {
      await this.#load(id, () => turn !== this.#loading);
      if (turn === this.#loading) app.modelLoaded();
    } catch (error) {
      if (turn === this.#loading) app.modelFailed(message(error));
    }
  }

  /** What is being loaded goes no further. */
  close() {
    ++this.#loading;
  }

  /** @param {string} id @param {() => boolean} replaced by a later call */
  async #load(id, replaced) {
    const app = this.app();
    app.modelProgress(0, 0);
    /** @type {Manifest} */
    const manifest = JSON.parse(await this.#text('manifest.json'));
    const folder = `models/${encodeURIComponent(id)}/`;
    const card = await this.#text(`${folder}model.json`);
    if (replaced()) return;
    app.openPackage(card);  // the program's check comes first: what it accepts has these fields
    /** @type {Package} */
    const { graphs, ...more } = JSON.parse(card);
    const listed = [...graphs, ...kProgramParts.flatMap((graph) => (more[graph] ? [{ ...more[graph], graph }] : []))];
    const files = listed.map(({ graph, file, size_bytes, sha256 }) =>
      ({ graph, url: new URL(folder + file, this.base), version: sha256.slice(0, 16), size: size_bytes }));

    const parts = [{ size: this.engine.started ? 0 : manifest.engine.size }, ...files];
    const done = parts.map(() => 0);
    const total = parts.reduce((sum, { size }) => sum + size, 0);
    let told = 0;
    const progress = (/** @type {number} */ part) => (/** @type {number} */ bytes) => {
      done[part] = Math.min(bytes, parts[part].size);
      const now = performance.now();
      const sum = done.reduce((a, b) => a + b, 0);
      if (replaced() || (now - told < 50 && sum < total)) return;
      told = now;
      app.modelProgress(sum, total);
    };
    const [loaded] = await Promise.all([
      Promise.all(files.map((file, i) => fetchLarge(file, progress(i + 1)))),
      this.engine.start(manifest.engine, progress(0)),
    ]);
    /** @type {Record<string, Uint8Array<ArrayBuffer>>} */ const checked = {};
    for (const [i, file] of files.entries()) {
      if (replaced()) return;
      try {
        app.verifyGraph(file.graph, loaded[i]);
        await new Promise((resolve) => setTimeout(resolve));  // hashing takes some frames: one graph at a time
      } catch (error) {
        await forgetLarge(file);
        throw error;
      }
      if (graphs.some(({ graph }) => graph === file.graph)) checked[file.graph] = loaded[i];
    }
    if (replaced()) return;
    app.modelProgress(total, total);
    await this.engine.load(checked);
  }

  /** @param {number} request @param {string} graph @param {import('./engine.js').Tensors} inputs */
  async run(request, graph, inputs) {
    try {
      this.app().graphDone(request, await this.engine.run(graph, inputs));
    } catch (error) {
      this.app().graphFailed(request, message(error));
    }
  }

  /** @param {string} path */
  async #text(path) {
    return (await fetchFile(new URL(path, this.base), path)).text();
  }
}

const message = (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error));
