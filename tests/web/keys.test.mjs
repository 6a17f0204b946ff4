// SPDX-License-Identifier: Apache-2.0
// The keyboard on the page, played with letters, mouse, fingers and a (pretended) MIDI keyboard: keys sound, what is
// played is kept, undone, and becomes where a walk starts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { eventually } from './page_browser.mjs';
import { listen, open } from './page_visit.mjs';

const voices = (o) => o.page.evaluate(async () => (await globalThis.segue.sound.player?.report())?.voices ?? 0);
const shows = async (o, label) => (await o.widgets()).some((one) => one.label === label && one.visible && !one.disabled);

/** A browser with a MIDI keyboard of two keys on it, or one that refuses. */
const pretendMidi = (o, { refuse = false } = {}) => o.page.addInitScript((refused) => {
  const input = { name: 'Little Keys', state: 'connected', onmidimessage: null };
  Object.assign(globalThis, { asked: 0, midiInput: input });
  navigator.requestMIDIAccess = async () => {
    ++globalThis.asked;
    if (refused) throw new DOMException('no', 'NotAllowedError');
    return { inputs: new Map([['1', input]]), onstatechange: null };
  };
}, refuse);

test('letters play notes that sound as long as they are held, are kept, taken back and undone', async () => {
  const o = await open();
  await o.page.keyboard.press('k');
  await eventually('the keys', () => o.find('Piano keys'));
  assert.ok(!await shows(o, 'Hear what was played'), 'nothing was played yet');
  await o.page.keyboard.down('a');
  await eventually('a sounding voice', async () => await voices(o) > 0);
  const { peak, frequencies } = await listen(o, 0.6);
  assert.ok(peak > 0.005, `loudest sample ${peak}`);
  // Middle C or one of its first overtones.
  assert.ok(frequencies.some((hz) => Math.abs(Math.log2(hz / 261.63) % 1) < 0.03), `${frequencies}`);
  await o.page.keyboard.up('a');
  await eventually('the voice to end', async () => await voices(o) === 0);
  await eventually('something to hear', () => shows(o, 'Hear what was played'));
  await o.page.keyboard.press('Backspace');
  await eventually('it is taken back', async () => !await shows(o, 'Hear what was played'));
  await o.page.keyboard.press('Control+z');
  await eventually('it is there again', () => shows(o, 'Hear what was played'));
  assert.ok(!await o.find('Show Melody 1'), 'no letter did what it does elsewhere');
  assert.deepEqual(o.errors, []);
});

test('a tune played with the mouse becomes the start of a walk', async () => {
  const o = await open();
  await o.page.keyboard.press('2');
  await o.press('Play it');
  const piano = await eventually('the keys', () => o.find('Piano keys'));
  for (let i = 0; i < 10; ++i) {
    const x = piano.x + piano.w * (0.3 + 0.03 * i);
    await o.page.mouse.move(x, piano.y + piano.h * 0.85);
    await o.page.mouse.down();
    await o.page.waitForTimeout(180);
    await o.page.mouse.up();
    await o.page.waitForTimeout(60);
  }
  await o.press('Use as A');
  await eventually('A', () => o.find('Hear A'));
  assert.deepEqual(o.errors, []);
});

test('two fingers are two notes at once', async () => {
  const o = await open({ width: 390, height: 844, touch: true });
  await o.press('Keyboard');
  const piano = await eventually('the keys', () => o.find('Piano keys'));
  const session = await o.context.newCDPSession(o.page);
  const points = [0.2, 0.6].map((part, id) => ({ x: piano.x + piano.w * part, y: piano.y + piano.h * 0.85, id }));
  const send = (type, touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', points.slice(0, 1));
  await send('touchStart', points);
  await eventually('two voices', async () => await voices(o) === 2);
  await send('touchEnd', []);
  await eventually('silence', async () => await voices(o) === 0);
  await eventually('something to hear', () => shows(o, 'Hear what was played'));
  assert.deepEqual(o.errors, []);
});

test('a MIDI keyboard is asked for when its button is pressed, and plays', async () => {
  const o = await open({ open: false });
  await pretendMidi(o);
  await o.start();
  await o.page.keyboard.press('k');
  await eventually('the keys', () => o.find('Piano keys'));
  assert.equal(await o.page.evaluate(() => globalThis.asked), 0, 'nobody is asked before');
  await o.press('MIDI keyboard');
  await eventually('its name', async () => /Little Keys/.test(await o.status()));
  const send = (...data) => o.page.evaluate((bytes) => globalThis.midiInput.onmidimessage({
    data: Uint8Array.from(bytes), timeStamp: performance.now() }), data);
  const sounds = await o.page.evaluate(() => {
    const { app, sound } = globalThis.segue;
    const pressed = [], press = sound.press;
    sound.press = (pitch) => { pressed.push(pitch); };
    app.midiKey(62, 100, performance.now() / 1000);
    sound.press = press;
    app.midiKey(62, 0, performance.now() / 1000);
    return pressed;
  });
  assert.deepEqual(sounds, [62], 'in the moment it is pressed: no frame comes between');
  await send(0x90, 60, 100);
  await eventually('a sounding voice', async () => await voices(o) === 1);
  await send(0xf8);  // a clock tick: no note
  await send(0x90, 60, 0);
  await eventually('its end', async () => await voices(o) === 0);
  await eventually('something to hear', () => shows(o, 'Hear what was played'));
  assert.deepEqual(o.errors, []);
});

test('a browser without Web MIDI, and one that refuses, say so', async () => {
  const without = await open({ open: false });
  await without.page.addInitScript(() => { navigator.requestMIDIAccess = undefined; });
  await without.start();
  await without.page.keyboard.press('k');
  await without.press('MIDI keyboard');
  await eventually('the reason', async () => /no Web MIDI/.test(await without.status()));
  const refusing = await open({ open: false });
  await pretendMidi(refusing, { refuse: true });
  await refusing.start();
  await refusing.page.keyboard.press('k');
  await refusing.press('MIDI keyboard');
  await eventually('the reason', async () => /does not let/.test(await refusing.status()));
  assert.deepEqual([...without.errors, ...refusing.errors], []);
});
