// SPDX-License-Identifier: Apache-2.0
// Which notes fall into which stretch of the audio clock: loops, tempo changes and exchanged notes.
// Pure arithmetic between the piece (seconds as written) and the context's clock; player.js posts.
// @ts-check

/**
 * A note as the page knows it; `start_s` and `end_s` are seconds at the tempo it was written in.
 * @typedef {object} PlayedNote
 * @property {number} pitch 0..127, 60 is middle C
 * @property {number} velocity 1..127
 * @property {number} start_s
 * @property {number} end_s
 * @property {number} [program] General MIDI, 0-based; 128 + n is patch n of Segue's own
 * @property {boolean} [is_drum]
 */

/** Seconds by which a looped piece is at least long, so that a scheduling window holds few rounds. */
const kShortestLoop = 0.05;

export class Timeline {
  /** @type {PlayedNote[]} */ notes = [];
  /** Seconds of the piece as written. */
  length = 0;

  /**
   * @param {PlayedNote[]} notes in any order
   * @param {object} options
   * @param {number} options.startTime audio clock in seconds at which `startAt` sounds
   * @param {number} [options.startAt] seconds within the piece
   * @param {boolean} [options.loop]
   * @param {number} [options.length] seconds of the piece; default: the end of its last note
   * @param {number} [options.rate] 2 plays twice as fast as written
   */
  constructor(notes, { startTime, startAt = 0, loop = false, length, rate = 1 }) {
    this.loop = loop;
    this.rate = rate;
    this.#setNotes(notes, length);
    this.startTime = startTime;
    this.anchorTime = startTime;
    this.anchorPosition = loop ? startAt % this.length : startAt;
    this.takenTo = this.anchorPosition;
  }

  /** Seconds since the piece's start, rounds of the loop included, at audio clock `time`. */
  #unwrapped(/** @type {number} */ time) {
    return this.anchorPosition + (time - this.anchorTime) * this.rate;
  }

  /** @param {PlayedNote[]} notes @param {number} [length] */
  #setNotes(notes, length) {
    this.notes = [...notes].sort((a, b) => a.start_s - b.start_s || a.pitch - b.pitch);
    const end = this.notes.reduce((latest, note) => Math.max(latest, note.end_s), 0);
    this.length = Math.max(length ?? end, this.loop ? kShortestLoop : 0);
  }

  /** Seconds within the piece at audio clock `time`, in 0..length. */
  positionAt(/** @type {number} */ time) {
    const position = this.#unwrapped(Math.max(time, this.startTime));
    if (!this.loop) return Math.min(Math.max(position, 0), this.length);
    return ((position % this.length) + this.length) % this.length;  // may lie before a rebased anchor
  }

  /** Audio clock at which the piece ends; Infinity for a loop. */
  get endTime() {
    if (this.loop) return Infinity;
    return this.anchorTime + Math.max(0, this.length - this.anchorPosition) / this.rate;
  }

  /**
   * Notes that start before audio clock `until` and were not taken yet, in order of time. Each is
   * given once; `from` and `to` are audio clock seconds. Looped notes end at the loop's end.
   * @param {number} until
   * @returns {{note: PlayedNote, from: number, to: number}[]}
   */
  take(until) {
    const end = this.#unwrapped(until);
    const taken = [];
    const first = this.loop ? Math.floor(this.takenTo / this.length) : 0;
    const last = this.loop ? Math.floor(end / this.length) : 0;
    for (let round = first; round <= last; ++round) {
      const offset = round * this.length;
      for (const note of this.notes) {
        const start = offset + note.start_s;
        if (note.start_s >= this.length || start >= end) break;
        if (start < this.takenTo) continue;
        const stop = offset + (this.loop ? Math.min(note.end_s, this.length) : note.end_s);
        taken.push({ note, from: this.#time(start), to: this.#time(stop) });
      }
    }
    this.takenTo = Math.max(this.takenTo, end);
    return taken;
  }

  #time(/** @type {number} */ position) {
    return this.anchorTime + (position - this.anchorPosition) / this.rate;
  }

  /**
   * From audio clock `time` on another speed. What was taken beyond `time` must be withdrawn by the
   * caller; it will be given again.
   * @param {number} time
   * @param {number} rate
   */
  setRate(time, rate) {
    this.#rebase(time);
    this.rate = rate;
  }

  /**
   * From audio clock `time` on other notes, at the same place in the piece.
   * @param {number} time
   * @param {PlayedNote[]} notes
   * @param {number} [length] default: the length stays
   */
  replace(time, notes, length) {
    this.#rebase(time);
    this.#setNotes(notes, length ?? this.length);
    if (this.loop) this.anchorPosition %= this.length;
    this.takenTo = this.anchorPosition;
  }

  #rebase(/** @type {number} */ time) {
    if (time > this.anchorTime) {
      const position = this.#unwrapped(time);
      this.anchorPosition = this.loop ? position % this.length : position;
      this.anchorTime = time;
    }
    this.takenTo = this.anchorPosition;
  }
}
