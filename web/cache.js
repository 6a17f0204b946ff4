// SPDX-License-Identifier: Apache-2.0
// Large files: fetched once with progress in bytes, then from the browser's cache, offline too.
// @ts-check
import { fetchFile } from './fetch.js';

const kCacheName = 'segue-large-1';

/**
 * What to fetch. `version` is part of the cache's key: another hash is another file.
 * @typedef {object} LargeFile
 * @property {string | URL} url
 * @property {string} version
 * @property {number} size bytes that travel, for the progress
 */

/** The cache, or null where the browser has none (pages that are neither https nor localhost). */
async function openCache() {
  try {
    return await caches.open(kCacheName);
  } catch {
    return null;
  }
}

/** @param {LargeFile} file */
function keyOf({ url, version }) {
  const key = new URL(url, document.baseURI);
  key.searchParams.set('v', version);
  return key.href;
}

/**
 * @param {LargeFile} file
 * @param {(bytes: number) => void} onProgress bytes of this file so far
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Error} in words
 */
export async function fetchLarge(file, onProgress) {
  const key = keyOf(file);
  const cache = await openCache();
  const kept = await cache?.match(key);
  if (kept) {
    onProgress(file.size);
    return new Uint8Array(await kept.arrayBuffer());
  }
  const bytes = await readAll(await fetchFile(key), onProgress);
  // A full disk or a private window only costs the next visit a download.
  cache?.put(key, new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream' } })).catch(() => {});
  return bytes;
}

/** Forgets a file that turned out to be damaged. @param {LargeFile} file */
export async function forgetLarge(file) {
  await (await openCache())?.delete(keyOf(file));
}

/**
 * @param {Response} response
 * @param {(bytes: number) => void} onProgress
 */
async function readAll(response, onProgress) {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const reader = response.body.getReader();
  /** @type {Uint8Array[]} */ const chunks = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
      onProgress(size);
    }
  } catch {
    throw new Error(`The connection broke while ${new URL(response.url).pathname.split('/').pop()} was fetched. Try again.`);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * Unpacks gzip; bytes that a server has unpacked on the way are returned as they are.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function gunzip(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
