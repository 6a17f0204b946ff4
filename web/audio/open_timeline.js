// SPDX-License-Identifier: Apache-2.0
// Which notes fall into which stretch of the audio clock, for a piece that is still being made: more of it comes while
// it plays, what was given is forgotten, and where nothing is left it waits. Pure arithmetic, as timeline.js.
// @ts-check

/** @typedef {import('./timeline.js').PlayedNote} PlayedNote */

/** Seconds from an extension that came too late to the note that goes on. */
const kCushion = 0.25;

const keyOf = (/** @type {PlayedNote} */ { start_s, pitch }) => `${start_s} ${pitch}`;

export class OpenTimeline {
  /** Whose end is known, not given yet, in order of time. @type {PlayedNote[]} */ notes = [];
  /** That go on beyond the end: their ends are not known yet. @type {PlayedNote[]} */ sounding = [];
  /** Of `sounding`, those that were given. @type {Set<string>} */ #given = new Set();
  /** Seconds of the piece that are known. */
  length = 0;
  /** Whether more comes. */
  open = true;
  rate = 1;

  /**
   * @param {object} options
   * @param {number} options.startTime audio clock in seconds at which `startAt` sounds
   * @param {number} [options.startAt] seconds within the piece; earlier notes are left out
   */
  constructor({ startTime, startAt = 0 }) {
    this.startTime = startTime;
    this.startAt = startAt;
    this.anchorTime = startTime;
    this.anchorPosition = startAt;
  }

  /**
   * @param {number} time audio clock from which on something new can be heard
   * @param {PlayedNote[]} notes whose end became known, in order of time
   * @param {PlayedNote[]} sounding all whose end is not known
   * @param {number} length seconds of the piece that are known now
   * @param {boolean} last nothing more comes
   */
  extend(time, notes, sounding, length, last) {
    if (this.#position(time) > this.length && this.length > this.startAt) {  // it has waited: go on from there
      this.anchorPosition = this.length;
      this.anchorTime = time + kCushion;
    }
    for (const note of notes) {
      if (!this.#given.delete(keyOf(note)) && note.start_s >= this.startAt) this.notes.push(note);
    }
    this.notes.sort((a, b) => a.start_s - b.start_s || a.pitch - b.pitch);
    this.sounding = sounding.filter(({ start_s }) => start_s >= this.startAt);
    this.length = length;
    this.open = !last;
  }

  /**
   * Notes that start before audio clock `until` and were not given yet. One that still sounds at the end of what is
   * known waits until it must begin, before `due`: by then its end may be known.
   * @param {number} until
   * @param {number} due
   * @returns {{note: PlayedNote, from: number, to: number}[]}
   */
  take(until, due) {
    const taken = [];
    const end = Math.min(this.#position(until), this.length);
    let count = 0;
    while (count < this.notes.length && this.notes[count].start_s < end) ++count;
    for (const note of this.notes.splice(0, count)) taken.push(note);
    const now = this.open ? this.#position(due) : Infinity;
    for (const note of this.sounding) {
      if (note.start_s >= now || note.start_s >= end || this.#given.has(keyOf(note))) continue;
      this.#given.add(keyOf(note));
      taken.push(note);
    }
    return taken.sort((a, b) => a.start_s - b.start_s)
      .map((note) => ({ note, from: this.#time(note.start_s), to: this.#time(note.end_s) }));
  }

  /** Seconds within the piece at audio clock `time`, never beyond what is known. */
  positionAt(/** @type {number} */ time) {
    return Math.min(Math.max(this.#position(Math.max(time, this.startTime)), 0), this.length);
  }

  get endTime() {
    return this.open ? Infinity : this.#time(this.length);
  }

  #position(/** @type {number} */ time) {
    return this.anchorPosition + (time - this.anchorTime);
  }

  #time(/** @type {number} */ position) {
    return this.anchorTime + (position - this.anchorPosition);
  }
}
