// SPDX-License-Identifier: Apache-2.0
// The shipped groove model in the page: a beat that is dropped comes back with its strokes in their places, and played
// as no machine would.
import assert from 'node:assert/strict';
import test from 'node:test';
import tonejs from '@tonejs/midi';
import { chooseModel } from './page_actions.mjs';
import { eventually, openPage } from './page_browser.mjs';
import { example } from './page_visit.mjs';

const kModel = 'groove_2bar_humanize';
const kBeat = 'rock-beat.mid';

/** Strokes of the first two bars: their sixteenth and drum, and how far from the sixteenth and how loud they are. */
function strokes(bytes) {
  const midi = new tonejs.Midi(bytes);
  const step = midi.header.ppq / 4;
  return midi.tracks.flatMap((track) => track.notes)
    .map(({ ticks, midi: pitch, velocity }) => ({ place: Math.round(ticks / step), pitch, off: ticks / step - Math.round(ticks / step), velocity }))
    .filter(({ place }) => place < 32)
    .sort((a, b) => a.place - b.place || a.pitch - b.pitch);
}

test('a dropped beat is humanised: the same strokes, not the same touch', async (t) => {
  const o = await openPage();
  t.after(() => o.close());
  await chooseModel(o, kModel);
  await eventually('the model', () => o.find('Less: Grooves'));
  const beat = example(kBeat);
  await o.drop([beat]);
  await o.press('Humanise', { last: true });
  await eventually('the groove', () => o.page.evaluate(() => Boolean(globalThis.segue.sound.player?.playing)), 120);
  const made = (await o.download('Download')).bytes;

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
