// SPDX-License-Identifier: Apache-2.0
// Choosing a model: a row of the list takes the first press it can be seen by, and music that is asked for while a
// model is still being fetched is that model's, or that of the one chosen after it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseModel } from './page_actions.mjs';
import { eventually } from './page_browser.mjs';
import { open, playing } from './page_visit.mjs';

const titleOf = async (o, id) => {
  const { models } = await (await fetch(`${o.url}models/index.json`)).json();
  return models.find((model) => model.id === id).title;
};

test('a model is chosen by a press in the same moment in which its row can be seen', async () => {
  const o = await open();
  await o.page.route('**/*.onnx*', () => {});  // only the choice matters
  for (const id of ['drums_2bar', 'polyphony', 'trio_4bar']) {
    await o.page.evaluate((label) => new Promise((resolve) => {
      const { app, canvas } = globalThis.segue;
      const press = ({ x, y, w, h }) => {
        const point = { clientX: x + w / 2, clientY: y + h / 2, bubbles: true, cancelable: true };
        for (const type of ['mousemove', 'mousedown', 'mouseup']) canvas.dispatchEvent(new MouseEvent(type, point));
      };
      const find = (wanted) => app.widgets().find((widget) => widget.label === wanted && widget.visible);
      const look = () => {  // after every frame
        const row = find(label);
        if (!row) return requestAnimationFrame(look);
        press(row);
        return resolve();
      };
      press(find('Model'));
      look();
    }), `Model ${await titleOf(o, id)}`);
    await eventually(id, () => o.page.evaluate((wanted) => localStorage.getItem('segue.model') === wanted, id), 10);
  }
  assert.deepEqual(o.errors, []);
});

test('music that is asked for while a model is fetched comes from it, or from the one chosen then', async () => {
  const o = await open();
  await o.page.route('**/*.onnx*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await chooseModel(o, 'drums_2bar');
  await o.press('Make music', { last: true });
  await eventually('the press to be taken', async () => !await o.find('Make music'));
  await chooseModel(o, 'groove_2bar_humanize');
  await eventually('music', () => playing(o));
  assert.match((await o.download('Download')).name, /^groove-2bar-humanize_sample_/);

  await chooseModel(o, 'drums_2bar');
  await o.press('Make music', { last: true });
  await eventually('music', () => playing(o));
  assert.match((await o.download('Download')).name, /^drums-2bar_sample_/);
  assert.deepEqual(o.errors, []);
});

test('the engine counts in the progress of the first model alone', async () => {
  const o = await open();
  await o.page.evaluate(() => {
    const { app } = globalThis.segue;
    const tell = app.modelProgress.bind(app);
    globalThis.told = [];
    app.modelProgress = (done, total) => {
      globalThis.told.push([done, total]);
      tell(done, total);
    };
  });
  const sizes = [];
  for (const id of ['drums_2bar', 'groove_2bar_humanize']) {
    await chooseModel(o, id);
    await eventually('all of it', () => o.page.evaluate(() => globalThis.told.at(-1)?.[1] > 0
      && globalThis.told.at(-1)[0] === globalThis.told.at(-1)[1]), 120);
    await eventually('the button', () => o.find('Make music'));
    const told = await o.page.evaluate(() => globalThis.told.splice(0));
    const { graphs, prior, attributes } = await (await fetch(`${o.url}models/${id}/model.json`)).json();
    const own = [...graphs, prior, attributes].reduce((sum, part) => sum + (part?.size_bytes ?? 0), 0);
    sizes.push([told.at(-1)[1], own]);
  }
  const { engine } = await (await fetch(`${o.url}manifest.json`)).json();
  assert.deepEqual(sizes.map(([total, own]) => total - own), [engine.size, 0]);
  assert.deepEqual(o.errors, []);
});

test('a model that cannot be fetched is explained, and the press is forgotten', async () => {
  const o = await open();
  await o.page.route('**/drums_2bar/*.onnx*', (route) => route.abort());
  await chooseModel(o, 'drums_2bar');
  await o.press('Make music', { last: true });
  await eventually('the reason', async () => /could not be fetched/.test(await o.status()));
  await o.page.unroute('**/drums_2bar/*.onnx*');
  await o.press('Try to load the model again');
  await eventually('the model', async () => !await o.find('Try to load the model again'));
  assert.ok(await eventually('the button', () => o.find('Make music')));
  assert.ok(!await playing(o), 'nobody asked again');
});
