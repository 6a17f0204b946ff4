// SPDX-License-Identifier: Apache-2.0
// Printed music dropped on the page: MusicXML as text, in another encoding and packed, and ABC. What sounds is what the
// MIDI file of the same tune gives; what cannot be read is explained.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { eventually, openPage, root } from './page_browser.mjs';

const { zipSync } = createRequire(new URL('../../web/package.json', import.meta.url))('fflate');
const example = (name) => readFileSync(join(root, 'web/examples', name));
const score = (name) => readFileSync(join(root, 'tests/data/musicxml', name));
const text = (words) => Buffer.from(words, 'utf8');

/** The bars of A as the player gets them: pitch, start and end. */
async function heard(o, file) {
  await o.drop([file]);
  const play = await eventually(`${file.name} in A`, () => o.find('Hear A'));
  assert.ok(play);
  await o.page.evaluate(() => {
    globalThis.played = undefined;
    globalThis.segue.sound.play = (notes) => { globalThis.played = notes; };
  });
  await o.press('Hear A');
  const notes = await eventually('its notes', () => o.page.evaluate(() => globalThis.played));
  await o.press('Remove A');
  await eventually('A to be empty', async () => !(await o.find('Hear A')));
  return notes.map(({ pitch, start_s, end_s }) => [pitch, start_s.toFixed(3), end_s.toFixed(3)].join(' '));
}

const kOdeToJoy = `X:1
T:Ode to Joy
M:4/4
L:1/4
Q:1/4=112
K:C
EEFG|GFED|CCDE|E>DD2|EEFG|GFED|CCDE|D>CC2|
`;

test('scores sound like the MIDI file of the same tune, however they are written', async (t) => {
  const o = await openPage();
  t.after(() => o.close());
  await o.page.keyboard.press('2');
  const ode = await heard(o, { name: 'ode.mid', bytes: example('ode-to-joy.mid') });
  assert.ok(ode.length >= 7, `${ode.length} notes`);
  const xml = score('ode-to-joy.musicxml');
  const files = {
    'ode.musicxml': xml,
    'ODE.XML': xml,
    'ode.mxl': zipSync({ 'META-INF/container.xml': text('<container><rootfiles><rootfile full-path="s.xml"/></rootfiles></container>'),
      's.xml': xml }),
    'ode': xml,  // by its first bytes
    'wide.musicxml': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml.toString('utf8'), 'utf16le')]),
    'ode.abc': text(kOdeToJoy),
  };
  for (const [name, bytes] of Object.entries(files)) assert.deepEqual(await heard(o, { name, bytes }), ode, name);
  const jacques = await heard(o, { name: 'frere-jacques.mid', bytes: example('frere-jacques.mid') });
  assert.deepEqual(await heard(o, { name: 'frere-jacques.mxl', bytes: score('frere-jacques.mxl') }), jacques);
  assert.deepEqual(o.errors, []);
  assert.deepEqual(o.foreign, []);
});

test('a score that cannot be read is explained, and what was there stays', async (t) => {
  const o = await openPage();
  t.after(() => o.close());
  await o.page.keyboard.press('2');
  await o.drop([{ name: 'good.abc', bytes: text(kOdeToJoy) }]);
  await eventually('A', () => o.find('Hear A'));
  const container = (path) => ({ 'META-INF/container.xml': text(`<container><rootfiles><rootfile full-path="${path}"/></rootfiles></container>`) });
  const wrong = {
    'cut.musicxml': [score('ode-to-joy.musicxml').subarray(0, 2000), /no well-formed XML/],
    'picture.xml': [text('<svg/>'), /no MusicXML score.*<svg>/],
    'beats.musicxml': [text(score('ode-to-joy.musicxml').toString().replace('<beats>4<', '<beats>0<')), /<beats> from 1 to 64/],
    'other.mxl': [zipSync({ 'readme.txt': text('hello') }), /there is no META-INF\/container\.xml/],
    'lost.mxl': [zipSync(container('s.xml')), /names the score s\.xml/],
    'damaged.mxl': [score('frere-jacques.mxl').subarray(0, 600), /damaged/],
    'odd.abc': [text('X:1\nK:C\nC99999|\n'), /line 3/],
  };
  for (const [name, [bytes, reason]] of Object.entries(wrong)) {
    await o.drop([{ name, bytes }]);
    await eventually(`why ${name} is not read`, async () => (await o.status()).startsWith(name));
    assert.match(await o.status(), reason);
    assert.ok(await o.find('Hear A'), `${name} takes nothing away`);
  }
  // Chromium styles its words about broken XML, which the page does not allow and never shows.
  assert.deepEqual(o.errors.filter((error) => !error.startsWith('Applying inline style')), []);
  assert.deepEqual(o.foreign, [], 'no DTD is fetched');
});

test('the chooser offers every kind that is read', async (t) => {
  const o = await openPage();
  t.after(() => o.close());
  await o.page.keyboard.press('2');
  const asked = o.page.waitForEvent('filechooser');
  await o.press('File');
  const chooser = await asked;
  const accept = await chooser.element().getAttribute('accept');
  for (const ending of ['.mid', '.midi', '.kar', '.abc', '.musicxml', '.xml', '.mxl']) assert.ok(accept.split(',').includes(ending), ending);
  assert.ok(chooser.isMultiple());
  await chooser.setFiles({ name: 'tune.abc', mimeType: 'text/vnd.abc', buffer: text(kOdeToJoy) });
  await eventually('the tune', () => o.find('Hear A'));
  assert.deepEqual(o.errors, []);
});
