// SPDX-License-Identifier: Apache-2.0
// `npm run check`: the types in the JSDoc of this folder, by the TypeScript compiler that tests/package.json pins.
// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../tests/node_modules/typescript/bin/tsc', import.meta.url));
if (!existsSync(compiler)) {
  console.error('error: the TypeScript compiler is not there; run native/setup tests');
  process.exit(1);
}
const project = fileURLToPath(new URL('tsconfig.json', import.meta.url));
process.exit(spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' }).status ?? 1);
