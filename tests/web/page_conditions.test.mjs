// SPDX-License-Identifier: Apache-2.0
// The page with every shipped model, and where something is missing: the network, sound, WebGL2, a whole model. A file
// beside page.test.mjs: two files run at once.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import tonejs from '@tonejs/midi';
import { chooseModel } from './page_actions.mjs';
import { eventually, root } from './page_browser.mjs';
import { listen, open, playing } from './page_visit.mjs';

// Every package that the repository ships, by what it says about itself.
const shipped = readdirSync(join(root, 'models'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  .map(({ name }) => JSON.parse(readFileSync(join(root, 'models', name, 'model.json'), 'utf8')));
assert.ok(shipped.length >= 1, 'models are shipped');
for (const { id, kind, representation } of shipped) {
  test(`the model ${id} is chosen, makes music that sounds, and its download holds what it should`, async () => {
    const o = await open();
    await chooseModel(o, id);
    await o.press('Make music', { last: true });
    await eventually('music', () => playing(o), 180);
    const { peak } = await listen(o, 3);
    assert.ok(peak > 0.02 && peak < 1, `loudest sample ${peak}`);
    const { name, bytes } = await o.download('Download');
    const made = kind === 'rnn' ? 'continue_seed\\d+' : 'sample_seed\\d+-00\\d-of-005';
    assert.match(name, new RegExp(`^${id.replaceAll('_', '-')}_${made}\\.mid$`));
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
    if (kind === 'vae') assert.ok(midi.duration <= representation.bars * bar_s * 1.02, 'it is no longer than its bars');
    assert.deepEqual(o.errors, []);
    assert.deepEqual(o.foreign, []);
  });
}

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

test('a Segue that is closed while it loads leaves nothing behind', async () => {
  const o = await open({ open: false });
  await o.page.addInitScript(() => {
    const Own = globalThis.AudioContext;
    globalThis.contexts = [];
    globalThis.AudioContext = class extends Own {
      constructor(...options) {
        super(...options);
        globalThis.contexts.push(this);
      }
    };
  });
  await o.start();
  const held = [];
  await o.page.route(/engine|onnx/, (route) => { held.push(route); });
  await o.page.evaluate(async () => {
    const { mountSegue } = await import('./mount.js');
    const box = document.createElement('div');
    box.style.cssText = 'position: fixed; inset: 0';
    document.body.append(box);
    const other = await mountSegue(box);
    await other.drawn;
    globalThis.other = other;
  });
  await eventually('the button', () => o.page.evaluate(() => {
    const button = globalThis.other.app.widgets().find(({ label, disabled }) => label === 'Make music' && !disabled);
    if (button) globalThis.other.app.activate(button.id);
    return button;
  }));
  await eventually('the model to be asked for', () => held.length >= 2);
  const left = await o.page.evaluate(async () => {
    const { app, sound, close } = globalThis.other;
    void sound.press(60, 90, 0, false);  // it makes its player now
    close();
    app.notice('error', 'too late');
    app.midiKey(60, 90, 1);
    return { ...app.status(), frames: app.frames };
  });
  assert.deepEqual(left, { number: 0, text: '', frames: 0 });
  for (const route of held) await route.continue();
  await eventually('its sound to be closed', () => o.page.evaluate(() =>
    globalThis.contexts.length > 0 && globalThis.contexts.every(({ state }) => state === 'closed')));
  await o.page.waitForTimeout(1000);
  assert.equal(o.page.workers().length, 0, 'no engine runs');
  assert.deepEqual(o.errors, []);
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
