// SPDX-License-Identifier: Apache-2.0
// Files in (drop, dialog, shipped examples) and out (download, several as one .zip).
// @ts-check
import { fetchFile } from './fetch.js';

/** @typedef {import('./app.js').App} App */

/** No piece of music is this large; a film dropped by mistake is. */
const kLargestFile = 64 * 1024 * 1024;
const kTypes = '.mid,.midi,.smf,.kar,.rmi,audio/midi,audio/x-midi,audio/mid,.abc,text/vnd.abc,.musicxml,.mxl,.xml,' +
  'application/vnd.recordare.musicxml+xml,application/vnd.recordare.musicxml';

export class Files {
  /** @type {{name: string, bytes: Uint8Array<ArrayBuffer>}[]} */ #outgoing = [];
  #depth = 0;

  /** @param {() => App} app @param {HTMLElement} host onto which files are dropped @param {URL} base */
  constructor(app, host, base) {
    this.app = app;
    this.base = base;
    this.host = host;
    host.addEventListener('dragenter', (event) => this.#hover(event, 1));
    host.addEventListener('dragleave', (event) => this.#hover(event, -1));
    host.addEventListener('dragover', (event) => {
      if (holdsFiles(event)) event.preventDefault();
    });
    host.addEventListener('drop', (event) => this.#drop(event));
  }

  /** @param {number} slot */
  openDialog(slot) {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = kTypes;
    input.multiple = true;
    input.onchange = () => this.#read(slot, [...input.files ?? []]);
    input.click();
  }

  /** @param {number} slot @param {string} name in examples/ */
  async loadExample(slot, name) {
    try {
      const response = await fetchFile(new URL(`examples/${encodeURIComponent(name)}`, this.base), 'the example');
      this.app().fileOpened(slot, name, new Uint8Array(await response.arrayBuffer()));
    } catch (error) {
      this.app().fileFailed(slot, name, error instanceof Error ? error.message : String(error));
    }
  }

  /** What is asked for within one moment leaves as one .zip. @param {string} name @param {Uint8Array<ArrayBuffer>} bytes */
  download(name, bytes) {
    this.#outgoing.push({ name, bytes });
    if (this.#outgoing.length === 1) setTimeout(() => this.#send());
  }

  async #send() {
    const files = this.#outgoing;
    this.#outgoing = [];
    if (files.length === 1) {
      save(files[0].name, new Blob([files[0].bytes], { type: 'audio/midi' }));
      return;
    }
    try {
      const { zipSync } = await import('./vendor/fflate.mjs');
      const zip = zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])));
      const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (zip)], { type: 'application/zip' });
      save(zipName(files.map(({ name }) => name)), blob);
    } catch (error) {
      this.app().notice('error', `The clips could not be packed (${error}). Download them one by one.`);
    }
  }

  /** @param {DragEvent} event @param {number} step */
  #hover(event, step) {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.#depth = Math.max(0, this.#depth + step);
    this.app().filesHover(this.#depth > 0);
  }

  /** @param {DragEvent} event */
  #drop(event) {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.#depth = 0;
    this.app().filesHover(false);
    this.#read(-1, [...event.dataTransfer?.files ?? []]);
  }

  /** @param {number} slot @param {string} name @param {Uint8Array<ArrayBuffer>} bytes */
  async #take(slot, name, bytes) {
    if (!this.app().isScore(name, bytes.subarray(0, 1024))) {  // its beginning tells
      this.app().fileOpened(slot, name, bytes);
      return;
    }
    const { readScore } = await import('./musicxml.js');  // few visitors have scores
    this.app().scoreOpened(slot, name, await readScore(bytes));
  }

  /** @param {number} slot of the first @param {File[]} files */
  async #read(slot, files) {
    for (const [i, file] of files.entries()) {
      const to = slot < 0 ? slot : (slot + i) % 2;  // the second of two goes beside the first
      try {
        if (file.size > kLargestFile) throw new Error(`it has ${file.size} bytes, more than any piece of music`);
        await this.#take(to, file.name, new Uint8Array(await file.arrayBuffer()));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.app().fileFailed(to, file.name, `it could not be read: ${reason}. Choose another file.`);
      }
    }
  }
}

const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;

/** What the names have in common. @param {string[]} names */
function zipName(names) {
  let length = 0;
  while (names.every((name) => length < name.length && name[length] === names[0][length])) ++length;
  return `${names[0].slice(0, length).replace(/[-_ ]+0*$/, '') || 'segue-clips'}.zip`;
}

/** Hands a file to the visitor. @param {string} name @param {Blob} blob */
export function save(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
