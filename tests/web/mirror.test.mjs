// SPDX-License-Identifier: Apache-2.0
// What a screen reader gets to hear of the page's notices, with a pretended page.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Mirror } from '../../web/mirror.js';

test('every notice is heard once, also one with the same words, and an older one that is left over is not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const heard = [];
  const live = {
    get textContent() { return this.text; },
    set textContent(text) { if ((this.text = text)) heard.push(text); },
  };
  const canvas = { firstElementChild: null, removeAttribute() {}, setAttribute() {} };
  let newest = { number: 0, text: '' };
  const mirror = new Mirror(() => ({ widgets: () => [], status: () => newest }), canvas, live);
  const after = (number, text) => {
    newest = { number, text };
    mirror.update();
    for (let i = 0; i < 2; ++i) t.mock.timers.tick(500);  // a timer may start another
    return heard.splice(0);
  };
  assert.deepEqual(after(1, 'No network.'), ['No network.']);
  assert.deepEqual(after(1, 'No network.'), [], 'only widgets have changed');
  assert.deepEqual(after(2, 'No network.'), ['No network.'], 'it failed again');
  assert.deepEqual(after(3, 'The address was copied.'), ['The address was copied.']);
  assert.deepEqual(after(2, 'No network.'), [], 'it was there before');
  assert.equal(live.textContent, '', 'and what has gone is gone');
  assert.deepEqual(after(4, 'No network.'), ['No network.']);
  assert.deepEqual(after(0, ''), []);
  mirror.close();
});
