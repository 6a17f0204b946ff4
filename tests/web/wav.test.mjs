// SPDX-License-Identifier: Apache-2.0
// The page's sound files: what is heard, the samples that the native program renders, faster than it plays, and a page
// that stays awake meanwhile.
import assert from 'node:assert/strict';
import test from 'node:test';
import { renderNatively, sample, typeInto } from './page_actions.mjs';
import { eventually } from './page_browser.mjs';
import { open } from './page_visit.mjs';

/** Channels of a 16-bit stereo .wav file. @param {Buffer} bytes */
function readWav(bytes) {
  assert.equal(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 12), 'RIFFWAVE');
  assert.equal(bytes.readUInt32LE(4), bytes.length - 8, 'the size in the header is that of the file');
  for (let at = 12, format = null; at < bytes.length;) {
    const [name, size] = [bytes.toString('latin1', at, at + 4), bytes.readUInt32LE(at + 4)];
    const data = bytes.subarray(at + 8, at + 8 + size);
    if (name === 'fmt ') format = { channels: data.readUInt16LE(2), rate: data.readUInt32LE(4), bits: data.readUInt16LE(14) };
    if (name === 'data') {
      assert.ok(format?.channels === 2 && format.bits === 16, JSON.stringify(format));
      return { rate: format.rate, samples: new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + size)) };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('there is no data in the file');
}

for (const rate of [48000, 44100]) {
  test(`a clip as a sound file at ${rate} Hz holds what the native program renders from its MIDI file`, async (t) => {
    const o = await open();
    await typeInto(o, 'Seed', '4242');
    await sample(o);
    const midi = await o.download('Download');
    await o.press('Download the sound');
    const wav = await o.download(`WAV, ${rate / 1000} kHz`);
    assert.equal(wav.name, midi.name.replace(/\.mid$/, '.wav'));
    const page = readWav(wav.bytes), native = readWav(renderNatively(midi, rate));
    assert.equal(page.rate, rate);
    assert.equal(page.samples.length, native.samples.length, 'as long, echo included');
    let worst = 0, peak = 0;
    for (let i = 0; i < page.samples.length; ++i) {
      worst = Math.max(worst, Math.abs(page.samples[i] - native.samples[i]));
      peak = Math.max(peak, Math.abs(page.samples[i]));
    }
    const { seconds, spent } = await o.page.evaluate(() => globalThis.segue.wav.last);
    t.diagnostic(`largest difference ${worst} of 32768; ${(seconds / spent).toFixed(0)} times real time`);
    assert.ok(peak > 1000, `loudest sample ${peak}`);
    assert.ok(worst <= 3, `largest difference ${worst}`);
    assert.ok(spent < seconds, `${seconds} s took ${spent} s`);
    assert.deepEqual(o.errors, []);
  });
}

test('a long sound file tells how far it is, leaves the page awake, and can be called off', async () => {
  const o = await open();
  const begin = () => o.page.evaluate(() => {
    const notes = Array.from({ length: 4800 }, (_, i) => [i * 0.25, i * 0.25 + 2, 40 + (i * 7) % 48, 90, [0, 48, 80][i % 3], 0]);
    const told = [];
    Object.assign(globalThis, { told });
    const { app, wav } = globalThis.segue;
    app.wavProgress = (part) => void told.push(part);
    void wav.make('long.wav', Float64Array.from(notes.flat()), 44100);
  });
  await begin();
  await eventually('some progress', () => o.page.evaluate(() => globalThis.told.length > 3));
  const late = await o.page.evaluate(() => new Promise((resolve) => {
    const asked = performance.now();
    setTimeout(() => resolve(performance.now() - asked), 10);
  }));
  assert.ok(late < 500, `the page was busy for ${late} ms`);
  const told = await o.page.evaluate(() => globalThis.told);
  assert.ok(told.every((part, i) => part > (told[i - 1] ?? 0) && part < 1), 'it grows');
  await o.page.evaluate(() => globalThis.segue.wav.cancel());
  await o.page.waitForTimeout(300);
  const before = await o.page.evaluate(() => globalThis.told.length);
  await o.page.waitForTimeout(500);
  assert.equal(await o.page.evaluate(() => globalThis.told.length), before, 'nothing goes on');
  assert.deepEqual(o.errors, []);
});
