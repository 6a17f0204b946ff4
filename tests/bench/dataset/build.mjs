// SPDX-License-Identifier: Apache-2.0
// A Markdown table: files and megabytes a second of `segue dataset build` over a folder of MIDI files, the best
// of some rounds.
//   node tests/bench/dataset/build.mjs SEGUE ROUNDS FOLDER [CONFIG...]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const [program, rounds, folder, ...configs] = process.argv.slice(2);
if (!folder || !(Number(rounds) > 0)) {
  console.error('usage: node build.mjs SEGUE ROUNDS FOLDER [CONFIG...]');
  process.exit(2);
}
if (configs.length === 0) configs.push('mel_2bar_small', 'drums_2bar_tiny', 'trio_4bar_tiny');

const files = readdirSync(folder, { recursive: true }).filter((name) => /\.midi?$/i.test(name));
if (files.length === 0) {
  console.error(`error: no MIDI file in ${folder}`);
  process.exit(1);
}
const megabytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
console.log(`${files.length} files, ${megabytes.toFixed(2)} MB, ${availableParallelism()} threads, best of ${rounds} rounds.\n`);
console.log('| configuration | windows | s | files/s | MB/s |');
console.log('| --- | --: | --: | --: | --: |');

const scratch = mkdtempSync(join(tmpdir(), 'segue-bench-'));
try {
  for (const config of configs) {
    let best = Infinity;
    let windows = 0;
    for (let round = 0; round < Number(rounds); ++round) {
      const start = performance.now();
      const built = spawnSync(program,
        ['dataset', 'build', '--input', folder, '--output', join(scratch, 'set.h5'), '--force', '--json', '--quiet',
          '--config', config], { encoding: 'utf8', maxBuffer: 1 << 28 });
      best = Math.min(best, (performance.now() - start) / 1000);
      if (built.status !== 0) {  // no drums in the folder, say: the files were read all the same
        console.error(`${config}: ${built.stderr || built.error}`);
        break;
      }
      const { train_windows: train, eval_windows: held } = JSON.parse(built.stdout);
      windows = train + held;
    }
    console.log(`| ${config} | ${windows} | ${best.toFixed(2)} | ${(files.length / best).toFixed(0)} | ` +
      `${(megabytes / best).toFixed(2)} |`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
