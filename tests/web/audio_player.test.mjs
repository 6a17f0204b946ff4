// SPDX-License-Identifier: Apache-2.0
// The real player in a headless Chromium, under the page's Content-Security-Policy and a subpath: onsets,
// pitch, a blocked main thread, stop, loops, exchanged notes, and errors in words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { kernelBytes } from './audio_kernel.mjs';

const kPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const kFiles = {
  'index.html': ['text/html', './audio_page/index.html'],
  'recorder.js': ['text/javascript', './audio_page/recorder.js'],
  'player.js': ['text/javascript', '../../web/audio/player.js'],
  'open_timeline.js': ['text/javascript', '../../web/audio/open_timeline.js'],
  'timeline.js': ['text/javascript', '../../web/audio/timeline.js'],
  'errors.js': ['text/javascript', '../../web/audio/errors.js'],
  'worklet.js': ['text/javascript', '../../web/audio/worklet.js'],
};

let server, browser, address;

before(async () => {
  server = createServer((request, response) => {
    const name = request.url.replace('/some/where/', '') || 'index.html';
    const file = kFiles[name];
    if (name === '/favicon.ico') return response.writeHead(204).end();
    if (!file && name !== 'segue_audio.wasm') return response.writeHead(404).end();
    const bytes = file ? readFileSync(new URL(file[1], import.meta.url)) : kernelBytes();
    response.writeHead(200, { 'Content-Type': file?.[0] ?? 'application/wasm', 'Content-Security-Policy': kPolicy });
    response.end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${server.address().port}/some/where/index.html`;
  browser = await chromium.launch({
    executablePath: process.env.SEGUE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
      '--autoplay-policy=document-user-activation-required'],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** A page with `window.AudioPlayer`; after `gesture` also `window.player` and what it sounded like. */
async function openPage({ gesture = true } = {}) {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(address);
  if (gesture) await page.mouse.click(20, 20);
  await page.evaluate(async () => {
    ({ AudioPlayer: window.AudioPlayer } = await import('./player.js'));
    window.makePlayer = () => AudioPlayer.create({ kernelUrl: 'segue_audio.wasm', workletUrl: 'worklet.js' });
    window.sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    window.block = (seconds) => { const end = performance.now() + seconds * 1000; while (performance.now() < end); };
    window.note = (pitch, start_s, end_s, program = 0) => ({ pitch, velocity: 100, start_s, end_s, program });
  });
  if (gesture) {
    await page.evaluate(async () => {
      window.player = await makePlayer();
      await player.context.audioWorklet.addModule('recorder.js');
      const recorder = new AudioWorkletNode(player.context, 'recorder', { numberOfOutputs: 0 });
      player.node.connect(recorder);
      window.blocks = [];
      recorder.port.onmessage = ({ data }) => blocks.push(data);
      // Starts of sound after at least `gap` seconds of silence, in frames.
      window.onsets = (gap = 0.02) => {
        const found = [];
        let quiet = Infinity;
        for (const { frame, samples } of blocks) {
          samples.forEach((x, i) => {
            if (Math.abs(x) < 0.02) return void ++quiet;  // above the room's echoes
            if (quiet > gap * player.context.sampleRate) found.push(frame + i);
            quiet = 0;
          });
        }
        return found;
      };
      // Frequency by the best lag of the autocorrelation, refined by a parabola.
      window.frequency = (fromFrame, frames = 8192) => {
        const start = blocks[0].frame, all = blocks.flatMap(({ samples }) => [...samples]);
        const x = all.slice(fromFrame - start, fromFrame - start + frames), rate = player.context.sampleRate;
        const at = (lag) => { let sum = 0; for (let i = 0; i + 200 < frames; ++i) sum += x[i] * x[i + lag]; return sum; };
        const lags = Array.from({ length: 200 }, (_, lag) => (lag < 30 ? -1 : at(lag)));
        const most = Math.max(...lags.slice(31, 199));
        const best = lags.findIndex((v, lag) => lag > 30 && v > 0.95 * most && v >= lags[lag - 1] && v >= lags[lag + 1]);
        const [a, b, c] = [lags[best - 1], lags[best], lags[best + 1]];
        return rate / (best + 0.5 * (a - c) / (a - 2 * b + c));
      };
    });
  }
  return { page, errors };
}

test('two notes sound at their times and pitches, and the piece ends', async () => {
  const { page, errors } = await openPage();
  const result = await page.evaluate(async () => {
    const ended = new Promise((resolve) => { player.onended = resolve; });
    await player.play([note(69, 0, 0.25, 146), note(76, 0.6, 0.85, 146)]);
    await sleep(0.4);
    const position = player.position();
    await ended;
    await sleep(0.3);
    const [first, second] = onsets(0.1);
    return { count: onsets(0.1).length, apart: (second - first) / player.context.sampleRate, position,
      hz: [frequency(first + 2000), frequency(second + 2000)], report: await player.report(), playing: player.playing };
  });
  assert.equal(result.count, 2);
  assert.ok(Math.abs(result.apart - 0.6) < 0.001, `${result.apart} s apart`);
  assert.ok(Math.abs(result.hz[0] - 440) < 2 && Math.abs(result.hz[1] - 659.26) < 3, String(result.hz));
  assert.ok(result.position > 0.1 && result.position < 0.6, `position ${result.position}`);
  assert.equal(result.report.late, 0);
  assert.equal(result.playing, false);
  assert.deepEqual(errors, []);
  await page.close();
});

test('a main thread blocked for most of two seconds delays no note', async () => {
  const { page } = await openPage();
  const result = await page.evaluate(async () => {
    const notes = Array.from({ length: 8 }, (_, i) => note(72, i * 0.3, i * 0.3 + 0.05, 146));
    await player.play(notes);
    for (let i = 0; i < 3; ++i) { block(0.6); await sleep(0); }
    await sleep(1.2);
    const found = onsets();
    return { gaps: found.slice(1).map((frame, i) => (frame - found[i]) / player.context.sampleRate), report: await player.report() };
  });
  assert.equal(result.gaps.length, 7);
  for (const gap of result.gaps) assert.ok(Math.abs(gap - 0.3) < 0.0002, `gap ${gap}`);
  assert.equal(result.report.late, 0);
  await page.close();
});

test('stop silences within a tenth of a second, and pause goes on where it was', async () => {
  const { page } = await openPage();
  const result = await page.evaluate(async () => {
    const chord = [60, 64, 67].map((pitch) => note(pitch, 0, 8, 89));
    await player.play(chord);
    await sleep(0.8);
    player.stop();
    await sleep(0.15);
    blocks.length = 0;
    await sleep(0.3);
    const loudest = Math.max(0, ...blocks.map(({ samples }) => Math.max(...samples.map(Math.abs))));
    await player.play(chord);
    await sleep(0.6);
    player.pause();
    const paused = player.position();
    await sleep(0.2);
    const still = player.position();
    await player.resume();
    await sleep(0.3);
    return { loudest, paused, still, resumed: player.position() };
  });
  assert.equal(result.loudest, 0);
  assert.ok(result.paused > 0.2, `paused at ${result.paused}`);
  assert.equal(result.still, result.paused);
  assert.ok(result.resumed > result.paused && result.resumed < result.paused + 1, `resumed ${result.resumed}`);
  await page.close();
});

test('a loop goes round evenly, follows a new tempo and takes new notes without a gap', async () => {
  const { page } = await openPage();
  const result = await page.evaluate(async () => {
    const rate = player.context.sampleRate;
    await player.play([note(72, 0, 0.05, 146)], { loop: true, loopLength: 0.4 });
    await sleep(1.3);
    player.setTempo(240);  // written at 120: twice as fast
    await sleep(1.0);
    const position = player.position();
    player.updateLoop([note(84, 0, 0.05, 146)], { loopLength: 0.4 });
    await sleep(0.9);
    player.stop();
    await sleep(0.2);
    const found = onsets();
    return { gaps: found.slice(1).map((frame, i) => (frame - found[i]) / rate), position,
      last: frequency(found.at(-1) + 200, 2000) };
  });
  assert.ok(Math.abs(result.gaps[0] - 0.4) < 0.0002 && Math.abs(result.gaps[1] - 0.4) < 0.0002, String(result.gaps));
  const fast = result.gaps.slice(4);
  assert.ok(fast.length >= 4, String(result.gaps));
  // the new pitch rises faster through the threshold: one gap differs by a fraction of a millisecond
  for (const gap of fast) assert.ok(Math.abs(gap - 0.2) < 0.001, String(result.gaps));
  assert.ok(result.position >= 0 && result.position < 0.4);
  assert.ok(Math.abs(result.last - 1046.5) < 12, `last note at ${result.last} Hz`);
  await page.close();
});

test('without a gesture play says to tap, and a tap turns sound on', async () => {
  const page = await browser.newPage();
  // In the page's own script: what a test evaluates counts as a gesture.
  await page.addInitScript(() => addEventListener('load', async () => {
    const { AudioPlayer } = await import('./player.js');
    window.player = await AudioPlayer.create({ kernelUrl: 'segue_audio.wasm', workletUrl: 'worklet.js' });
    window.piece = [{ pitch: 69, velocity: 100, start_s: 0, end_s: 1 }];
    const outcome = await player.play(piece).then(() => ({ code: 'played' }), ({ code, message }) => ({ code, message }));
    console.info(JSON.stringify(outcome));
  }));
  const told = page.waitForEvent('console', (message) => message.type() === 'info');
  await page.goto(address);
  const refused = JSON.parse((await told).text());
  assert.equal(refused?.code, 'suspended');
  assert.match(refused.message, /tap to enable sound/);
  await page.mouse.click(20, 20);
  const played = await page.evaluate(async () => {
    await player.play(piece);
    await new Promise((resolve) => setTimeout(resolve, 400));
    return (await player.report()).voices;
  });
  assert.equal(played, 1);
  await page.close();
});

test('missing parts are errors in words', async () => {
  const { page } = await openPage({ gesture: false });
  await page.mouse.click(20, 20);
  const codes = await page.evaluate(async () => {
    const found = [];
    const attempt = (options) => AudioPlayer.create({ kernelUrl: 'segue_audio.wasm', workletUrl: 'worklet.js', ...options })
      .then(() => 'none', ({ code, message }) => { found.push(message); return code; });
    const codes = [await attempt({ kernelUrl: 'gone.wasm' }), await attempt({ workletUrl: 'gone.js' }),
      await attempt({ kernelUrl: 'player.js' })];
    Object.defineProperty(BaseAudioContext.prototype, 'audioWorklet', { value: undefined });
    codes.push(await attempt({}));
    Object.defineProperty(globalThis, 'isSecureContext', { value: false });
    codes.push(await attempt({}));
    delete globalThis.AudioContext;
    codes.push(await attempt({}));
    return { codes, found };
  });
  assert.deepEqual(codes.codes.slice(0, 2), ['load', 'load']);
  assert.deepEqual(codes.codes.slice(3), ['unsupported', 'insecure', 'unsupported']);
  for (const sentence of codes.found) assert.match(sentence, /[.)]$/);
  await page.close();
});
