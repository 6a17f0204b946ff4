// SPDX-License-Identifier: Apache-2.0
// The built page (web/dist) in a headless Chromium, behind the page's own server under a subpath. Widgets are
// found by their labels, in the list the program keeps for assistive technology.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startServer } from '../../web/server.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const kPrefix = '/some/where';
const kFlags = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
];

/** Waits until `condition` gives something true and returns it. */
export async function eventually(what, condition, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    assert.ok(Date.now() < end, `waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * @param {{width?: number, height?: number, scale?: number, touch?: boolean, dist?: string, flags?: string[],
 *   open?: boolean}} options
 */
export async function openPage({ width = 1280, height = 800, scale = 1, touch = false, dist = join(root, 'web/dist'),
  flags = [], open = true } = {}) {
  assert.ok(existsSync(join(dist, 'index.html')), 'web/dist is missing: run web/serve --build-only');
  const server = await startServer({ root: dist, port: 0, prefix: kPrefix });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const profile = mkdtempSync(join(tmpdir(), 'segue-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.SEGUE_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width, height },
    deviceScaleFactor: scale,
    hasTouch: touch,
    isMobile: touch,
    acceptDownloads: true,
    args: [...kFlags, ...flags],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const errors = [];
  const foreign = [];
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  context.on('request', (request) => {
    if (!request.url().startsWith(origin)) foreign.push(request.url());
  });

  const widgets = () => page.evaluate(() => globalThis.segue.app.widgets());
  const find = async (label, last = false) => {
    const found = (await widgets()).filter((w) => w.label === label && w.visible && !w.disabled);
    return last ? found.at(-1) : found[0];
  };
  const opened = {
    page, context, errors, foreign, origin, url: `${origin}${kPrefix}/`, widgets, find,
    status: () => page.evaluate(() => globalThis.segue.app.status().text),
    frames: () => page.evaluate(() => globalThis.segue.app.frames),
    async start() {
      await page.goto(opened.url);
      await page.waitForFunction(() => globalThis.segue, null, { timeout: 60000 });
      await eventually('the first frame', async () => (await opened.frames()) > 0);
    },
    /** Presses the middle of a widget; waits until it is there. */
    async press(label, { last = false, seconds = 60 } = {}) {
      const widget = await eventually(`"${label}"`, () => find(label, last), seconds);
      const [x, y] = [widget.x + widget.w / 2, widget.y + widget.h / 2];
      await (touch ? page.touchscreen.tap(x, y) : page.mouse.click(x, y));
    },
    /** Presses a widget that starts a download and returns {name, bytes}. */
    async download(label, options) {
      const arriving = page.waitForEvent('download', { timeout: 30000 });
      await opened.press(label, options);
      const file = await arriving;
      const chunks = [];
      for await (const chunk of await file.createReadStream()) chunks.push(chunk);
      return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) };
    },
    /** Drops files onto a point of the page. @param {{name: string, bytes: Uint8Array}[]} files */
    drop: (files, x = width / 2, y = height / 2) => page.evaluate(([items, px, py]) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of items) transfer.items.add(new File([new Uint8Array(bytes)], name));
      const target = document.elementFromPoint(px, py);
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, {
          dataTransfer: transfer, bubbles: true, cancelable: true, composed: true, clientX: px, clientY: py,
        }));
      }
    }, [files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })), x, y]),
    /** The page's processor becomes `rate` times slower. @param {number} rate */
    async slowDown(rate) {
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      if (rate === 1) await session.detach();
    },
    async close() {
      await context.close();
      server.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
  if (open) await opened.start();
  return opened;
}
