// SPDX-License-Identifier: Apache-2.0
// A package of the kind "rnn" with random weights, made on the spot: embedding, LSTM layers, a softmax that likes two
// or three notes a step. Written as protocol buffers by hand (onnx.proto of ONNX 1.12, opset 17).
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const kEvents = 259, kStart = 0, kEnd = 1, kStepEnd = 2, kNewNote = 3, kContinued = 131;
const kFloat = 1, kInt64 = 7;  // TensorProto.DataType
const kIrVersion = 8, kOpset = 17;

/** A field: varint, text, or bytes. @param {number} number @param {number | string | Uint8Array} value */
function field(number, value) {
  const varint = (/** @type {number} */ x) => {
    const out = [];
    for (; x > 127; x = Math.floor(x / 128)) out.push((x & 127) | 128);
    return Buffer.from([...out, x]);
  };
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}
const message = (...fields) => Buffer.concat(fields);

const node = (type, inputs, outputs, attributes = []) => message(
  ...inputs.map((name) => field(1, name)), ...outputs.map((name) => field(2, name)), field(4, type),
  ...attributes.map((attribute) => field(5, attribute)));
const integer = (name, value) => message(field(1, name), field(3, value), field(20, 2));
const tensor = (name, dims, data) => message(
  ...dims.map((size) => field(1, size)), field(2, data instanceof Float32Array ? kFloat : kInt64), field(8, name),
  field(9, new Uint8Array(data.buffer)));
/** @param {(number | string)[]} dims names are free sizes */
const value = (name, type, dims) => message(field(1, name), field(2, field(1, message(
  field(1, type), field(2, message(...dims.map((dim) => field(1, typeof dim === 'number' ? field(1, dim) : field(2, dim)))))))));

/** Always the same numbers, within `range` of 0. */
function makeRandom(seed) {
  let state = seed;
  return (count, range) => Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;  // Knuth, "The Art of Computer Programming", 3.3.4
    return (state / 2 ** 32 * 2 - 1) * range;
  });
}

/** @param {number} size units of a layer @param {number} layers */
function makeGraph(size, layers) {
  const random = makeRandom(7);
  const bias = random(kEvents, 0.3);
  bias.fill(-1, kNewNote, kContinued);  // a note begins now and then ...
  bias.fill(2.2, kContinued);  // ... and lasts
  bias.fill(-9, kNewNote, kNewNote + 45).fill(-9, kNewNote + 80, kContinued);  // where hands are
  bias[kStepEnd] = 3.5;
  bias[kStart] = bias[kEnd] = -9;
  const each = (/** @type {(i: number) => Buffer} */ make) => message(...Array.from({ length: layers }, (_, i) => make(i)));
  const names = (/** @type {string} */ name) => Array.from({ length: layers }, (_, i) => `${name}${i}`);
  const graph = message(
    field(1, node('Gather', ['embedding', 'tokens'], ['x0'])),
    field(1, node('Split', ['h'], names('h_in'))),  // a layer each
    field(1, node('Split', ['c'], names('c_in'))),
    each((i) => message(
      field(1, node('LSTM', [`x${i}`, `w${i}`, `r${i}`, '', '', `h_in${i}`, `c_in${i}`], [`y${i}`, `h_of${i}`, `c_of${i}`],
        [integer('hidden_size', size)])),
      field(1, node('Squeeze', [`y${i}`, 'one'], [`x${i + 1}`])),
      field(5, tensor(`w${i}`, [1, 4 * size, size], random(4 * size * size, 0.5))),
      field(5, tensor(`r${i}`, [1, 4 * size, size], random(4 * size * size, 0.5))))),
    field(1, node('Concat', names('h_of'), ['h_out'], [integer('axis', 0)])),
    field(1, node('Concat', names('c_of'), ['c_out'], [integer('axis', 0)])),
    field(1, node('MatMul', [`x${layers}`, 'out'], ['sum'])),
    field(1, node('Add', ['sum', 'bias'], ['logits'])),
    field(2, 'step'),
    field(5, tensor('embedding', [kEvents, size], random(kEvents * size, 1))),
    field(5, tensor('out', [size, kEvents], random(size * kEvents, 0.8))),
    field(5, tensor('bias', [kEvents], bias)),
    field(5, tensor('one', [1], BigInt64Array.of(1n))),
    field(11, value('tokens', kInt64, ['T', 'B'])),
    field(11, value('h', kFloat, [layers, 'B', size])),
    field(11, value('c', kFloat, [layers, 'B', size])),
    field(12, value('logits', kFloat, ['T', 'B', kEvents])),
    field(12, value('h_out', kFloat, [layers, 'B', size])),
    field(12, value('c_out', kFloat, [layers, 'B', size])));
  return message(field(1, kIrVersion), field(7, graph), field(8, message(field(1, ''), field(2, kOpset))));
}

/**
 * Writes the package `tiny_polyphony` into a folder.
 * @param {string} folder @param {{size?: number, layers?: number}} [shape] @returns {string} the package's folder
 */
export function writeTinyRnn(folder, { size = 24, layers = 2 } = {}) {
  const bytes = makeGraph(size, layers);
  const home = join(folder, 'tiny_polyphony');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'step.onnx'), bytes);
  writeFileSync(join(home, 'model.json'), `${JSON.stringify({
    format_version: 1, id: 'tiny_polyphony', title: 'Tiny polyphony', kind: 'rnn', description: 'Random weights, for tests.',
    representation: { name: 'polyphony_259', depth: kEvents, classes: kEvents },
    rnn: { layers, size, counters: 0 },
    graphs: [{ graph: 'step', file: 'step.onnx', size_bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex') }],
  }, null, 1)}\n`);
  return home;
}
