// SPDX-License-Identifier: Apache-2.0
// The stand-alone kernel in node: no imports, small, and the same samples as native code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { kernelBytes, startKernel } from './audio_kernel.mjs';

const kTolerance = 1e-4;

test('the kernel imports nothing and is smaller than 48 kB', () => {
  assert.deepEqual(WebAssembly.Module.imports(startKernel().module), []);
  assert.ok(kernelBytes().length < 48000, `${kernelBytes().length} bytes`);
});

test('the kernel gives the samples native code gave', (t) => {
  const { kernel, render } = startKernel();
  let sound = null, samples = 0, worst = 0;
  const golden = readFileSync(new URL('../data/synth_golden.txt', import.meta.url), 'utf8');
  for (const line of golden.split('\n')) {
    const [word, ...fields] = line.split(' ');
    if (word === 'note') assert.equal(kernel.segue_synth_note(...fields.map(Number)), 1);
    if (word !== 'sample') continue;
    sound ??= render(96000);
    const [at, left, right] = fields.map(Number);
    worst = Math.max(worst, Math.abs(sound.left[at] - left), Math.abs(sound.right[at] - right));
    ++samples;
  }
  t.diagnostic(`${samples} samples, largest difference ${worst}`);
  assert.ok(samples > 250);
  assert.ok(worst < kTolerance, `largest difference ${worst}`);
});

test('a note starts on its frame, and all notes off ends it', () => {
  const { kernel, render } = startKernel();
  kernel.segue_synth_note(4801, 96000, 69, 100, 0, 0);
  const { left } = render(9600);
  const onset = left.findIndex((x) => Math.abs(x) > 1e-7);
  assert.ok(onset >= 4801 && onset <= 4803, `onset at ${onset}`);
  kernel.segue_synth_all_notes_off();
  render(9600);
  assert.equal(kernel.segue_synth_active_voices(), 0);
  assert.ok(render(1280).left.every((x) => x === 0));
});

test('sixteen voices render faster than they play', (t) => {
  const { kernel, render } = startKernel();
  for (let i = 0; i < 16; ++i) kernel.segue_synth_note(0, 480000, 40 + 2 * i, 100, i % 2 ? 0 : 48, 0);
  const started = performance.now();
  render(96000);
  const times = 2000 / (performance.now() - started);
  t.diagnostic(`${times.toFixed(1)} times real time`);
  assert.ok(times > 1);
});
