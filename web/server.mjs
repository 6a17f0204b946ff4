// SPDX-License-Identifier: Apache-2.0
// A small static file server for the built page: no headers but the plain ones, as on any static host.
// Usage: node web/server.mjs [--root DIR] [--host 127.0.0.1] [--port 8080]
// @ts-check
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** @type {Record<string, string>} */
const kTypes = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8', '.json': 'application/json', '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.otf': 'font/otf', '.mid': 'audio/midi',
};

/**
 * Serves `root` until the returned server is closed.
 * @param {{root: string, host?: string, port?: number, prefix?: string}} options port 0: any free one;
 *   prefix: a subpath such as "/music" under which alone the files are
 * @returns {Promise<import('node:http').Server>}
 */
export function startServer({ root, host = '127.0.0.1', port = 8080, prefix = '' }) {
  const folder = resolve(root);
  const server = createServer(async (request, response) => {
    const end = (/** @type {number} */ status, /** @type {string} */ text) => {
      response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, 'only GET and HEAD');
    let path;
    try {
      path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    } catch {
      return end(400, 'not a path');
    }
    if (prefix && !path.startsWith(`${prefix}/`)) return end(404, 'not here');
    const file = join(folder, path.slice(prefix.length).endsWith('/') ? `${path.slice(prefix.length)}index.html` : path.slice(prefix.length));
    if (path.includes('\0') || !file.startsWith(folder + sep)) return end(404, 'not here');
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) return end(404, 'not here');
    const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
    const headers = {
      'Content-Type': kTypes[extname(file)] ?? 'application/octet-stream',
      'Content-Length': found.size,
      'Cache-Control': 'no-cache',
      ETag: etag,
    };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { ETag: etag, 'Cache-Control': 'no-cache' }).end();
      return undefined;
    }
    response.writeHead(200, headers);
    if (request.method === 'HEAD') return response.end();
    createReadStream(file).on('error', () => response.destroy()).pipe(response);
    return undefined;
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => done(server));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { root: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  });
  const root = values.root ?? join(dirname(fileURLToPath(import.meta.url)), 'dist');
  const host = values.host ?? '127.0.0.1';
  try {
    const server = await startServer({ root, host, port: Number(values.port ?? 8080) });
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    console.log(`Segue is at http://${isIP(host) === 6 ? `[${host}]` : host}:${port}/  (Ctrl-C ends it)`);
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => {
        server.close(() => process.exit(0));
        server.closeAllConnections?.();
      });
    }
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const reason = code === 'EADDRINUSE' ? `port ${values.port ?? 8080} of ${host} is in use; choose another with --port`
      : code === 'EACCES' ? `port ${values.port ?? 8080} needs more rights; choose one above 1023 with --port`
        : code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' ? `this machine has no address ${host}; choose another with --host`
          : message;
    console.error(`error: ${reason}`);
    process.exit(1);
  }
}
