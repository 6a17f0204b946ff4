// SPDX-License-Identifier: Apache-2.0
// ONNX Runtime Web in node, on one thread as in the page, and the model packages to try it on.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const module = await import(pathToFileURL(require.resolve('onnxruntime-web/wasm')).href);
export const ort = module.default?.InferenceSession ? module.default : module;
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** @param {string} folder of a package @param {string} file of a graph in it */
export const openGraph = (folder, file) =>
  ort.InferenceSession.create(readFileSync(join(folder, file)), { executionProviders: ['wasm'] });

/**
 * Packages among folders that are packages or hold some, by their folder's name.
 * @param {string[]} folders @param {string} [kind] only of this one
 * @returns {{folder: string, card: any}[]}
 */
export function findPackages(folders, kind) {
  const isPackage = (/** @type {string} */ folder) => existsSync(join(folder, 'model.json'));
  return folders.flatMap((folder) => (isPackage(folder) ? [folder]
    : readdirSync(folder).map((name) => join(folder, name)).filter(isPackage)))
    .map((folder) => ({ folder, card: JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) }))
    .filter(({ card }) => kind === undefined || card.kind === kind)
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
