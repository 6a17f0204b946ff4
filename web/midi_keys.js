// SPDX-License-Identifier: Apache-2.0
// Keyboards that are plugged in, by Web MIDI: asked for when the visitor presses the button, never before. Notes go to
// the program with the time they were played at.
// @ts-check

/** @typedef {import('./app.js').App} App */

/** What midiKeys() takes. */
export const kMidiKeys = /** @type {const} */ ({ connected: 0, none: 1, refused: 2, unsupported: 3 });

const kNoteOff = 0x80, kNoteOn = 0x90;

export class MidiKeys {
  /** @type {MIDIAccess | null} */ #access = null;
  #asking = false;

  /** @param {() => App} app */
  constructor(app) {
    this.app = app;
  }

  /** Inside a click: the browser may ask the visitor. */
  async connect() {
    if (this.#access || this.#asking) {
      this.#listen();
      return;
    }
    if (!navigator.requestMIDIAccess) {
      this.app().midiKeys(kMidiKeys.unsupported, '');
      return;
    }
    this.#asking = true;
    try {
      this.#access = await navigator.requestMIDIAccess({ sysex: false });
      this.#access.onstatechange = () => this.#listen();
      this.#listen();
    } catch {
      this.app().midiKeys(kMidiKeys.refused, '');
    } finally {
      this.#asking = false;
    }
  }

  close() {
    if (!this.#access) return;
    this.#access.onstatechange = null;
    for (const input of this.#access.inputs.values()) input.onmidimessage = null;
  }

  #listen() {
    if (!this.#access) return;
    const inputs = [...this.#access.inputs.values()].filter(({ state }) => state !== 'disconnected');
    for (const input of inputs) input.onmidimessage = (event) => this.#take(event);
    const names = inputs.map(({ name }) => name || 'keyboard').join(', ');
    this.app().midiKeys(inputs.length ? kMidiKeys.connected : kMidiKeys.none, names);
  }

  /** @param {MIDIMessageEvent} event */
  #take({ data, timeStamp }) {
    if (!data || data.length < 3) return;
    const [status, pitch, velocity] = data;
    const kind = status & 0xf0;
    if (kind !== kNoteOn && kind !== kNoteOff) return;
    // Note on with velocity 0 is how many keyboards say "let go".
    this.app().midiKey(pitch & 0x7f, kind === kNoteOn ? velocity & 0x7f : 0, timeStamp / 1000);
  }
}
