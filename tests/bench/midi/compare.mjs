// SPDX-License-Identifier: Apache-2.0
// Bytes to notes: Segue beside @tonejs/midi, the same files, one after the other, alternating rounds.
//   cmake --preset native-release -DSEGUE_BENCH=ON
//   cmake --build --preset native-release --target segue_midi_bench
//   node tests/bench/midi/compare.mjs FOLDER [PROGRAM] [ROUNDS]
// FOLDER: MIDI files, searched recursively. PROGRAM: segue_midi_bench of a release build. Prints the
// medians and their ratio (some minutes, nearly all of them @tonejs/midi's); exit code 1 where the ratio is below 36.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import tonejs from '@tonejs/midi';

const REQUIRED_RATIO = 36;
const [folder, program = 'build/native-release/bin/segue_midi_bench', rounds = '3'] =
  process.argv.slice(2);
if (!folder) {
  console.error('usage: node compare.mjs FOLDER [PROGRAM] [ROUNDS]');
  process.exit(2);
}

const files = readdirSync(folder, { recursive: true })
  .filter((name) => /\.midi?$/.test(name))
  .sort()
  .map((name) => new Uint8Array(readFileSync(join(folder, name))));
const bytes = files.reduce((sum, file) => sum + file.length, 0);

/** One round of @tonejs/midi over some of the files. */
function runTonejs(some) {
  let notes = 0;
  let unreadable = 0;
  const start = process.hrtime.bigint();
  for (const file of some) {
    try {
      for (const track of new tonejs.Midi(file).tracks) notes += track.notes.length;
    } catch {
      ++unreadable;
    }
  }
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, notes, unreadable };
}

const child = spawn(program, [folder], { stdio: ['pipe', 'pipe', 'inherit'] });
child.on('error', (error) => {
  console.error(`error: ${program}: ${error.message}; build the target segue_midi_bench first`);
  process.exit(1);
});
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const [count, total] = (await lines.next()).value.split(' ').map(Number);
if (count !== files.length || total !== bytes) throw new Error('the two programs see other files');

/** One round of Segue. */
async function runSegue() {
  child.stdin.write('\n');
  const [seconds, notes, unreadable] = (await lines.next()).value.split(' ').map(Number);
  return { seconds, notes, unreadable };
}

/** @param {number[]} values The middle one after sorting. */
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const results = { segue: [], tonejs: [] };
await runSegue();  // caches, and the JavaScript engine's compiler, are warm after these
runTonejs(files.filter((_, index) => index % 20 === 0));
for (let round = 0; round < Number(rounds); ++round) {
  results.segue.push(await runSegue());
  results.tonejs.push(runTonejs(files));
}
child.stdin.end();

console.log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, medians of ${rounds} rounds`);
const speed = {};
for (const [name, list] of Object.entries(results)) {
  speed[name] = bytes / 1e6 / median(list.map((result) => result.seconds));
  const { notes, unreadable } = list[0];
  console.log(`${name.padEnd(8)} ${speed[name].toFixed(1).padStart(8)} MB/s, ${notes} notes, ` +
    `${unreadable} files unreadable`);
}
const ratio = speed.segue / speed.tonejs;
console.log(`ratio    ${ratio.toFixed(1).padStart(8)} (required: ${REQUIRED_RATIO})`);
process.exit(ratio >= REQUIRED_RATIO ? 0 : 1);
