// SPDX-License-Identifier: Apache-2.0
// What the first frame costs: the same files however many models are there and whatever belongs to them, and none
// of a model. Counted, not timed: a count is the same on every machine.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { eventually, openPage, root } from './page_browser.mjs';

/** A page that offers one model, without prior and attributes. @returns {string} a folder to be removed */
function plainPage() {
  const dist = mkdtempSync(join(tmpdir(), 'segue-plain-'));
  cpSync(join(root, 'web/dist'), dist, { recursive: true });
  const edit = (path, change) => {
    const json = JSON.parse(readFileSync(join(dist, path), 'utf8'));
    change(json);
    writeFileSync(join(dist, path), JSON.stringify(json));
  };
  edit('models/index.json', (index) => {
    assert.ok(index.models.length > 1, 'several models are shipped');
    assert.ok(index.models.some((model) => model.has_attributes), 'attributes are shipped');
    index.models = index.models.slice(0, 1).map((model) => ({ ...model, has_prior: false, has_attributes: false }));
    edit(`models/${index.models[0].id}/model.json`, (card) => {
      delete card.prior;
      delete card.attributes;
    });
  });
  edit('manifest.json', (manifest) => {
    const { models } = JSON.parse(readFileSync(join(dist, 'models/index.json'), 'utf8'));
    manifest.shell = manifest.shell.filter((path) => !path.startsWith('models/') || path === 'models/index.json' ||
      models.some(({ id }) => path.startsWith(`models/${id}/`)));
  });
  return dist;
}

/** What had been asked for when the first picture was drawn, and how long that took. */
async function untilFirstFrame(o, { holdModels = false } = {}) {
  const asked = [];  // by the page, not by its service worker
  o.page.on('request', (request) => asked.push(request.url().slice(o.url.length)));
  await o.page.addInitScript(() => {
    const { drawElements } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.drawElements = function (...args) {
      globalThis.firstDrawn ??= performance.now();
      return drawElements.apply(this, args);
    };
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = function (...args) {
      globalThis.registered = performance.now();
      return register.apply(this, args);
    };
  });
  if (holdModels) await o.page.route('**/models/**', () => {});  // never answered
  await o.start();
  await eventually('the offline copy', () => o.page.evaluate(() => Boolean(globalThis.registered)));
  const { drawn, registered, loaded } = await o.page.evaluate((base) => ({
    drawn: globalThis.firstDrawn,
    registered: globalThis.registered,
    loaded: performance.getEntriesByType('resource')
      .filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= globalThis.firstDrawn)
      .map(({ name, decodedBodySize }) => ({ path: name.slice(base.length), bytes: decodedBodySize })),
  }), o.url);
  assert.ok(drawn > 0, 'something was drawn');
  assert.ok(registered > drawn, 'what is kept for a visit without a network, cards of all models among it, comes later');
  return { asked, drawn, loaded };
}

test('the first frame needs the same files with one plain model and with all that is shipped', async (t) => {
  const dist = plainPage();
  t.after(() => rmSync(dist, { recursive: true }));
  const needed = [];
  for (const options of [{ dist }, {}]) {
    const o = await openPage({ ...options, open: false });
    const { drawn, loaded } = await untilFirstFrame(o);
    await o.close();
    // The lists of models and examples are asked for when all else is there, and waited for by nobody.
    const files = loaded.filter(({ path }) => !/^(models|examples)\/index\.json$/.test(path));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    t.diagnostic(`${options.dist ? 'one plain model' : 'all models'}: ${files.length} files, ${bytes} bytes, ` +
      `drawn after ${drawn.toFixed(0)} ms`);
    assert.ok(files.some(({ path }) => path === 'segue.wasm'), 'the program itself is among them');
    needed.push(files.sort((a, b) => (a.path < b.path ? -1 : 1)));
  }
  assert.deepEqual(needed[1], needed[0]);
});

test('nothing of a model is asked for before the first frame, which waits for no list of models', async (t) => {
  const o = await openPage({ open: false });
  t.after(() => o.close());
  const { asked, loaded } = await untilFirstFrame(o, { holdModels: true });
  const ofModels = [...asked, ...loaded.map(({ path }) => path)].filter((path) => /^(models|engine)\//.test(path));
  assert.deepEqual([...new Set(ofModels)], ['models/index.json']);
  assert.ok(await o.find('Make music'), 'the welcome is there');
  assert.deepEqual(o.errors, []);
});

test('weights, priors and attributes are asked for when music is made, and only those of the chosen model', async (t) => {
  const o = await openPage({ open: false });
  t.after(() => o.close());
  const { asked } = await untilFirstFrame(o);
  const large = () => asked.filter((path) => /\.(onnx|safetensors|gz)(\?|$)/.test(path));
  await o.page.waitForTimeout(3000);  // the page has long been at rest
  assert.deepEqual(large(), []);
  await o.press('Make music', { last: true });
  await eventually('the melodies', () => o.find('Show Melody 1'), 180);
  const { models } = JSON.parse(readFileSync(join(root, 'web/dist/models/index.json'), 'utf8'));
  const fetched = large().map((path) => path.replace(/\?.*/, ''));
  assert.ok(fetched.includes(`models/${models[0].id}/attributes.safetensors`), 'this model has sliders');
  const strangers = fetched.filter((path) => path !== 'engine/ort.wasm.gz' && !path.startsWith(`models/${models[0].id}/`));
  assert.deepEqual(strangers, []);
});
