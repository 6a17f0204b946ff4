// SPDX-License-Identifier: Apache-2.0
// ONNX Runtime Web must give what the native engine gives: mu, sigma, features, logits and states within 1e-4, the
// same tokens for the same noise. Usage: node ort_agreement.mjs NATIVE_PROGRAM FOLDER... (a model, or a folder of models)
import { execFileSync } from 'node:child_process';
import { findPackages, openGraph, ort } from './ort_web.mjs';

const kTolerance = 1e-4;

const [program, ...folders] = process.argv.slice(2);
if (!program || folders.length === 0) {
  console.error('usage: node ort_agreement.mjs NATIVE_PROGRAM FOLDER...');
  process.exit(2);
}

/** @param {{type: string, shape: number[], data: number[]}} tensor */
function toTensor({ type, shape, data }) {
  const values = type === 'int64' ? BigInt64Array.from(data, BigInt) : Float32Array.from(data);
  return new ort.Tensor(type, values, shape);
}

/** How many of the numbers differ by more than the tolerance (tokens: at all), and the largest difference. */
function compare(expected, found) {
  if (expected.shape.join() !== found.dims.join()) {
    throw new Error(`expected shape [${expected.shape}], found [${found.dims}]`);
  }
  const tolerance = expected.type === 'int64' ? 0 : kTolerance;
  let differing = 0, largest = 0;
  expected.data.forEach((value, i) => {
    const difference = Math.abs(value - Number(found.data[i]));
    largest = Math.max(largest, difference);
    if (!(difference <= tolerance)) ++differing;
  });
  return { differing, largest };
}

let failures = 0, compared = 0;
for (const { folder } of findPackages(folders)) {
  const cases = JSON.parse(execFileSync(program, [folder], { maxBuffer: 1 << 28, encoding: 'utf8' }));
  for (const { graph, file, inputs, outputs } of cases) {
    const session = await openGraph(folder, file);
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toTensor(tensor)]));
    const results = await session.run(feeds);
    for (const [name, expected] of Object.entries(outputs)) {
      const { differing, largest } = compare(expected, results[name]);
      const good = differing === 0;
      if (!good) ++failures;
      ++compared;
      console.log(`${good ? 'ok' : 'FAILED'}: ${folder} ${graph} ${name}: ` +
        `${expected.data.length - differing} of ${expected.data.length} agree, largest difference ${largest}`);
    }
  }
}
if (compared === 0) {
  console.error('FAILED: no model was found to compare');
  process.exit(1);
}
process.exit(failures === 0 ? 0 : 1);
