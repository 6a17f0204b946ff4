// SPDX-License-Identifier: Apache-2.0
// The shipped chord model in the page: what is typed is what the melodies keep to. Its counterpart for the program
// is tests/native/cli/chords_test.cpp.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import tonejs from '@tonejs/midi';
import { chooseModel, downloadAll, sample, sampleNatively, typeInto } from './page_actions.mjs';
import { eventually, openPage, root } from './page_browser.mjs';

const kModel = 'mel_2bar_chords';
const kSeed = 77;
const kClips = 16;  // the most that the page makes at once
// Pitch classes of each half bar. No chord of one progression shares more than a tone with that of the other.
const kNear = { text: 'C Am F G', chords: [[0, 4, 7], [9, 0, 4], [5, 9, 0], [7, 11, 2]] };
const kFar = { text: 'F# D#m B C#', chords: [[6, 10, 1], [3, 6, 10], [11, 3, 6], [1, 5, 8]] };

/** Share of the notes that are tones of the chord of their half bar. */
function chordTones(files, chords) {
  let notes = 0, inside = 0;
  for (const bytes of files) {
    const midi = new tonejs.Midi(bytes);
    for (const note of midi.tracks.flatMap((track) => track.notes)) {
      const half = Math.floor(note.ticks / (2 * midi.header.ppq));
      ++notes;
      if (chords[Math.min(half, chords.length - 1)].includes(note.midi % 12)) ++inside;
    }
  }
  assert.ok(notes >= 60, `${notes} notes are too few to judge by`);
  return inside / notes;
}

test('melodies keep to the chords that are typed, and are those of the program for the same chords', async (t) => {
  const o = await openPage();
  t.after(() => o.close());
  await chooseModel(o, kModel);
  while (await o.find('More: Melodies')) {  // up to the most
    await o.press('More: Melodies');
    await o.page.waitForTimeout(100);
  }

  await typeInto(o, 'Seed', String(kSeed));
  await o.press('Keep the seed');
  // What stands there at first comes later; what is not understood changes nothing.
  for (const [typed, told, other] of [[kFar.text, kFar, kNear], [kNear.text, kNear, kFar], ['C H7', kNear, kFar]]) {
    await typeInto(o, 'Chords', typed);
    await sample(o, (await o.find('Make new ones')) ? 'Make new ones' : 'Make music');
    const files = await downloadAll(o);
    assert.equal(files.length, kClips);
    const inside = chordTones(files, told.chords), outside = chordTones(files, other.chords);
    t.diagnostic(`${typed}: ${inside.toFixed(3)} of the notes are chord tones of ${told.text}, ${outside.toFixed(3)} of ${other.text}`);
    assert.ok(inside > 0.4, `${typed}: only ${inside} of the notes are chord tones`);
    assert.ok(outside < 0.15, `${typed}: ${outside} of the notes belong to ${other.text}`);
    const native = sampleNatively(join(root, 'models', kModel),
      ['--count', String(kClips), '--seed', String(kSeed), '--chords', told.text]);
    assert.deepEqual(files, native, 'same seed, same chords, same bytes');
    await o.press('Stop', { last: true });
    await eventually('silence', () => o.page.evaluate(() => !globalThis.segue.sound.player.playing));
  }
  assert.deepEqual(o.errors, []);
  assert.deepEqual(o.foreign, [], 'nothing is asked of another origin');
});
