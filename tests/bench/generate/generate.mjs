// SPDX-License-Identifier: Apache-2.0
// A Markdown table: how much faster than it is played (sixteenths at 120 quarters a minute) every rnn package makes
// music, on one thread: natively as a stream and several pieces at once, and in ONNX Runtime Web as a stream. In the
// web only the graph is timed, with its state handed back each time; an event needs one run of it.
//   node tests/bench/generate/generate.mjs SEGUE_GENERATE_BENCH SECONDS FOLDER...   (a model, or a folder of models)
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findPackages, openGraph, ort } from '../../web/ort_web.mjs';

const kPieces = [1, 10, 64];
const kStepsPerSecond = 120 / 60 * 4;

const [program, seconds, ...folders] = process.argv.slice(2);
if (!(Number(seconds) > 0) || folders.length === 0) {
  console.error('usage: node generate.mjs SEGUE_GENERATE_BENCH SECONDS FOLDER...');
  process.exit(2);
}
const models = findPackages(folders, 'rnn');
if (models.length === 0) {
  console.log('No model of the kind rnn.');
  process.exit(0);
}

/** @returns {Promise<number>} Events a second: processor time of runs that hand the state on. */
async function eventsPerSecond(folder, card) {
  const { file } = card.graphs.find(({ graph }) => graph === 'step');
  const session = await openGraph(folder, file);
  const { layers, size, counters = 0, attention = 0 } = card.rnn;
  const zeros = (/** @type {number} */ rows) => new ort.Tensor('float32', new Float32Array(rows * size), [rows, 1, size]);
  let state = { h: zeros(layers), c: zeros(layers), ...(attention > 0 && { attention: zeros(attention + 1) }) };
  let events = 0;
  let start = process.cpuUsage();
  const used = () => { const { user, system } = process.cpuUsage(start); return (user + system) / 1e6; };
  for (let run = 0; run < 20 || used() < Number(seconds); ++run) {
    if (run === 10) [start, events] = [process.cpuUsage(), 0];  // after warming up
    const inputs = { tokens: new ort.Tensor('int64', BigInt64Array.of(BigInt(run % 200)), [1, 1]), ...state };
    if (counters > 0) inputs.counters = new ort.Tensor('float32', new Float32Array(counters), [1, 1, counters]);
    const outputs = await session.run(inputs);
    state = Object.fromEntries(Object.keys(state).map((name) => [name, outputs[`${name}_out`]]));
    ++events;
  }
  const speed = events / used();
  await session.release();
  return speed;
}

console.log(`| model | step, MB | events a 16th | ${kPieces.map((n) => `native, ${n}`).join(' | ')} | web, 1 |`);
console.log(`| --- ${'| --: '.repeat(3 + kPieces.length)}|`);
for (const { folder, card } of models) {
  const native = execFileSync(program, [folder, seconds, ...kPieces.map(String)], { encoding: 'utf8' })
    .trim().split('\n').map((line) => line.split(' ').map(Number));
  const eventsOfStep = native[0][1] / native[0][0];
  const web = await eventsPerSecond(folder, card) / eventsOfStep;
  const factors = [...native.map(([steps]) => steps), web].map((steps) => `${(steps / kStepsPerSecond).toFixed(0)} x`);
  const bytes = statSync(join(folder, card.graphs[0].file)).size;
  console.log(`| ${card.id} | ${(bytes / 1e6).toFixed(2)} | ${eventsOfStep.toFixed(1)} | ${factors.join(' | ')} |`);
}
