// SPDX-License-Identifier: Apache-2.0
// What a visitor does, in the real page with the shipped model: sample, hear, download, drop files, interpolate,
// shape, resize. Everything is compared with what the files or the native program say.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import tonejs from '@tonejs/midi';
import { sampleNatively, typeInto } from './page_actions.mjs';
import { eventually, root } from './page_browser.mjs';
import { example, listen, open, playing } from './page_visit.mjs';

const kGolden = join(root, 'tests/data/page_welcome_1280x800.png');
const kSeed = 4242;

/** Pitch class, 0..12 with fractions. */
const pitchClass = (hz) => (((69 + 12 * Math.log2(hz / 440)) % 12) + 12) % 12;

test('a visitor samples with one click, hears the notes that the download holds, and the native program makes the same bytes', async () => {
  const o = await open();
  await o.slowDown(20);  // several keys within a frame, as a fast typist on a slow machine
  await typeInto(o, 'Seed', String(kSeed));
  await o.slowDown(1);
  await o.press('Make music', { last: true });
  await eventually('music', () => playing(o));

  const { name, bytes } = await o.download('Download');
  assert.match(name, new RegExp(`seed${kSeed}-001-of-005\\.mid$`));
  const midi = new tonejs.Midi(bytes);
  const notes = midi.tracks.flatMap((track) => track.notes);
  assert.ok(notes.length >= 1, 'the melody has notes');
  for (const note of notes) assert.ok(note.velocity > 0.3 && note.durationTicks > 0, JSON.stringify(note));

  const { peak, frequencies } = await listen(o, 4);
  assert.ok(peak > 0.02 && peak < 1, `loudest sample ${peak}`);
  assert.ok(frequencies.length > 8, 'most of the time something sounds');
  const classes = [...new Set(notes.map(({ midi: pitch }) => pitch % 12))];
  const distance = (x) => Math.min(...classes.flatMap((c) => [Math.abs(x - c), 12 - Math.abs(x - c)]));
  const inTune = frequencies.filter((hz) => distance(pitchClass(hz)) < 0.35);
  assert.ok(inTune.length >= 0.9 * frequencies.length, `${inTune.length} of ${frequencies.length} peaks are notes of the melody`);

  const [first] = sampleNatively(join(root, 'models/mel_2bar'), ['--count', '5', '--seed', String(kSeed)]);
  assert.deepEqual(bytes, first, 'same seed, same bytes');

  const all = await o.download('Download all');
  assert.match(all.name, /\.zip$/);
  assert.equal(all.bytes.toString('latin1').split('PK\x01\x02').length - 1, 5, 'five files in the archive');

  await o.press('Stop', { last: true });
  await eventually('silence', async () => !(await playing(o)));
  await eventually('two seconds without a frame', async () => {
    const before = await o.frames();
    await o.page.waitForTimeout(2000);
    return (await o.frames()) === before;
  }, 30);
  assert.deepEqual(o.errors, []);
  assert.deepEqual(o.foreign, [], 'nothing is asked of another origin');
});

test('two dropped files are interpolated, the walk plays through, and its ends are the files', async () => {
  const o = await open();
  await o.page.keyboard.press('2');
  await eventually('the empty slots', () => o.find('Try two old tunes'));
  await o.drop([example('ode-to-joy.mid'), example('canon-in-d.mid')]);
  await eventually('both files', () => o.find('Swap A and B'));
  await o.page.waitForTimeout(1000);  // the main button has moved to where it stays
  await o.press('Interpolate', { last: true });
  await eventually('the walk', () => o.find('Stop the walk'));
  const position = () => o.page.evaluate(() => globalThis.segue.sound.player.position());
  const early = await position();
  await eventually('the playing point to move', async () => (await position()) > early + 1);
  const all = await o.download('Download all');
  assert.match(all.name, /interpolate.*\.zip$/);
  await o.press('Stop the walk');
  await o.press('Show Step 1 (A)');
  const a = new tonejs.Midi((await o.download('Download')).bytes);
  const pitches = a.tracks.flatMap((track) => track.notes.map((note) => note.name));
  assert.ok(pitches.filter((p) => ['E4', 'F4', 'G4', 'D4'].includes(p)).length >= 6, `A sounds like its file: ${pitches}`);
  assert.deepEqual(o.errors, []);
});

test('two files chosen at once for A become A and B', async () => {
  const o = await open();
  await o.page.keyboard.press('2');
  const asked = o.page.waitForEvent('filechooser');
  await o.press('File');
  await (await asked).setFiles(['ode-to-joy.mid', 'canon-in-d.mid'].map((name) => join(root, 'web/examples', name)));
  await eventually('A', () => o.find('Hear A'));
  await eventually('B', () => o.find('Hear B'));
  assert.deepEqual(o.errors, []);
});

test('a broken file and a file without a melody are explained, and what was there stays', async () => {
  const o = await open();
  await o.press('Make music', { last: true });
  await eventually('music', () => playing(o));
  const count = async () => (await o.widgets()).filter(({ label }) => label.startsWith('Show Melody')).length;
  assert.equal(await count(), 5);
  await o.drop([{ name: 'broken.mid', bytes: Buffer.from('not a MIDI file at all') }]);
  await eventually('the reason', async () => /broken\.mid/.test(await o.status()));
  await o.press('Sample');
  assert.equal(await count(), 5);
  assert.deepEqual(o.errors, []);
});

test('the page is drawn as it was designed, follows its window, and is read aloud', async () => {
  const o = await open();
  await eventually('the welcome', () => o.find('Make music'));
  await o.page.waitForTimeout(1500);
  const shot = PNG.sync.read(await o.page.screenshot());
  if (process.env.SEGUE_WRITE_GOLDEN) writeFileSync(kGolden, PNG.sync.write(shot));
  const golden = PNG.sync.read(readFileSync(kGolden));
  assert.deepEqual([shot.width, shot.height], [golden.width, golden.height]);
  const different = pixelmatch(shot.data, golden.data, null, shot.width, shot.height, { threshold: 0.1 });
  assert.ok(different < 0.01 * shot.width * shot.height, `${different} pixels differ`);

  for (const [width, height] of [[360, 640], [820, 1180], [1920, 1080]]) {
    await o.page.setViewportSize({ width, height });
    await eventually(`a layout for ${width} x ${height}`, async () => {
      const button = await o.find('Make music');
      const canvas = await o.page.evaluate(() => {
        const box = document.querySelector('canvas') ?? document.querySelector('.segue-host').shadowRoot.querySelector('canvas');
        return [box.clientWidth, box.clientHeight];
      });
      return button && button.x >= 0 && button.x + button.w <= width && canvas[0] === width;
    });
  }
  const buttons = await o.page.getByRole('button', { name: 'Make music', includeHidden: true }).count();
  assert.ok(buttons >= 1, 'assistive technology finds the button');
  assert.deepEqual(o.errors, []);
});

test('a phone plays at a tap', async () => {
  const o = await open({ width: 390, height: 844, scale: 2, touch: true });
  await o.press('Make music');
  await eventually('music', () => playing(o));
  assert.deepEqual(o.errors, []);
});

test('a slider moves a melody in latent space, it is heard, and undo brings it back', async () => {
  for (const size of [{ width: 1280, height: 800 }, { width: 390, height: 844, touch: true }]) {
    const o = await open(size);
    await o.press('Make music', { last: true });
    await eventually('the melodies', () => o.find('Show Melody 1'), 120);
    const before = await o.download('Download', { last: true });
    await o.press('Shape');
    const slider = await eventually('a slider', () => o.find('Shape: Note density'));
    const [x, y] = [slider.x + slider.w * 0.85, slider.y + slider.h / 2];
    await (size.touch ? o.page.touchscreen.tap(x, y) : o.page.mouse.click(x, y));
    await eventually('the moved melody', async () => {
      const now = await o.download('Download', { last: true });
      return !now.bytes.equals(before.bytes);
    });
    assert.ok(await o.find('Stop'), 'it plays');
    await o.press('Undo');
    await eventually('the melody as it was', async () => (await o.download('Download', { last: true })).bytes.equals(before.bytes));
    assert.deepEqual(o.errors, []);
    assert.deepEqual(o.foreign, []);
  }
});
