// SPDX-License-Identifier: Apache-2.0
// Notes to the bytes of a .wav file, away from the page: the kernel that plays them renders them, as fast as it can.
// Message in: {kernel, notes, rate, tail}; messages out: {progress}, then {blob, seconds, spent} or {error}.
// @ts-check

/** Numbers per note in `notes`: start_s, end_s, pitch, velocity, program, is drum. */
const kNoteFields = 6;
const kFramesAtOnce = 1024, kFramesInPart = 1 << 16, kBytesInFrame = 4;
const kToldEvery_ms = 50;

/** @typedef {{kernel: ArrayBuffer, notes: Float64Array, rate: number, tail: number}} Order seconds of `tail` follow the last note */

onmessage = ({ data }) => {
  try {
    const started = performance.now();
    const blob = render(/** @type {Order} */ (data));
    postMessage({ blob, seconds: (blob.size - 44) / kBytesInFrame / data.rate, spent: (performance.now() - started) / 1000 });
  } catch (error) {
    postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};

/** @param {Order} order @returns {Blob} */
function render({ kernel: bytes, notes, rate, tail }) {
  /** @type {any} */
  const kernel = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
  kernel._initialize();
  kernel.segue_synth_init(rate, 1);
  const rows = toEvents(notes, rate);
  const end_s = rows.reduce((latest, row) => Math.max(latest, row.end_s), 0);
  const frames = Math.floor((end_s + tail) * rate);
  /** @type {BlobPart[]} */ const parts = [header(frames, rate)];
  let next = 0, told = performance.now();
  let part = new Int16Array(0), filled = 0;
  for (let at = 0; at < frames;) {
    // The kernel's queue holds a limited number of notes: it is filled up again before each stretch.
    while (next < rows.length && kernel.segue_synth_note(...rows[next].event)) ++next;
    let count = Math.min(kFramesAtOnce, frames - at);
    // A full queue: no further than the first note left outside.
    if (next < rows.length) count = Math.max(1, Math.min(count, rows[next].event[0] - at));
    kernel.segue_synth_render(at, count);
    const left = new Float32Array(kernel.memory.buffer, kernel.segue_synth_left(), count);
    const right = new Float32Array(kernel.memory.buffer, kernel.segue_synth_right(), count);
    for (let i = 0; i < count; ++i) {
      if (filled === part.length) {
        part = new Int16Array(2 * Math.min(kFramesInPart, frames - at - i));
        parts.push(part);
        filled = 0;
      }
      part[filled++] = Math.round(left[i] * 32767);  // samples are within (-1, 1)
      part[filled++] = Math.round(right[i] * 32767);
    }
    at += count;
    if (performance.now() - told < kToldEvery_ms) continue;
    told = performance.now();
    postMessage({ progress: at / frames });
  }
  return new Blob(parts, { type: 'audio/wav' });
}

/**
 * In order of time; those that start together stay in the order they were given.
 * @param {Float64Array} notes @param {number} rate
 */
function toEvents(notes, rate) {
  const frame = (/** @type {number} */ seconds) => Math.floor(seconds * rate + 0.5);
  const rows = Array.from({ length: notes.length / kNoteFields }, (_, i) => {
    const [start_s, end_s, ...sound] = notes.subarray(i * kNoteFields, (i + 1) * kNoteFields);
    return { end_s, event: [frame(start_s), frame(end_s), ...sound] };
  });
  return rows.sort((a, b) => a.event[0] - b.event[0]);
}

/** RIFF, 16 bits, stereo (Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0"). */
function header(/** @type {number} */ frames, /** @type {number} */ rate) {
  const size = frames * kBytesInFrame;
  const view = new DataView(new ArrayBuffer(44));
  const word = (/** @type {number} */ at, /** @type {string} */ text) =>
    [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, 36 + size, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);  // PCM
  view.setUint16(22, 2, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * kBytesInFrame, true);
  view.setUint16(32, kBytesInFrame, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, size, true);
  return view.buffer;
}
