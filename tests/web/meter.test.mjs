// SPDX-License-Identifier: Apache-2.0
// A model of `--meter 3/4` in the page: it samples, its bars are drawn with three beats, and its file says 3/4. The
// weights are random (tests/data/tiny_waltz): notes do not matter here.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import tonejs from '@tonejs/midi';
import { PNG } from 'pngjs';
import { chooseModel, downloadAll, pageWithModel, sample, sampleNatively, typeInto } from './page_actions.mjs';
import { eventually, openPage, root } from './page_browser.mjs';

const kModel = join(root, 'tests/data/tiny_waltz');
const kSteps = 24, kStepsPerBar = 12, kStepsPerBeat = 4;
const kSeed = 5;

/** The colour that most pixels of a column have, as a number, between two rows. */
function mainColor(shot, x, top, bottom) {
  const counts = new Map();
  for (let y = top; y < bottom; ++y) {
    const at = (y * shot.width + x) * 4;
    const color = shot.data.readUIntBE(at, 3);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

test('a model of 3/4 samples, is drawn in bars of three beats, and downloads 3/4', async (t) => {
  const dist = pageWithModel(kModel);
  t.after(() => rmSync(dist, { recursive: true }));
  const o = await openPage({ dist });
  t.after(() => o.close());
  await chooseModel(o, 'tiny_waltz');
  await typeInto(o, 'Seed', String(kSeed));
  await sample(o);
  const files = await downloadAll(o);
  const native = sampleNatively(kModel, ['--count', String(files.length), '--seed', String(kSeed)]);
  assert.deepEqual(files, native, 'the program makes the same');
  for (const bytes of files) {
    const { header, durationTicks } = new tonejs.Midi(bytes);
    assert.deepEqual(header.timeSignatures.map(({ ticks, timeSignature }) => [ticks, timeSignature]), [[0, [3, 4]]]);
    assert.ok(durationTicks <= 6 * header.ppq, `${durationTicks / header.ppq} quarters are more than two bars of 3/4`);
  }

  await o.press('Stop', { last: true });
  const roll = await eventually('the roll', () => o.find('Piano roll: play from here'));
  await o.page.mouse.move(2, 2);
  await o.page.waitForTimeout(1500);
  const shot = PNG.sync.read(await o.page.screenshot());
  if (process.env.SEGUE_SCREENSHOTS) await o.page.screenshot({ path: join(process.env.SEGUE_SCREENSHOTS, 'waltz.png') });
  // Below the ruler; the widget covers the music, without the keys.
  const top = Math.round(roll.y + 40), bottom = Math.round(roll.y + roll.h - 4);
  const colors = Array.from({ length: kSteps }, (_, step) =>
    mainColor(shot, Math.round(roll.x + roll.w * step / kSteps), top, bottom));
  const steps = [...Array(kSteps).keys()].slice(1);
  const kinds = { bar: (s) => s % kStepsPerBar === 0, beat: (s) => s % kStepsPerBar !== 0 && s % kStepsPerBeat === 0,
    step: (s) => s % kStepsPerBeat !== 0 };
  const found = Object.fromEntries(Object.entries(kinds).map(([kind, is]) =>
    [kind, [...new Set(steps.filter(is).map((step) => colors[step]))]]));
  for (const [kind, list] of Object.entries(found)) assert.equal(list.length, 1, `every ${kind} line has one colour: ${list}`);
  assert.equal(new Set(Object.values(found).flat()).size, 3, 'bars, beats and steps differ');
  const between = mainColor(shot, Math.round(roll.x + roll.w * 1.5 / kSteps), top, bottom);
  assert.ok(!Object.values(found).flat().includes(between), 'and none is the paper between them');
  assert.deepEqual(o.errors, []);
});
