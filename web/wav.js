// SPDX-License-Identifier: Apache-2.0
// Sound files: a worker renders them, one at a time, and this tells the program how far it is.
// @ts-check
import { fetchFile } from './fetch.js';
import { save } from './files.js';

/** @typedef {import('./app.js').App} App */

/** Seconds after the last note, for releases and the room: as `segue render` has them. */
const kTail = 1.5;

export class WavFiles {
  /** @type {Worker | null} */ #worker = null;
  /** What the last one took: for tests and the curious. @type {{seconds: number, spent: number} | null} */
  last = null;

  /** @param {() => App} app @param {URL} base */
  constructor(app, base) {
    this.app = app;
    this.base = base;
  }

  /** @param {string} name @param {Float64Array<ArrayBuffer>} notes rows of 6, given away @param {number} rate Hz */
  async make(name, notes, rate) {
    this.cancel();
    const worker = new Worker(new URL('audio/wav_worker.js', this.base), { type: 'module', name: 'segue-wav' });
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      if (data.progress !== undefined) this.app().wavProgress(data.progress);
      else if (data.error !== undefined) this.#fail(worker, `${data.error}. Try again.`);
      else {
        this.last = { seconds: data.seconds, spent: data.spent };
        this.#end(worker);
        save(name, data.blob);
        this.app().wavDone();
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(worker, `${event.message || 'Its files could not be loaded'}. Try again.`);
    };
    try {
      const kernel = await (await fetchFile(new URL('segue_audio.wasm', this.base), 'the synth')).arrayBuffer();
      if (this.#worker === worker) worker.postMessage({ kernel, notes, rate, tail: kTail }, [kernel, notes.buffer]);
    } catch (error) {
      this.#fail(worker, error instanceof Error ? error.message : String(error));
    }
  }

  cancel() {
    if (this.#worker) this.#end(this.#worker);
  }

  /** @param {Worker} worker @param {string} reason */
  #fail(worker, reason) {
    if (this.#worker !== worker) return;
    this.#end(worker);
    this.app().wavFailed(`The sound file could not be made: ${reason}`);
  }

  /** @param {Worker} worker */
  #end(worker) {
    worker.terminate();
    if (this.#worker === worker) this.#worker = null;
  }
}
