// SPDX-License-Identifier: Apache-2.0
// A piece that grows while it plays: every note once, at its time, in memory that does not grow.
import assert from 'node:assert/strict';
import test from 'node:test';
import { OpenTimeline } from '../../web/audio/open_timeline.js';

const note = (start_s, end_s, pitch = 60) => ({ start_s, end_s, pitch, velocity: 80 });

test('notes of every extension are given once, at their time', () => {
  const line = new OpenTimeline({ startTime: 100 });
  line.extend(99, [note(0, 1), note(1, 2)], [], 2, false);
  assert.deepEqual(line.take(102.5, 101).map(({ from, to }) => [from, to]), [[100, 101], [101, 102]]);
  line.extend(101, [note(2, 3)], [], 4, false);
  assert.deepEqual(line.take(102.5, 102.2).map(({ from }) => from), [102]);
  assert.deepEqual(line.take(102.5, 102.2), []);
  assert.equal(line.endTime, Infinity);
  line.extend(103, [], [], 4, true);
  assert.equal(line.endTime, 104);
});

test('a note whose end is not known waits until it must begin, and comes once', () => {
  const line = new OpenTimeline({ startTime: 0 });
  line.extend(0, [], [note(1, 2)], 2, false);
  assert.deepEqual(line.take(2.5, 0.5), [], 'there is time');
  line.extend(0.5, [note(1, 3.5)], [], 4, false);
  assert.deepEqual(line.take(2.5, 0.7).map(({ from, to }) => [from, to]), [[1, 3.5]], 'with the end that became known');
  line.extend(2, [], [note(3, 4)], 4, false);
  assert.deepEqual(line.take(4.5, 3.2).map(({ to }) => to), [4], 'it had to begin');
  line.extend(3.5, [note(3, 6)], [], 8, false);
  assert.deepEqual(line.take(6, 4.5), [], 'it plays already');
});

test('where nothing is left it waits, and goes on without losing a note', () => {
  const line = new OpenTimeline({ startTime: 10 });
  line.extend(9, [note(0, 1)], [], 2, false);
  line.take(12.5, 11);
  assert.equal(line.positionAt(15), 2, 'it stays at the end');
  line.extend(15, [note(2, 3)], [], 4, false);
  const [{ from }] = line.take(17.5, 16);
  assert.ok(from >= 15 && from < 15.5, `goes on at ${from}`);
  assert.ok(Math.abs(line.positionAt(from + 1) - 3) < 1e-9);
});

test('what comes before the start is left out', () => {
  const line = new OpenTimeline({ startTime: 5, startAt: 2 });
  line.extend(5, [note(0, 1), note(2, 3)], [note(1, 4, 72)], 4, false);
  assert.deepEqual(line.take(9, 8).map(({ note: { pitch }, from }) => [pitch, from]), [[60, 5]]);
  assert.equal(line.positionAt(5.5), 2.5);
});

test('a day of music leaves nothing behind', () => {
  const line = new OpenTimeline({ startTime: 0 });
  let given = 0, most = 0;
  for (let at = 0; at < 86400; at += 2) {
    line.extend(at, [note(at, at + 1), note(at + 1, at + 2)], [note(at + 1.5, at + 2, 72)], at + 2, false);
    given += line.take(at + 2, at + 2).length;
    line.extend(at, [note(at + 1.5, at + 2, 72)], [], at + 2, false);
    most = Math.max(most, line.notes.length + line.sounding.length);
  }
  assert.equal(given, 86400 * 1.5);
  assert.ok(most < 8, `${most} notes are kept`);
});
