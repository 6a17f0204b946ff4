// SPDX-License-Identifier: Apache-2.0
// The player's arithmetic: every note once, at its time, through loops and changes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Timeline } from '../../web/audio/timeline.js';

const note = (start_s, end_s, pitch = 60) => ({ pitch, velocity: 80, start_s, end_s });
const scale = [0, 0.5, 1, 1.5].map((start, i) => note(start, start + 0.5, 60 + i));

/** Takes in uneven windows, as a busy page does. */
function takeAll(timeline, from, to) {
  const taken = [];
  for (let time = from; time < to; time += 0.037 + (taken.length % 5) * 0.11) taken.push(...timeline.take(time));
  return taken.concat(timeline.take(to));
}

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test('each note is given once, at its time', () => {
  const taken = takeAll(new Timeline(scale, { startTime: 10 }), 10, 15);
  assert.deepEqual(taken.map(({ note: { pitch } }) => pitch), [60, 61, 62, 63]);
  taken.forEach(({ from, to }, i) => { near(from, 10 + i / 2); near(to, 10.5 + i / 2); });
});

test('a loop repeats without gaps or doubles, whatever the windows', () => {
  const taken = takeAll(new Timeline(scale, { startTime: 1, loop: true, length: 2 }), 1, 101);
  assert.equal(taken.length, 200);
  taken.forEach(({ from }, i) => near(from, 1 + i / 2));
});

test('one window may hold many rounds', () => {
  const timeline = new Timeline([note(0, 0.1)], { startTime: 0, loop: true, length: 0.25 });
  assert.equal(timeline.take(2.5 - 1e-6).length, 10);
});

test('twice the tempo halves the times and the position counts as written', () => {
  const timeline = new Timeline(scale, { startTime: 0, rate: 2 });
  near(timeline.take(5)[3].from, 0.75);
  near(timeline.positionAt(0.5), 1);
  near(timeline.endTime, 1);
});

test('starting in the middle skips what began before', () => {
  const timeline = new Timeline(scale, { startTime: 4, startAt: 1 });
  assert.deepEqual(timeline.take(10).map(({ note: { pitch } }) => pitch), [62, 63]);
  near(timeline.positionAt(3.9), 1);
  near(timeline.positionAt(4.25), 1.25);
});

test('a change of tempo gives withdrawn notes again at their new times', () => {
  const timeline = new Timeline(scale, { startTime: 0 });
  timeline.take(1.4);
  timeline.setRate(0.75, 0.5);
  const taken = timeline.take(10);
  assert.deepEqual(taken.map(({ note: { pitch } }) => pitch), [62, 63]);
  near(taken[0].from, 0.75 + 0.25 / 0.5);
});

test('exchanged notes go on at the same place of the loop', () => {
  const timeline = new Timeline(scale, { startTime: 0, loop: true, length: 2 });
  timeline.take(5);
  timeline.replace(4.6, [note(0, 0.2, 70), note(1, 1.2, 71)], 2);
  const taken = timeline.take(7);
  assert.deepEqual(taken.map(({ note: { pitch } }) => pitch), [71, 70]);
  near(taken[0].from, 5);
  near(taken[1].from, 6);
  near(timeline.positionAt(4.7), 0.7);
});

test('an empty loop gives nothing and does not hang', () => {
  const timeline = new Timeline([], { startTime: 0, loop: true });
  assert.deepEqual(timeline.take(100), []);
  assert.ok(Number.isFinite(timeline.positionAt(3)));
});
