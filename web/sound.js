// SPDX-License-Identifier: Apache-2.0
// The player behind the program's play and stop: made at the visitor's first gesture, so that the browser lets
// it sound; failures become words.
// @ts-check
import { AudioError, AudioPlayer } from './audio/player.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./audio/player.js').PlayedNote} PlayedNote */

const kGestures = ['pointerup', 'touchend', 'keydown'];

export class Sound {
  /** @type {Promise<AudioPlayer> | null} */ #making = null;
  /** @type {AudioPlayer | null} */ player = null;
  #turn = 0;
  /** What comes while the player is being made. @type {Parameters<AudioPlayer['extend']>[] | null} */ #waiting = null;
  /** @type {Set<string>} */ #keys = new Set();
  #volume = 0.8;
  #closed = false;

  /** @param {() => App} app @param {URL} base */
  constructor(app, base) {
    this.app = app;
    this.base = base;
    for (const gesture of kGestures) document.addEventListener(gesture, this.#unlock, { capture: true, passive: true });
  }

  close() {
    this.#closed = true;
    ++this.#turn;
    this.#forgetGestures();
    this.player?.close();
  }

  /** @param {PlayedNote[]} notes @param {import('./app.js').PlaySpan} span */
  async play(notes, span) {
    const turn = ++this.#turn;
    this.#waiting = null;
    try {
      const player = await this.#make();
      if (turn === this.#turn) await player.play(notes, span);
    } catch (error) {
      if (turn === this.#turn) this.app().playbackFailed(error instanceof AudioError ? error.message : String(error));
    }
  }

  /**
   * A piece that is still being made; extend() brings more.
   * @param {PlayedNote[]} notes @param {PlayedNote[]} sounding @param {{startAt: number, length: number}} span seconds
   */
  async playOpen(notes, sounding, span) {
    const turn = ++this.#turn;
    /** @type {Parameters<AudioPlayer['extend']>[]} */ const waiting = [];
    this.#waiting = waiting;
    try {
      const player = await this.#make();
      if (turn !== this.#turn) return;
      const started = player.playOpen(notes, sounding, span);
      this.#waiting = null;
      for (const more of waiting) player.extend(...more);
      await started;
    } catch (error) {
      if (turn === this.#turn) this.app().playbackFailed(error instanceof AudioError ? error.message : String(error));
    }
  }

  /** @param {Parameters<AudioPlayer['extend']>} more */
  extend(...more) {
    if (this.#waiting) this.#waiting.push(more);
    else this.player?.extend(...more);
  }

  stop() {
    ++this.#turn;
    this.#waiting = null;
    this.player?.stop();
  }

  position() {
    return this.player?.position() ?? 0;
  }

  /** A key that is pressed sounds until it is let go, beside what plays. */
  async press(/** @type {number} */ pitch, /** @type {number} */ velocity, /** @type {number} */ program, /** @type {boolean} */ drum) {
    const key = `${pitch} ${program}`;
    this.#keys.add(key);
    try {
      const player = await this.#make();
      if (this.#keys.has(key) || drum) player.press(pitch, { velocity, program, is_drum: drum });
    } catch (error) {
      this.app().notice('error', error instanceof AudioError ? error.message : String(error));
    }
  }

  release(/** @type {number} */ pitch, /** @type {number} */ program) {
    this.#keys.delete(`${pitch} ${program}`);
    this.player?.release(pitch, program);
  }

  /** @param {number} gain 0..1, linear; the player's fader is the square root */
  setGain(gain) {
    this.#volume = Math.sqrt(gain);
    this.player?.setVolume(this.#volume);
  }

  #unlock = () => {
    this.#forgetGestures();
    this.#make().catch(() => {});  // told when something is to play
  };

  #forgetGestures() {
    for (const gesture of kGestures) document.removeEventListener(gesture, this.#unlock, { capture: true });
  }

  #make() {
    this.#making ??= AudioPlayer.create({
      kernelUrl: new URL('segue_audio.wasm', this.base),
      workletUrl: new URL('audio/worklet.js', this.base),
      volume: this.#volume,
    }).then(async (player) => {
      if (this.#closed) {
        await player.close();
        throw new Error('The page was closed.');
      }
      player.onended = () => this.app().playbackEnded();
      player.onlow = () => this.app().playbackLow();
      player.onerror = (error) => this.app().playbackFailed(error.message);
      player.setVolume(this.#volume);  // may have changed meanwhile
      this.player = player;
      return player;
    }).catch((error) => {
      this.#making = null;  // the next press of play tries again
      throw error;
    });
    return this.#making;
  }
}
