// SPDX-License-Identifier: Apache-2.0
// How much faster than it is heard the page makes music with the shipped many-voiced model: the whole way, from the
// page's thread to the engine's and back for every event, in a headless Chromium. Prints a line of Markdown.
// Before: web/serve --build-only, and native/setup tests. Usage: node tests/bench/generate/page.mjs [ROUNDS]
import { chooseModel } from '../../web/page_actions.mjs';
import { eventually, openPage } from '../../web/page_browser.mjs';

const kBars = 16, kTempoQpm = 120, kModel = 'polyphony';
const heard_s = kBars * 4 * 60 / kTempoQpm;
const rounds = Number(process.argv[2] ?? 3);

const o = await openPage();
await chooseModel(o, kModel);
await o.press('Make music', { last: true });
await eventually('all of it', () => o.find('Start again'), 300);
await o.press('Mute');
const times = [];
for (let round = 0; round < rounds; ++round) {
  await o.press('Start again', { last: true });
  await eventually('running', () => o.find('Stop here'), 20);
  const begin = performance.now();
  await eventually('all of it', () => o.find('Start again'), 300);
  times.push((performance.now() - begin) / 1000);
}
await o.close();
const best = Math.min(...times);
console.log(`| ${kModel} in the page, ${kBars} bars | best of ${rounds}: ${best.toFixed(2)} s | ${(heard_s / best).toFixed(1)} times real time |`);
process.exit(0);
