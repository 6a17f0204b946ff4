// SPDX-License-Identifier: Apache-2.0
// The only module that knows the compiled program: wraps its exports, answers its imports, copies text and bytes,
// and throws Error with the program's own words. Everybody else sees strings, arrays and numbers.
// @ts-check
import createSegue from './segue.mjs';

/** @typedef {import('./audio/player.js').PlayedNote} PlayedNote */
/** @typedef {{type: 'float32' | 'int64', dims: number[], data: Float32Array | BigInt64Array}} GraphTensor */
/** @typedef {{startAt: number, loopLength: number, loop: boolean}} PlaySpan */
/**
 * A widget on the canvas, in CSS pixels of the canvas.
 * @typedef {{id: number, label: string, x: number, y: number, w: number, h: number,
 *   role: 'button' | 'checkbox' | 'slider', checked: boolean, disabled: boolean, focused: boolean,
 *   visible: boolean}} Widget
 */

/**
 * What the program asks the page for. None of these may wait.
 * @typedef {object} Handlers
 * @property {(id: string) => void} loadModel
 * @property {(request: number, graph: string, inputs: Record<string, GraphTensor>) => void} runGraph
 * @property {(notes: PlayedNote[], span: PlaySpan) => void} play
 * @property {(notes: PlayedNote[], sounding: PlayedNote[], span: {startAt: number, length: number}) => void} playOpen
 *   music that is still being made; `sounding` are its notes whose end is not known yet
 * @property {(notes: PlayedNote[], sounding: PlayedNote[], length: number, last: boolean) => void} extend
 * @property {() => void} stop
 * @property {() => number} position seconds
 * @property {(gain: number) => void} setGain 0..1, linear
 * @property {(pitch: number, velocity: number, program: number, drum: boolean) => void} pressKey sounds until releaseKey
 * @property {(pitch: number, program: number) => void} releaseKey
 * @property {() => void} connectMidi
 * @property {(name: string, notes: Float64Array<ArrayBuffer>, rate: number) => void} makeWav rows of 6 numbers
 * @property {() => void} cancelWav
 * @property {(name: string, bytes: Uint8Array<ArrayBuffer>) => void} download
 * @property {(slot: number) => void} openFileDialog
 * @property {(slot: number, id: string) => void} loadExample
 * @property {(text: string) => void} share
 * @property {(key: string, value: string) => void} saveSetting
 * @property {(wanted: boolean, x: number, y: number, height: number) => void} textInput
 * @property {(text: string) => void} clipboardWrite
 * @property {(news: boolean) => void} frameDrawn whether widgets or the newest notice changed
 */

/** What press() takes: keys that a text field reports as edits and the clipboard as events. */
export const kPress = /** @type {const} */ ({ backspace: 0, delete: 1, enter: 2, copy: 3, cut: 4, paste: 5 });

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class App {
  /** @type {import('./segue.mjs').SegueModule} */ #module;

  /** Use App.create. @param {import('./segue.mjs').SegueModule} module */
  constructor(module) {
    this.#module = module;
  }

  /**
   * Starts the program on a canvas. Draws nothing before the first resize().
   * @param {object} options
   * @param {HTMLCanvasElement} options.canvas
   * @param {HTMLElement} options.keyboardTarget element around the canvas whose key events count
   * @param {Handlers} options.handlers
   * @param {{regular: Uint8Array, semibold: Uint8Array}} options.fonts font files
   * @param {(error: unknown) => void} options.onError for what a handler throws
   * @returns {Promise<App>}
   */
  static async create({ canvas, keyboardTarget, handlers, fonts, onError }) {
    /** @type {import('./segue.mjs').SegueModule} */
    let module;
    const page = makeImports(() => module.HEAPU8, handlers, onError);
    module = await createSegue({ canvas, keyboardTarget, page });
    const app = new App(module);
    const mac = /Mac|iPhone|iPad/.test(navigator.platform) ? 1 : 0;
    app.#check(app.#with([fonts.regular, fonts.semibold], (...spans) => module._segue_start(...spans, mac)));
    return app;
  }

  /** Ends the program. What was on its way to it (a file, a model, a gesture) is not heard any more. */
  close() {
    this.#module._segue_stop();
    const calls = Object.keys(this.#module).filter((name) => name.startsWith('_segue_'));
    this.#module = Object.assign(Object.create(this.#module), Object.fromEntries(calls.map((name) => [name, () => 0])));
  }

  /** @param {number} width @param {number} height CSS pixels @param {number} pixelWidth @param {number} pixelHeight */
  resize(width, height, pixelWidth, pixelHeight) {
    this.#module._segue_resize(width, height, pixelWidth, pixelHeight);
  }
  /** @param {number} top @param {number} bottom CSS pixels that the device needs for itself */
  safeArea(top, bottom) { this.#module._segue_safe_area(top, bottom); }
  /** Draws inside the event being handled. */
  drawNow() { this.#module._segue_draw_now(); }
  /** Frames drawn since the start. */
  get frames() { return this.#module._segue_frames(); }
  contextLost() { this.#module._segue_context_lost(); }
  contextRestored() { this.#module._segue_context_restored(); }

  /** @param {boolean} focused */
  focus(focused) { this.#module._segue_focus(focused ? 1 : 0); }
  /** @param {string} text typed, composed or dictated */
  addText(text) { this.#with([`${text}\0`], this.#module._segue_add_text); }
  /** @param {number} what of kPress */
  press(what) { this.#module._segue_press(what); }
  /** @param {boolean} backwards @returns {boolean} false: the browser should move the focus on */
  moveFocus(backwards) { return this.#module._segue_move_focus(backwards ? 1 : 0) === 1; }
  /** @param {string} text what the next paste gives */
  setClipboard(text) { this.#with([text], this.#module._segue_set_clipboard); }
  /** @param {number} widget as if it were clicked */
  activate(widget) { this.#module._segue_activate(widget); }
  /** @returns {Widget[]} what is on the canvas */
  widgets() {
    this.#module._segue_widgets();
    return JSON.parse(this.#text());
  }

  /** @param {string} json models/index.json @throws {Error} */
  listModels(json) { this.#check(this.#with([json], this.#module._segue_models)); }
  /** @param {string} reason */
  modelsFailed(reason) { this.#with([reason], this.#module._segue_models_failed); }
  /** @param {string} json examples/index.json @throws {Error} */
  listExamples(json) { this.#check(this.#with([json], this.#module._segue_examples)); }
  /** @param {string} json model.json @throws {Error} */
  openPackage(json) { this.#check(this.#with([json], this.#module._segue_open_package)); }
  /** @param {string} graph @param {Uint8Array} bytes its file @throws {Error} when size or hash differ */
  verifyGraph(graph, bytes) { this.#check(this.#with([graph, bytes], this.#module._segue_verify_graph)); }
  /** @param {number} done @param {number} total bytes; 0: not known yet */
  modelProgress(done, total) { this.#module._segue_model_progress(done, total); }
  modelLoaded() { this.#module._segue_model_loaded(); }
  /** @param {string} reason */
  modelFailed(reason) { this.#with([reason], this.#module._segue_model_failed); }
  /** @param {number} request @param {Record<string, GraphTensor>} outputs */
  graphDone(request, outputs) {
    for (const [name, { type, dims, data }] of Object.entries(outputs)) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const shape = new Uint8Array(Int32Array.from(dims).buffer);
      this.#with([name, shape, bytes], (text, size, shapeAt, _, dataAt) =>
        this.#module._segue_graph_output(request, text, size, type === 'float32' ? 0 : 1, shapeAt, dims.length, dataAt));
    }
    this.#module._segue_graph_done(request);
  }
  /** @param {number} request @param {string} reason */
  graphFailed(request, reason) {
    this.#with([reason], (...span) => this.#module._segue_graph_failed(request, ...span));
  }

  /** @param {number} slot 0, 1, or -1 for wherever there is room @param {string} name @param {Uint8Array} bytes */
  fileOpened(slot, name, bytes) {
    this.#with([name, bytes], (...spans) => this.#module._segue_file_opened(slot, ...spans));
  }
  /** @param {string} name @param {Uint8Array} bytes the first of a file @returns {boolean} for scoreOpened, once musicxml.js has read it */
  isScore(name, bytes) {
    return this.#with([name, bytes], this.#module._segue_is_score) === 1;
  }
  /** @param {number} slot @param {string} name @param {Uint8Array} elements of readScore */
  scoreOpened(slot, name, elements) {
    this.#with([name, elements], (...spans) => this.#module._segue_score_opened(slot, ...spans));
  }
  /** @param {number} slot @param {string} name @param {string} reason */
  fileFailed(slot, name, reason) {
    this.#with([name, reason], (...spans) => this.#module._segue_file_failed(slot, ...spans));
  }
  /** @param {boolean} hovering */
  filesHover(hovering) { this.#module._segue_files_hover(hovering ? 1 : 0); }
  /** What is being made should go on: little of it is left to be heard. */
  playbackLow() { this.#module._segue_playback_low(); }
  playbackEnded() { this.#module._segue_playback_ended(); }
  /** @param {string} reason */
  playbackFailed(reason) { this.#with([reason], this.#module._segue_playback_failed); }
  /** @param {number} part 0..1 of the sound file */
  wavProgress(part) { this.#module._segue_wav_progress(part); }
  wavDone() { this.#module._segue_wav_done(); }
  /** @param {string} reason */
  wavFailed(reason) { this.#with([reason], this.#module._segue_wav_failed); }
  /** @param {number} state of kMidiKeys (midi_keys.js) @param {string} names of what is plugged in */
  midiKeys(state, names) { this.#with([names], (...span) => this.#module._segue_midi_keys(state, ...span)); }
  /** @param {number} pitch @param {number} velocity 0: let go @param {number} time seconds on the page's clock */
  midiKey(pitch, velocity, time) { this.#module._segue_midi_key(pitch, velocity, time); }
  /** @param {'info' | 'error'} kind @param {string} text */
  notice(kind, text) { this.#with([text], (...span) => this.#module._segue_notice(kind === 'error' ? 1 : 0, ...span)); }
  /** @param {string} key @param {string} value */
  restoreSetting(key, value) { this.#with([key, value], this.#module._segue_restore_setting); }
  /** @param {string} text after the # of a shared address */
  restoreShared(text) { this.#with([text], this.#module._segue_restore_shared); }
  /** The newest notice, for those who hear the page; numbers rise, 0 is none. @returns {{number: number, text: string}} */
  status() {
    return { number: this.#module._segue_status(), text: this.#text() };
  }

  /** @param {number} code */
  #check(code) {
    if (code !== 0) throw new Error(this.#text());
  }
  #text() {
    const at = this.#module._segue_text();
    return decoder.decode(this.#module.HEAPU8.slice(at, at + this.#module._segue_text_size()));
  }
  /**
   * Copies the parts into the program's memory for the length of one call: pointer and length each.
   * @template T
   * @param {(string | Uint8Array)[]} parts
   * @param {(...spans: number[]) => T} call
   * @returns {T}
   */
  #with(parts, call) {
    const spans = parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? encoder.encode(part) : part;
      const at = this.#module._malloc(Math.max(8, bytes.length));
      this.#module.HEAPU8.set(bytes, at);
      return [at, bytes.length];
    });
    try {
      return call(...spans);
    } finally {
      for (let i = 0; i < spans.length; i += 2) this.#module._free(spans[i]);
    }
  }
}

/**
 * Numbers in, values out: what the program's imports (wasm/bridge/js_imports.cpp) call.
 * @param {() => Uint8Array} heap may move when memory grows: looked up for every call
 * @param {Handlers} handlers
 * @param {(error: unknown) => void} onError
 */
function makeImports(heap, handlers, onError) {
  const text = (/** @type {number} */ at, /** @type {number} */ size) => decoder.decode(bytes(at, size));
  const bytes = (/** @type {number} */ at, /** @type {number} */ size) => new Uint8Array(heap().slice(at, at + size));
  const notesAt = (/** @type {number} */ at, /** @type {number} */ count) => {
    const rows = new Float64Array(bytes(at, count * 48).buffer);
    return Array.from({ length: count }, (_, i) => {
      const [start_s, end_s, pitch, velocity, program, drum] = rows.subarray(i * 6, i * 6 + 6);
      return { start_s, end_s, pitch, velocity, program, is_drum: drum !== 0 };
    });
  };
  let graph = '';
  /** @type {Record<string, GraphTensor>} */ let inputs = {};
  /** @type {Record<string, (...numbers: number[]) => number | void>} */
  const calls = {
    loadModel: (at, size) => handlers.loadModel(text(at, size)),
    graphBegin: (at, size) => { graph = text(at, size); inputs = {}; },
    graphInput: (at, size, type, shapeAt, rank, dataAt, count) => {
      const dims = Array.from(new Int32Array(bytes(shapeAt, rank * 4).buffer));
      inputs[text(at, size)] = type === 0
        ? { type: 'float32', dims, data: new Float32Array(bytes(dataAt, count * 4).buffer) }
        : { type: 'int64', dims, data: new BigInt64Array(bytes(dataAt, count * 8).buffer) };
    },
    graphRun: (request) => handlers.runGraph(request, graph, inputs),
    play: (at, count, startAt, loopLength, loop) => {
      handlers.play(notesAt(at, count), { startAt, loopLength, loop: loop !== 0 });
    },
    playOpen: (at, count, soundingAt, soundingCount, startAt, length) =>
      handlers.playOpen(notesAt(at, count), notesAt(soundingAt, soundingCount), { startAt, length }),
    extend: (at, count, soundingAt, soundingCount, length, last) =>
      handlers.extend(notesAt(at, count), notesAt(soundingAt, soundingCount), length, last !== 0),
    stop: () => handlers.stop(),
    position: () => handlers.position(),
    setGain: (gain) => handlers.setGain(gain),
    pressKey: (pitch, velocity, program, drum) => handlers.pressKey(pitch, velocity, program, drum !== 0),
    releaseKey: (pitch, program) => handlers.releaseKey(pitch, program),
    connectMidi: () => handlers.connectMidi(),
    makeWav: (at, size, notesAt, count, rate) =>
      handlers.makeWav(text(at, size), new Float64Array(bytes(notesAt, count * 48).buffer), rate),
    cancelWav: () => handlers.cancelWav(),
    download: (at, size, data, length) => handlers.download(text(at, size), bytes(data, length)),
    openFileDialog: (slot) => handlers.openFileDialog(slot),
    loadExample: (slot, at, size) => handlers.loadExample(slot, text(at, size)),
    share: (at, size) => handlers.share(text(at, size)),
    saveSetting: (key, keySize, value, valueSize) => handlers.saveSetting(text(key, keySize), text(value, valueSize)),
    random: () => crypto.getRandomValues(new Uint32Array(1))[0],
    textInput: (wanted, x, y, height) => handlers.textInput(wanted !== 0, x, y, height),
    clipboardWrite: (at, size) => handlers.clipboardWrite(text(at, size)),
    frameDrawn: (news) => handlers.frameDrawn(news !== 0),
  };
  // An exception must not fly through the program's frames.
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, (/** @type {number[]} */ ...numbers) => {
    try {
      return call(...numbers);
    } catch (error) {
      onError(error);
      return 0;
    }
  }]));
}
