// SPDX-License-Identifier: Apache-2.0
// Puts the page together in web/dist: the static files of this folder, what the wasm-release build made, ONNX
// Runtime Web, the font, examples and models. Copies only what changed and removes what no longer belongs.
// Usage: node web/assemble.mjs --build DIR --fonts DIR --output DIR [--models DIR]...
// @ts-check
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gzip } from 'node:zlib';

const web = dirname(fileURLToPath(import.meta.url));
const kStatic = ['index.html', 'segue.css', 'icon.svg', 'main.js', 'mount.js', 'app.js', 'input.js', 'files.js',
  'mirror.js', 'midi_keys.js', 'models.js', 'musicxml.js', 'engine.js', 'ort_worker.js', 'cache.js', 'fetch.js', 'sound.js', 'sw.js',
  'wav.js', 'audio/player.js', 'audio/open_timeline.js', 'audio/timeline.js', 'audio/errors.js', 'audio/worklet.js',
  'audio/wav_worker.js'];
const kBuilt = ['segue.mjs', 'segue.wasm', 'segue_audio.wasm'];
const kFonts = ['Inter-Regular.otf', 'Inter-SemiBold.otf'];

const { values: options } = parseArgs({
  options: {
    build: { type: 'string' }, fonts: { type: 'string' }, output: { type: 'string' },
    models: { type: 'string', multiple: true },
  },
});
for (const name of /** @type {const} */ (['build', 'fonts', 'output'])) {
  if (!options[name]) fail(`--${name} is missing`);
}
const output = resolve(/** @type {string} */ (options.output));
/** @type {Set<string>} paths in the output that belong there */
const kept = new Set();

const shell = [
  ...kStatic.map((path) => [join(web, path), path]),
  ...kBuilt.map((path) => [join(resolve(/** @type {string} */ (options.build)), 'bin', path), path]),
  ...kFonts.map((path) => [join(resolve(/** @type {string} */ (options.fonts)), path), `fonts/${path}`]),
  [join(web, 'node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs'), 'engine/ort.wasm.bundle.min.mjs'],
  [join(web, 'node_modules/fflate/esm/browser.js'), 'vendor/fflate.mjs'],
  ...(await readdir(join(web, 'examples'))).filter((name) => /\.(mid|json)$/.test(name))
    .map((name) => [join(web, 'examples', name), `examples/${name}`]),
];
for (const [from, to] of shell) await copy(from, to);

const engine = await packEngine();
const models = await copyModels([join(web, '../models'), ...(options.models ?? [])]);
await write('models/index.json', { models: models.map((model) => ({ ...model, engine_bytes: engine.size })) });
await write('manifest.json', {
  engine,
  shell: [...shell.map(([, to]) => to), 'models/index.json', ...models.map(({ id }) => `models/${id}/model.json`)],
});
await removeStrangers();

/** @param {string} from @param {string} to in the output */
async function copy(from, to) {
  kept.add(to);
  const target = join(output, to);
  const source = await stat(from).catch(() => fail(`${relative(process.cwd(), from)} is missing; run web/serve again`));
  const old = await stat(target).catch(() => null);
  if (old && old.size === source.size && old.mtimeMs === source.mtimeMs) return;
  await mkdir(dirname(target), { recursive: true });
  await copyFile(from, `${target}.tmp`);
  await utimes(`${target}.tmp`, source.atime, new Date(source.mtimeMs));
  await rename(`${target}.tmp`, target);
}

/** @param {string} to @param {unknown} json */
async function write(to, json) {
  kept.add(to);
  const target = join(output, to);
  const text = `${JSON.stringify(json, null, 1)}\n`;
  if (existsSync(target) && await readFile(target, 'utf8') === text) return;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.tmp`, text);
  await rename(`${target}.tmp`, target);
}

/** ONNX Runtime's program, packed: 14 MB become 4 on any static host. The page unpacks it. */
async function packEngine() {
  const source = join(web, 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm');
  const to = 'engine/ort.wasm.gz';
  kept.add(to).add(`${to}.json`);
  const target = join(output, to);
  const { mtimeMs, size } = await stat(source).catch(() => fail('onnxruntime-web is missing; run npm ci in web/'));
  const stamp = await readFile(`${target}.json`, 'utf8').then(JSON.parse, () => null);
  if (stamp?.mtimeMs === mtimeMs && stamp.size === size && existsSync(target)) return stamp.engine;
  const packed = await promisify(gzip)(await readFile(source), { level: 9 });
  const version = createHash('sha256').update(packed).digest('hex').slice(0, 16);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.tmp`, packed);
  await rename(`${target}.tmp`, target);
  const packedEngine = { url: to, version, size: packed.length, gzip: true };
  await writeFile(`${target}.json`, JSON.stringify({ mtimeMs, size, engine: packedEngine }));
  return packedEngine;
}

/** @param {string[]} folders each with one folder per package; a later one of the same id wins */
async function copyModels(folders) {
  /**
   * @type {Map<string, {id: string, title: string, description: string, kind: string, download_bytes: number,
   *   representation: object, has_prior: boolean, has_attributes: boolean}>}
   */
  const models = new Map();
  for (const folder of folders) {
    if (!existsSync(folder)) fail(`the models folder ${folder} does not exist`);
    for (const name of (await readdir(folder)).sort()) {
      const card = join(folder, name, 'model.json');
      if (!existsSync(card)) continue;
      const { id, title, description, kind, graphs, prior, attributes, representation } = JSON.parse(await readFile(card, 'utf8'));
      if (id !== name) fail(`${card}: expected the id "${name}", the folder's name, found "${id}"; rename the folder`);
      await copy(card, `models/${id}/model.json`);
      let bytes = 0;
      for (const graph of [...graphs, prior, attributes].filter(Boolean)) {
        await copy(join(folder, name, graph.file), `models/${id}/${graph.file}`);
        bytes += graph.size_bytes;
      }
      models.set(id, {
        id, title, description, kind, download_bytes: bytes, representation,
        has_prior: Boolean(prior), has_attributes: Boolean(attributes),
      });
    }
  }
  return [...models.values()].sort((a, b) => rank(a) - rank(b));
}

/** The page begins with the first: plain melodies, short ones first, then what is more. @param {any} model */
function rank({ kind: makes, representation: { name, bars = 0, controls = [] } }) {
  const kind = ['melody', 'drums', 'groove', 'trio'].findIndex((one) => name.startsWith(one));
  const group = makes === 'rnn' ? 20 : 0;  // what continues music comes after what makes clips
  return (group + (kind < 0 ? 9 : kind)) * 10000 + controls.length * 1000 + bars;
}

async function removeStrangers() {
  for (const entry of await readdir(output, { recursive: true, withFileTypes: true })) {
    // Older versions of node call the folder `path`.
    const path = relative(output, join(entry.parentPath ?? /** @type {any} */ (entry).path, entry.name));
    if (entry.isFile() && !kept.has(path.replaceAll('\\', '/'))) await rm(join(output, path));
  }
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}
