// SPDX-License-Identifier: Apache-2.0
// Music that goes on, in the real page with ONNX Runtime: a tiny model with random weights continues a dropped file and
// what was played, is heard while it goes on, and downloads what was heard.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import tonejs from '@tonejs/midi';
import { chooseModel, generateNatively, pageWithModel, typeInto } from './page_actions.mjs';
import { eventually, root } from './page_browser.mjs';
import { example, listen, open, playing } from './page_visit.mjs';
import { writeTinyRnn } from './tiny_rnn.mjs';

let dist = '', model = '';
before(() => {
  model = writeTinyRnn(mkdtempSync(join(tmpdir(), 'segue-rnn-')));
  dist = pageWithModel(model);
});
after(() => {
  rmSync(dist, { recursive: true });
  rmSync(dirname(model), { recursive: true });
});

const notesOf = (bytes) => new tonejs.Midi(bytes).tracks.flatMap((track) => track.notes);

test('bars of a dropped file are continued, heard, and are what the native program makes', async () => {
  const o = await open({ dist, height: 1200 });
  await chooseModel(o, 'tiny_polyphony');
  await eventually('the mode', () => o.find('Continue'));
  await o.drop([example('ode-to-joy.mid')]);
  await eventually('its bars', () => o.find('Remove the file'));
  await typeInto(o, 'Seed', '7');
  await o.press('Continue it', { last: true });
  await eventually('music', () => playing(o), 120);
  const { peak } = await listen(o, 2);
  assert.ok(peak > 0.01 && peak < 1, `loudest sample ${peak}`);
  await eventually('all of it', () => o.find('Start again'), 120);
  const { name, bytes } = await o.download('Download', { last: true });
  assert.equal(name, 'tiny-polyphony_continue_seed7.mid');
  const tune = join(root, 'web/examples/ode-to-joy.mid');
  const native = generateNatively(model, ['--primer', `${tune}:1-4`, '--steps', String((4 + 16) * 16), '--seed', '7', '--count', '1']);
  const notes = notesOf(bytes);
  assert.ok(notes.length > 40, `${notes.length} notes`);
  assert.deepEqual(notes.map(String), notesOf(native).map(String), 'the same notes');
  assert.deepEqual(bytes, native, 'the same bytes');

  await o.press('Stop', { last: true });
  await eventually('silence', async () => !(await playing(o)));
  await o.press('Start again', { last: true });  // this small model may be done before anybody looks
  await eventually('more music', () => playing(o), 60);
  await o.press('Stop', { last: true });
  await eventually('silence again', async () => !(await playing(o)));
  assert.deepEqual(o.errors, []);
  assert.deepEqual(o.foreign, []);
});

test('music without an end is made ahead of what is heard, goes on in a page that is not shown, and stops', async () => {
  const o = await open({ dist });
  await chooseModel(o, 'tiny_polyphony');
  await o.press('Endless');
  await o.press('Make music', { last: true });
  await eventually('music', () => playing(o), 120);
  const length = () => o.page.evaluate(() => {
    const told = globalThis.extended ?? [];
    return told.at(-1) ?? 0;
  });
  await o.page.evaluate(() => {  // what the program hands to the player
    const { player } = globalThis.segue.sound;
    const extend = player.extend.bind(player);
    globalThis.extended = [];
    player.extend = (...more) => {
      globalThis.extended.push(more[2]);
      extend(...more);
    };
    globalThis.requestAnimationFrame = () => 0;  // as in a tab in the background: no more frames
  });
  await eventually('twenty seconds', async () => await length() >= 20, 120);
  const far = await length();
  assert.ok(far < 45, `not more than needed: ${far} s`);
  await eventually('more, later', async () => await length() > far, 60);
  const { late } = await o.page.evaluate(() => globalThis.segue.sound.player.report());
  assert.ok(late <= 2, `${late} notes came late`);  // the first of all may, on a busy machine
  assert.deepEqual(o.errors, []);
});
