// SPDX-License-Identifier: Apache-2.0
// How much faster than it is heard the page makes music with the shipped many-voiced model: the whole way, from the
// page's thread to the engine's and back for every event, in a headless Chromium. Prints a line of Markdown.
// Before: web/serve --build-only, and native/setup tests. Usage: node tests/bench/generate/page.mjs [ROUNDS]
import { chooseModel } from '../../web/page_actions.mjs';
import { eventually, openPage } from '../../web/page_browser.mjs';

const kBars = 16, kTempoQpm = 120, kModel = 'polyphony';
const heard_s = kBars * 4 * 60 / kTempoQpm;
const rounds = Number(process.argv[2] ?? 9);  // every piece is another one

const o = await openPage();
const wait = () => o.page.waitForTimeout(40);  // looking costs the page time
await chooseModel(o, kModel);
await o.press('Make music', { last: true });
await eventually('all of it', () => o.find('Start again'), 300);
await o.press('Mute');
const times = [];
while (times.length < rounds) {
  const begin = performance.now();
  await o.press('Start again', { last: true });
  let seen = false;
  while (!(seen = Boolean(await o.find('Stop here'))) && performance.now() - begin < 3000) await wait();
  if (!seen) continue;  // a thin piece, done before anybody looked
  while (!await o.find('Start again')) await wait();
  times.push((performance.now() - begin) / 1000);
}
await o.close();
times.sort((a, b) => a - b);
const middle = times[Math.floor(rounds / 2)];
console.log(`| ${kModel} in the page, ${rounds} pieces of ${kBars} bars | ${times[0].toFixed(2)} to ${times.at(-1).toFixed(2)} s | ` +
  `the middle one ${(heard_s / middle).toFixed(0)} times as fast as it is heard |`);
process.exit(0);
