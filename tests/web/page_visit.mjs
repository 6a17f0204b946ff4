// SPDX-License-Identifier: Apache-2.0
// Visits of the built page, for the tests: pages that are closed after their test, and what they sound like.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import { openPage, root } from './page_browser.mjs';

const opened = [];
/** @param {Parameters<typeof openPage>[0]} [options] */
export const open = async (options) => {
  const o = await openPage(options);
  opened.push(o);
  return o;
};
afterEach(async () => {  // a page that plays on takes the time of the next test
  while (opened.length > 0) await opened.pop().close();
});

export const example = (name) => ({ name, bytes: readFileSync(join(root, 'web/examples', name)) });
export const playing = (o) => o.page.evaluate(() => Boolean(globalThis.segue.sound.player?.playing));

/** Loudest sample and the strongest frequencies (Hz) of what the player sends out, over `seconds`. */
export const listen = (o, seconds) => o.page.evaluate(async (duration) => {
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
