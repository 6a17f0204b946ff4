// SPDX-License-Identifier: Apache-2.0
// The audio thread's half of the player: owns Segue's synth kernel and feeds it notes from messages.
// A message is {clearFrom?, notes?, release?, allNotesOff?, volume?, report?}; times are frames of this clock.
// @ts-check
/// <reference path="./worklet_globals.d.ts" />

/** Numbers per note in `notes`: start frame, end frame, pitch, velocity, program, is drum. */
const kNoteFields = 6;

class SegueSynth extends AudioWorkletProcessor {
  /** @param {{processorOptions: {kernel: ArrayBuffer, volume: number}}} options */
  constructor({ processorOptions }) {
    super();
    const module = new WebAssembly.Module(processorOptions.kernel);
    /** @type {any} */
    this.kernel = new WebAssembly.Instance(module, {}).exports;
    this.kernel._initialize();
    this.kernel.segue_synth_init(sampleRate, processorOptions.volume);
    /** Keys let go since the last block: ended after it, which began what was pressed. @type {number[][]} */
    this.released = [];
    this.late = 0;
    this.dropped = 0;
    this.port.onmessage = ({ data }) => this.receive(data);
  }

  /** @param {any} message */
  receive({ clearFrom, notes, release, allNotesOff, volume, report }) {
    const { kernel } = this;
    if (allNotesOff) kernel.segue_synth_all_notes_off();
    if (clearFrom !== undefined) kernel.segue_synth_unschedule(clearFrom);
    if (volume !== undefined) kernel.segue_synth_set_volume(volume);
    for (let i = 0; notes && i + kNoteFields <= notes.length; i += kNoteFields) {
      const [start, end, pitch, velocity, program, isDrum] = notes.subarray(i, i + kNoteFields);
      if (start < currentFrame && end !== Infinity) ++this.late;  // a key that is held starts at once
      if (!kernel.segue_synth_note(start, end, pitch, velocity, program, isDrum)) ++this.dropped;
    }
    if (release) this.released.push(release);
    if (report) {
      const { late, dropped } = this;
      this.port.postMessage({ late, dropped, voices: kernel.segue_synth_active_voices() });
    }
  }

  /** @param {Float32Array[][]} inputs @param {Float32Array[][]} outputs */
  process(inputs, [[left, right]]) {
    const { kernel } = this;
    const frames = left.length;
    kernel.segue_synth_render(currentFrame, frames);
    for (const key of this.released.splice(0)) kernel.segue_synth_release(...key);
    const { buffer } = kernel.memory;
    left.set(new Float32Array(buffer, kernel.segue_synth_left(), frames));
    right?.set(new Float32Array(buffer, kernel.segue_synth_right(), frames));
    return true;
  }
}

registerProcessor('segue-synth', SegueSynth);
