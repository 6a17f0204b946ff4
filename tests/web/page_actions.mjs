// SPDX-License-Identifier: Apache-2.0
// What several browser tests do in the page, and what the native program makes of the same settings.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { eventually, root } from './page_browser.mjs';

// As in tests/native/ort: the engine keeps memory until the process ends, now and then out of the check's sight.
const kLeaksOfTheEngine = `suppressions=${join(root, 'tests/native/ort/lsan.supp')}:print_suppressions=0`;
const kSegue = process.env.SEGUE_BINARY ?? join(root, 'build/native-debug/bin/segue');
const { unzipSync } = createRequire(new URL('../../web/package.json', import.meta.url))('fflate');

/** Chooses a model by its id; nothing to do where it is chosen already. */
export async function chooseModel(o, id) {
  const { models } = await (await fetch(`${o.url}models/index.json`)).json();
  const model = models.find((one) => one.id === id);
  if (!model) throw new Error(`the page offers no ${id}, only ${models.map((one) => one.id)}`);
  if (models[0].id === id) return;
  await o.press('Model');
  await o.press(`Model ${model.title}`);
}

/** Types into a text field, in the place of what stands there. */
export async function typeInto(o, label, text) {
  await o.press(label);
  await o.page.keyboard.press('Control+a');
  await o.page.keyboard.type(text);
  await o.page.keyboard.press('Enter');
}

/** Samples and waits until the music plays. @param {string} label of the button */
export async function sample(o, label = 'Make music') {
  await o.press(label, { last: true });
  await eventually('music', () => o.page.evaluate(() => Boolean(globalThis.segue.sound.player?.playing)), 180);
}

/** Presses "Download all". @returns {Promise<Buffer[]>} the clips in order */
export async function downloadAll(o) {
  const files = unzipSync((await o.download('Download all')).bytes);
  return Object.keys(files).sort().map((name) => Buffer.from(files[name]));
}

/** Runs `segue` in a folder of its own. @template T @param {(folder: string) => T} work @returns {T} */
function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'segue-same-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const runSegue = (/** @type {string[]} */ ...words) =>
  execFileSync(kSegue, [...words, '--quiet'], { env: { ...process.env, LSAN_OPTIONS: kLeaksOfTheEngine } });

/**
 * The clips that a verb of `segue` makes.
 * @param {string} model folder @param {string[]} options @param {string[]} verb with its files @returns {Buffer[]}
 */
export const clipsNatively = (model, options, ...verb) => inFolder((folder) => {
  runSegue(...verb, '--model', model, ...options, '--output', folder);
  return readdirSync(folder).sort().map((name) => readFileSync(join(folder, name)));
});

/** The clips that `segue sample` makes. @param {string} model folder @param {string[]} options @returns {Buffer[]} */
export const sampleNatively = (model, options) => clipsNatively(model, options, 'sample');

/** What `segue generate` makes. @param {string} model folder @param {string[]} options @returns {Buffer} a .mid file */
export const generateNatively = (model, options) => inFolder((folder) => {
  const file = join(folder, 'out.mid');
  runSegue('generate', '--model', model, ...options, '--output', file);
  return readFileSync(file);
});

/**
 * What `segue render` makes of a MIDI file, as loud as it comes.
 * @param {{name: string, bytes: Buffer}} midi @param {number} rate Hz @returns {Buffer} a .wav file
 */
export const renderNatively = (midi, rate) => inFolder((folder) => {
  const file = join(folder, midi.name), wav = join(folder, 'out.wav');
  writeFileSync(file, midi.bytes);
  runSegue('render', file, '--output', wav, '--rate', String(rate), '--loudness', 'off');
  return readFileSync(wav);
});

/**
 * A copy of the page that offers one package more.
 * @param {string} model its folder @returns {string} a folder to be removed
 */
export function pageWithModel(model) {
  const models = mkdtempSync(join(tmpdir(), 'segue-models-'));
  cpSync(model, join(models, basename(model)), { recursive: true });
  const dist = mkdtempSync(join(tmpdir(), 'segue-page-'));
  cpSync(join(root, 'web/dist'), dist, { recursive: true, preserveTimestamps: true });
  const build = process.env.SEGUE_WASM_BUILD ?? join(root, 'build/wasm-release');
  execFileSync(process.execPath, [join(root, 'web/assemble.mjs'), '--build', build, '--fonts', join(dist, 'fonts'),
    '--output', dist, '--models', models]);
  rmSync(models, { recursive: true });
  return dist;
}
