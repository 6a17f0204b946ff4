// SPDX-License-Identifier: Apache-2.0
// A Markdown table: milliseconds to decode 1, 16 and 128 clips of every model, natively and in ONNX Runtime
// Web, one thread each, the least of many runs.
//   node tests/bench/decode/decode.mjs SEGUE_DECODE_BENCH SECONDS FOLDER...   (a model, or a folder of models)
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findPackages, openGraph, ort } from '../../web/ort_web.mjs';

const kClips = [1, 16, 128];
// Columns that a model is told at each step: shared/codec/representation.h.
const kControlColumns = { chords: 49, key: 12, hits: 9 };

const [program, seconds, ...folders] = process.argv.slice(2);
if (!(Number(seconds) > 0) || folders.length === 0) {
  console.error('usage: node decode.mjs SEGUE_DECODE_BENCH SECONDS FOLDER...');
  process.exit(2);
}
const models = findPackages(folders, 'vae');
if (models.length === 0) {
  console.error(`error: no model of the kind vae in ${folders.join(', ')}; name folders that hold some`);
  process.exit(1);
}

/** @param {number[]} shape @param {() => number} next */
function tensor(shape, next) {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return new ort.Tensor('float32', Float32Array.from({ length: size }, next), shape);
}

/** Inputs of the decoder for some clips, as models/README.md has them. */
function makeInputs({ representation: form, z_size: latents }, clips) {
  const { steps, classes, features = 0, controls = [], name } = form;
  const inputs = { z: tensor([clips, latents], () => 2 * Math.random() - 1) };
  if (name !== 'groove_27') {
    inputs.noise = tensor([steps, clips, classes + features], Math.random);
    inputs.temperature = tensor([], () => 0.5);
  }
  if (controls.length > 0) {
    const columns = controls.reduce((sum, control) => sum + kControlColumns[control], 0);
    inputs.controls = tensor([clips, steps, columns], () => 0);
  }
  return inputs;
}

/** @returns {Promise<number[]>} Seconds for each of kClips. */
async function timeInWeb(folder, card) {
  const { file } = card.graphs.find(({ graph }) => graph === 'decoder');
  const session = await openGraph(folder, file);
  const times = [];
  for (const clips of kClips) {
    const inputs = makeInputs(card, clips);
    let best = Infinity;
    const start = performance.now();
    for (let run = 0; run < 3 || performance.now() - start < 1000 * Number(seconds); ++run) {
      const runStart = performance.now();
      await session.run(inputs);
      best = Math.min(best, (performance.now() - runStart) / 1000);
    }
    times.push(best);
  }
  await session.release();
  return times;
}

const milliseconds = (list) =>
  list.map((time) => (1000 * time).toFixed(time < 0.01 ? 2 : time < 0.1 ? 1 : 0)).join(' | ');
const heads = kClips.map((clips) => `${clips}`);
console.log(`| model | decoder, MB | native, ${heads.join(' | native, ')} | web, ${heads.join(' | web, ')} |`);
console.log(`| --- ${'| --: '.repeat(1 + 2 * kClips.length)}|`);
for (const { folder, card } of models) {
  const native = execFileSync(program, [folder, seconds, ...kClips.map(String)], { encoding: 'utf8' });
  const bytes = statSync(join(folder, 'decoder.onnx')).size;
  const times = native.trim().split('\n').map(Number);
  console.log(`| ${card.id} | ${(bytes / 1e6).toFixed(2)} | ${milliseconds(times)} | ` +
    `${milliseconds(await timeInWeb(folder, card))} |`);
}
