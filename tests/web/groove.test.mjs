// SPDX-License-Identifier: Apache-2.0
// The shipped groove model in the page: a beat that is dropped comes back with its strokes in their places, played as
// no machine would, and as `segue reconstruct` plays them for the same seed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import tonejs from '@tonejs/midi';
import { chooseModel, clipsNatively, downloadAll, typeInto } from './page_actions.mjs';
import { eventually, openPage, root } from './page_browser.mjs';
import { example } from './page_visit.mjs';

const kModel = 'groove_2bar_humanize';
const kBeat = 'rock-beat.mid';
const kSeed = 42;
// The engines' features differ by up to 3e-6 (tests/web/ort_agreement.mjs): a velocity, 127 times that, or a tick may
// fall on the other side of .5. More than one step means that the two did not get the same.
const kSteps = 1;

/** Strokes of the first two bars: their sixteenth and drum, and how far from the sixteenth and how loud they are. */
function strokes(bytes) {
  const midi = new tonejs.Midi(bytes);
  const step = midi.header.ppq / 4;
  return midi.tracks.flatMap((track) => track.notes)
    .map(({ ticks, midi: pitch, velocity }) => ({ ticks, pitch, velocity, loud: Math.round(velocity * 127),
      place: Math.round(ticks / step), off: ticks / step - Math.round(ticks / step) }))
    .filter(({ place }) => place < 32)
    .sort((a, b) => a.place - b.place || a.pitch - b.pitch);
}

test('a dropped beat is humanised: the same strokes, not the same touch', async (t) => {
  const o = await openPage();
  t.after(() => o.close());
  await chooseModel(o, kModel);
  await eventually('the model', () => o.find('Less: Grooves'));
  const beat = example(kBeat);
  await typeInto(o, 'Seed', String(kSeed));
  await o.drop([beat]);
  await o.press('Humanise', { last: true });
  await eventually('the groove', () => o.page.evaluate(() => Boolean(globalThis.segue.sound.player?.playing)), 120);
  const made = (await o.download('Download')).bytes;
  const [, ...all] = await downloadAll(o);  // without the original
  const native = clipsNatively(join(root, 'models', kModel), ['--times', String(all.length), '--seed', String(kSeed)],
    'reconstruct', join(root, 'web/examples', `${kBeat}:1`));
  assert.deepEqual(all[0], made);
  assert.equal(native.length, all.length);
  let rounded = 0;
  for (const [i, bytes] of all.entries()) {
    const [here, there] = [bytes, native[i]].map(strokes);
    assert.equal(here.length, there.length);
    here.forEach((stroke, at) => {
      const other = there[at];
      assert.deepEqual([stroke.place, stroke.pitch], [other.place, other.pitch]);
      const steps = [stroke.loud - other.loud, stroke.ticks - other.ticks].map(Math.abs);
      assert.ok(Math.max(...steps) <= kSteps, `stroke ${at} of clip ${i}: ${steps} apart`);
      rounded += steps[0] + steps[1];
    });
  }
  t.diagnostic(`${rounded} velocities and ticks of ${all.length} clips were rounded another way by the program`);

  const before = strokes(beat.bytes), after = strokes(made);
  const places = (list) => list.map(({ place, pitch }) => `${place}:${pitch}`);
  assert.deepEqual(places(after), places(before), 'every stroke keeps its place');
  const spread = (list, field) => {
    const values = list.map((one) => one[field]);
    const mean = values.reduce((a, b) => a + b) / values.length;
    return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  };
  t.diagnostic(`velocity spreads ${spread(after, 'velocity').toFixed(3)}, timing ${spread(after, 'off').toFixed(3)} sixteenths`);
  assert.ok(spread(after, 'velocity') > 0.04, 'strokes are not all alike');
  assert.ok(spread(after, 'off') > 0.01, 'strokes are not on the grid');
  assert.deepEqual(o.errors, []);
});
