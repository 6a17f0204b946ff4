// SPDX-License-Identifier: Apache-2.0
// Puts one Segue into an element or a shadow root: makes its elements, starts the program, ties both together.
// @ts-check
import { App } from './app.js';
import { Engine } from './engine.js';
import { fetchFile } from './fetch.js';
import { Files } from './files.js';
import { Input } from './input.js';
import { MidiKeys } from './midi_keys.js';
import { Mirror } from './mirror.js';
import { Models } from './models.js';
import { Sound } from './sound.js';
import { WavFiles } from './wav.js';

/**
 * @typedef {object} Segue one running instance
 * @property {App} app
 * @property {HTMLCanvasElement} canvas
 * @property {Sound} sound
 * @property {WavFiles} wav
 * @property {Promise<void>} drawn the first picture is there
 * @property {() => void} close
 */

/** Shown instead of the canvas when the page cannot run here. */
export class CannotRun extends Error {}

/**
 * @param {HTMLElement | ShadowRoot} root with a size of its own
 * @param {object} [options]
 * @param {URL} [options.base] folder of the page's files; the one of this module
 * @param {{get(key: string): string | null, set(key: string, value: string): void, all(): [string, string][]}}
 *   [options.settings] what the browser remembers
 * @param {(text: string) => string} [options.share] makes an address that holds the text
 * @returns {Promise<Segue>}
 * @throws {CannotRun} in words for the visitor
 */
export async function mountSegue(root, { base = new URL('./', import.meta.url), settings, share } = {}) {
  requireFeatures();
  const { host, canvas, field, live, insets } = makeElements();
  root.append(host);
  /** @type {App | undefined} */ let started;
  const app = () => /** @type {App} */ (started);
  const engine = new Engine(base);
  const models = new Models(app, engine, base);
  const sound = new Sound(app, base);
  const wav = new WavFiles(app, base);
  const midiKeys = new MidiKeys(app);
  const files = new Files(app, host, base);
  const mirror = new Mirror(app, canvas, live);
  /** @type {Input | undefined} */ let input;
  /** @type {() => void} */ let firstFrame = () => {};
  /** @type {Promise<void>} */ const drawn = new Promise((resolve) => { firstFrame = resolve; });
  try {
    const [regular, semibold] = await Promise.all(
      ['Regular', 'SemiBold'].map(async (weight) =>
        new Uint8Array(await (await fetchFile(new URL(`fonts/Inter-${weight}.otf`, base))).arrayBuffer())));
    started = await App.create({
      canvas,
      keyboardTarget: host,
      fonts: { regular, semibold },
      onError: (error) => {
        console.error(error);
        started?.notice('error', `Something went wrong in the page: ${error instanceof Error ? error.message : error}`);
      },
      handlers: {
        loadModel: (id) => void models.load(id),
        runGraph: (request, graph, inputs) => void models.run(request, graph, inputs),
        play: (notes, span) => void sound.play(notes, span),
        playOpen: (notes, sounding, span) => void sound.playOpen(notes, sounding, span),
        extend: (notes, sounding, length, last) => sound.extend(notes, sounding, length, last),
        stop: () => sound.stop(),
        position: () => sound.position(),
        setGain: (gain) => sound.setGain(gain),
        pressKey: (pitch, velocity, program, drum) => void sound.press(pitch, velocity, program, drum),
        releaseKey: (pitch, program) => sound.release(pitch, program),
        connectMidi: () => void midiKeys.connect(),
        makeWav: (name, notes, rate) => void wav.make(name, notes, rate),
        cancelWav: () => wav.cancel(),
        download: (name, bytes) => files.download(name, bytes),
        openFileDialog: (slot) => files.openDialog(slot),
        loadExample: (slot, id) => void files.loadExample(slot, id),
        share: (text) => void shareText(app(), share?.(text)),
        saveSetting: (key, value) => settings?.set(key, value),
        textInput: (wanted, x, y, height) => input?.textInput(wanted, x, y, height),
        clipboardWrite: (text) => input?.clipboardWrite(text),
        frameDrawn: (news) => {
          firstFrame();
          if (news) mirror.update();
        },
      },
    });
  } catch (error) {
    host.remove();
    sound.close();
    throw new CannotRun(error instanceof Error ? error.message : String(error));
  }
  const running = started;
  input = new Input(running, host, canvas, field);
  for (const [key, value] of settings?.all() ?? []) running.restoreSetting(key, value);
  const stopWatching = watchSize(running, canvas, insets);
  watchContext(running, canvas);
  void models.list();
  void listExamples(running, base);
  return {
    app: running,
    canvas,
    sound,
    wav,
    drawn,
    close() {
      stopWatching();
      mirror.close();
      input?.close();
      sound.close();
      wav.cancel();
      midiKeys.close();
      models.close();
      engine.close();
      running.close();
      host.remove();
    },
  };
}

function requireFeatures() {
  if (typeof WebAssembly === 'undefined') throw new CannotRun('This browser has no WebAssembly. Use a current browser.');
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) {
    throw new CannotRun('Segue draws with WebGL 2, which this browser does not offer. Use a current browser, or turn on ' +
      'hardware acceleration in its settings.');
  }
  context.getExtension('WEBGL_lose_context')?.loseContext();  // browsers allow only some at a time
}

function makeElements() {
  const host = document.createElement('div');
  host.className = 'segue-host';
  const canvas = document.createElement('canvas');
  canvas.className = 'segue-canvas';
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-label', 'Segue: make and play melodies. Tab moves between controls, Space plays and stops.');
  const field = document.createElement('textarea');
  field.className = 'segue-text';
  field.tabIndex = -1;
  field.rows = 1;
  field.value = '\u200b';
  field.setAttribute('aria-label', 'Text');
  field.autocapitalize = 'off';
  field.setAttribute('autocorrect', 'off');
  field.autocomplete = 'off';
  field.spellcheck = false;
  const live = document.createElement('p');
  live.className = 'segue-live';
  live.setAttribute('role', 'status');
  const insets = document.createElement('div');
  insets.className = 'segue-insets';
  host.append(canvas, field, live, insets);
  return { host, canvas, field, live, insets };
}

/** Size of the element, not of the window, in exact device pixels; and what a phone keeps for itself. */
function watchSize(/** @type {App} */ app, /** @type {HTMLCanvasElement} */ canvas, /** @type {HTMLElement} */ insets) {
  const apply = (/** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ pixelWidth,
    /** @type {number} */ pixelHeight) => {
    const { paddingTop, paddingBottom } = getComputedStyle(insets);
    app.safeArea(parseFloat(paddingTop) || 0, parseFloat(paddingBottom) || 0);
    app.resize(Math.max(1, width), Math.max(1, height), Math.max(1, pixelWidth), Math.max(1, pixelHeight));
  };
  const measure = () => {
    const { width, height } = canvas.getBoundingClientRect();
    apply(width, height, Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio));
  };
  const observer = new ResizeObserver(([entry]) => {
    const exact = entry.devicePixelContentBoxSize?.[0];
    const { width, height } = entry.contentRect;
    // Right where it differs by rounding only: browsers that imitate another device's ratio report their own.
    if (exact && Math.abs(exact.inlineSize - width * devicePixelRatio) <= 1.5) {
      apply(width, height, exact.inlineSize, exact.blockSize);
    } else {
      measure();
    }
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(canvas);
  }
  /** @type {MediaQueryList} */ let query;
  const onRatio = () => {
    measure();
    watchRatio();
  };
  const watchRatio = () => {
    query?.removeEventListener('change', onRatio);
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener('change', onRatio);
  };
  watchRatio();
  measure();
  return () => {
    observer.disconnect();
    query.removeEventListener('change', onRatio);
  };
}

/** A browser may take the graphics away (sleep, driver, too many pages) and give them back. */
function watchContext(/** @type {App} */ app, /** @type {HTMLCanvasElement} */ canvas) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    app.contextLost();
  });
  canvas.addEventListener('webglcontextrestored', () => app.contextRestored());
}

/** @param {App} app @param {URL} base */
async function listExamples(app, base) {
  try {
    app.listExamples(await (await fetchFile(new URL('examples/index.json', base), 'examples/index.json')).text());
  } catch (error) {
    app.notice('error', `There are no example clips: ${error instanceof Error ? error.message : error} Files of your own still work.`);
  }
}

/** @param {App} app @param {string} [address] */
async function shareText(app, address) {
  if (!address) {
    app.notice('error', 'This page cannot be shared from here.');
    return;
  }
  try {
    await navigator.clipboard.writeText(address);
    app.notice('info', 'The address was copied: it opens what is on this page.');
  } catch {
    app.notice('info', 'The address bar holds the address to share: copy it from there.');
  }
}
