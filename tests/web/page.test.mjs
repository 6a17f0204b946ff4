// SPDX-License-Identifier: Apache-2.0
// What a visitor does, in the real page with the shipped model: sample, hear, download, drop files, interpolate,
// resize, and what goes wrong. Everything is compared with what the files or the native program say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { afterEach } from 'node:test';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import tonejs from '@tonejs/midi';
import { eventually, openPage, root } from './page_browser.mjs';

const kGolden = join(root, 'tests/data/page_welcome_1280x800.png');
// As in tests/native/ort: the engine keeps memory until the process ends, now and then out of the check's sight.
const kLeaksOfTheEngine = `suppressions=${join(root, 'tests/native/ort/lsan.supp')}:print_suppressions=0`;
const kSegue = process.env.SEGUE_BINARY ?? join(root, 'build/native-debug/bin/segue');
const kSeed = 4242;
const example = (name) => ({ name, bytes: readFileSync(join(root, 'web/examples', name)) });
const playing = (o) => o.page.evaluate(() => Boolean(globalThis.segue.sound.player?.playing));

const opened = [];
const open = async (options) => {
  const o = await openPage(options);
  opened.push(o);
  return o;
};
afterEach(async () => {  // a page that plays on takes the time of the next test
  while (opened.length > 0) await opened.pop().close();
});

/** Loudest sample and the strongest frequencies (Hz) of what the player sends out, over `seconds`. */
const listen = (o, seconds) => o.page.evaluate(async (duration) => {
  const { node, context } = globalThis.segue.sound.player;
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0, minDecibels: -100 });
  node.connect(analyser);
  const wave = new Float32Array(analyser.fftSize), spectrum = new Float32Array(analyser.frequencyBinCount);
  const frequencies = [];
  let peak = 0;
  // A slow machine looks less often: it takes longer, so that there are enough looks to judge by.
  for (let looks = 0, end = performance.now() + duration * 1000; performance.now() < end || looks < duration * 6; ++looks) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    analyser.getFloatTimeDomainData(wave);
    analyser.getFloatFrequencyData(spectrum);
    peak = Math.max(peak, ...wave.map(Math.abs));
    const best = spectrum.reduce((at, level, i) => (level > spectrum[at] ? i : at), 1);
    if (spectrum[best] < -60) continue;
    // A parabola through three bins, in decibels, places the peak between them.
    const [a, b, c] = [spectrum[best - 1], spectrum[best], spectrum[best + 1]];
    frequencies.push((best + (a - c) / (2 * (a - 2 * b + c))) * context.sampleRate / analyser.fftSize);
  }
  node.disconnect(analyser);
  return { peak, frequencies };
}, seconds);

/** Pitch class, 0..12 with fractions. */
const pitchClass = (hz) => (((69 + 12 * Math.log2(hz / 440)) % 12) + 12) % 12;

test('a visitor samples with one click, hears the notes that the download holds, and the native program makes the same bytes', async () => {
  const o = await open();
  await o.slowDown(20);  // several keys within a frame, as a fast typist on a slow machine
  await o.press('Seed');
  await o.page.keyboard.press('Control+a');
  await o.page.keyboard.type(String(kSeed));
  await o.page.keyboard.press('Enter');
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

  const folder = mkdtempSync(join(tmpdir(), 'segue-same-'));
  try {
    execFileSync(kSegue, ['sample', '--model', join(root, 'models/mel_2bar'), '--count', '5', '--seed', String(kSeed), '--output', folder, '--quiet'], {
      env: { ...process.env, LSAN_OPTIONS: kLeaksOfTheEngine },
    });
    const first = readdirSync(folder).sort()[0];
    assert.deepEqual(bytes, readFileSync(join(folder, first)), 'same seed, same bytes');
  } finally {
    rmSync(folder, { recursive: true });
  }

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

// Every package that the repository ships, by what it says about itself.
const shipped = readdirSync(join(root, 'models'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  .map(({ name }) => JSON.parse(readFileSync(join(root, 'models', name, 'model.json'), 'utf8')));
assert.ok(shipped.length >= 1, 'models are shipped');
for (const { id, title, representation } of shipped) {
  test(`the model ${id} is chosen, makes music that sounds, and its download holds what it should`, async () => {
    const o = await open();
    const { models } = await (await fetch(`${o.url}models/index.json`)).json();
    assert.ok(models.some((model) => model.id === id), 'the page offers it');
    if (models[0].id !== id) {
      await o.press('Model');
      await o.press(`Model ${title}`);
    }
    await o.press('Make music', { last: true });
    await eventually('music', () => playing(o), 180);
    const { peak } = await listen(o, 3);
    assert.ok(peak > 0.02 && peak < 1, `loudest sample ${peak}`);
    const { name, bytes } = await o.download('Download');
    assert.match(name, new RegExp(`^${id.replaceAll('_', '-')}_sample_seed\\d+-00\\d-of-005\\.mid$`));
    const midi = new tonejs.Midi(bytes);
    const sounding = midi.tracks.filter((track) => track.notes.length > 0);
    const drums = sounding.filter((track) => track.channel === 9), others = sounding.filter((track) => track.channel !== 9);
    assert.ok(sounding.length > 0, 'the file has notes');
    if (/^(drums|groove)/.test(representation.name)) assert.equal(others.length, 0, 'all notes are on the drum channel');
    if (representation.name.startsWith('melody')) assert.equal(drums.length, 0, 'no note is on the drum channel');
    for (const track of drums) {
      for (const note of track.notes) assert.ok(note.midi >= 35 && note.midi <= 59, `${note.midi} is a drum`);
    }
    const bar_s = 4 * 60 / midi.header.tempos[0].bpm;
    assert.ok(midi.duration <= representation.bars * bar_s * 1.02, 'it is no longer than its bars');
    assert.deepEqual(o.errors, []);
    assert.deepEqual(o.foreign, []);
  });
}

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

test('the second visit works without a network', async () => {
  const o = await open();
  await o.press('Make music', { last: true });
  await eventually('music', () => playing(o));
  await o.page.waitForFunction(() => navigator.serviceWorker.controller, null, { timeout: 30000 });
  await o.context.setOffline(true);
  await o.start();
  await eventually('the melodies of the first visit', () => o.find('Show Melody 5'));
  await o.press('Make new ones');
  await eventually('music', () => playing(o));
});

test('a damaged model is named in the page', async () => {
  const dist = mkdtempSync(join(tmpdir(), 'segue-damaged-'));
  try {
    cpSync(join(root, 'web/dist'), dist, { recursive: true });
    const file = join(dist, 'models/mel_2bar/decoder.onnx');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(file, bytes);
    const o = await open({ dist });
    await o.press('Make music', { last: true });
    await eventually('the reason', async () => /decoder/.test(await o.status()));
  } finally {
    rmSync(dist, { recursive: true });
  }
});

test('without an audio device the page says so, and the melodies stay', async () => {
  const o = await open({ open: false });
  await o.page.addInitScript(() => {
    globalThis.AudioContext = class {
      constructor() {
        throw new DOMException('No output device', 'NotSupportedError');
      }
    };
  });
  await o.start();
  await o.press('Make music', { last: true });
  await eventually('the reason', async () => /No audio device/.test(await o.status()));
  await eventually('the melodies', () => o.find('Show Melody 5'));
  assert.ok(await o.find('Play'), 'play can be pressed again');
  assert.deepEqual(o.errors, []);
});

test('without WebGL2 the page says what it needs', async () => {
  const o = await open({ flags: ['--disable-webgl', '--disable-webgl2', '--disable-3d-apis'], open: false });
  await o.page.goto(o.url);
  await eventually('the reason', async () => /WebGL/.test(await o.page.evaluate(() => document.body.innerText)));
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
