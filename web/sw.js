// SPDX-License-Identifier: Apache-2.0
// The page without a network: what was fetched is kept, the network is asked first. Engine and model graphs are
// kept by cache.js and pass by here.
// @ts-check
/// <reference lib="webworker" />

const kShell = 'segue-shell-1';
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(kShell);
    /** @type {{shell: string[]}} */
    const { shell } = await (await fetch('manifest.json')).json();
    await cache.addAll(['./', 'manifest.json', ...shell]);
    await worker.skipWaiting();
  })());
});

worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.searchParams.has('v')) return;
  event.respondWith((async () => {
    const cache = await caches.open(kShell);
    try {
      const response = await fetch(request);
      if (response.ok) event.waitUntil(cache.put(request, response.clone()));
      return response;
    } catch (error) {
      const kept = await cache.match(request, { ignoreSearch: true });
      if (kept) return kept;
      throw error;
    }
  })());
});
