// SPDX-License-Identifier: Apache-2.0
// What the page says of a file that does not come.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fetchFile } from '../../web/fetch.js';

test('a file that is not there and a server that is not well are told apart', async (t) => {
  let status = 200;
  t.mock.method(globalThis, 'fetch', async () => new Response('words', { status }));
  const get = () => fetchFile('https://segue.example/models/index.json', 'the list');
  assert.equal(await (await get()).text(), 'words');
  for (const [answer, words] of [[404, /the list is missing on the server \(status 404\)/], [410, /missing/],
    [503, /the list could not be fetched: the server answered with status 503/], [500, /status 500/], [403, /status 403/]]) {
    status = answer;
    await assert.rejects(get(), words);
  }
});
