// SPDX-License-Identifier: Apache-2.0
// Plays notes through Segue's synth kernel in an AudioWorklet, on the audio clock. The main thread
// only posts notes some seconds ahead, so a busy page delays nothing that was posted.
// @ts-check
import { AudioError } from './errors.js';
import { OpenTimeline } from './open_timeline.js';
import { Timeline } from './timeline.js';

export { AudioError };

/** @typedef {import('./timeline.js').PlayedNote} PlayedNote */

/**
 * How to play a piece.
 * @typedef {object} PlayOptions
 * @property {number} [noteTempo] quarter notes a minute the notes' seconds were written at (120)
 * @property {number} [tempo] quarter notes a minute to play at; default: `noteTempo`
 * @property {boolean} [loop] start over at `loopLength` (false)
 * @property {number} [loopLength] seconds of the piece as written; default: its last note's end
 * @property {number} [startAt] seconds within the piece as written (0)
 */

/** First notes are posted this far ahead: long enough for a message to reach the audio thread. */
const kLead = 0.06;
/** Notes are posted this far ahead: longer than a busy page or a hidden tab's timer (1 s) takes. */
const kLookAhead = 2.5;
const kTickMilliseconds = 200;
/** A note of an open piece whose end is not known yet waits until so long before it begins: longer than a tick. */
const kDue = 1.2;
/** An open piece with less than this left asks for more. */
const kLow = 12;
/** A context that was told to resume and is not running after this long waits for a gesture. */
const kResumeMilliseconds = 600;
const kGestures = ['pointerup', 'touchend', 'click', 'keydown'];

export class AudioPlayer {
  /** Called when a piece that does not loop has ended. @type {(() => void) | null} */
  onended = null;
  /** Called for failures after `create`. @type {((error: AudioError) => void) | null} */
  onerror = null;

  /** Called once after each extension, when an open piece has little left. @type {(() => void) | null} */
  onlow = null;

  /** @type {Timeline | OpenTimeline | null} */ #timeline = null;
  /** @type {{notes: PlayedNote[], options: PlayOptions} | null} */ #piece = null;
  #toldLow = false;
  /** @type {[PlayedNote[], PlayedNote[], number, boolean][]} */ #early = [];
  /** @type {number | null} */ #pausedAt = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #heardTime = 0;
  #noteTempo = 120;
  #volume;

  /**
   * Makes the audio context and loads the synth. Call it inside a tap or key handler, before any
   * `await`; elsewhere it works too, but sound starts with the visitor's next gesture.
   * @param {object} options
   * @param {string | URL} options.kernelUrl of segue_audio.wasm
   * @param {string | URL} options.workletUrl of worklet.js, same origin
   * @param {number} [options.volume] 0..1
   * @param {EventTarget} [options.gestureTarget] whose gestures may turn sound on; the document
   * @returns {Promise<AudioPlayer>}
   * @throws {AudioError}
   */
  static async create({ kernelUrl, workletUrl, volume = 0.8, gestureTarget = document }) {
    const context = makeContext();
    context.resume().catch(() => {});  // at once, inside the gesture; the state is checked in play()
    try {
      const [kernel] = await Promise.all([
        fetchBytes(kernelUrl),
        context.audioWorklet.addModule(String(workletUrl)),
      ]);
      const node = new AudioWorkletNode(context, 'segue-synth', {
        numberOfInputs: 0,
        outputChannelCount: [2],
        processorOptions: { kernel, volume: volume ** 2 },
      });
      return new AudioPlayer(context, node, volume, gestureTarget);
    } catch (error) {
      context.close().catch(() => {});
      throw error instanceof AudioError ? error : new AudioError('load', String(error));
    }
  }

  /**
   * Use `create`.
   * @param {AudioContext} context
   * @param {AudioWorkletNode} node
   * @param {number} volume
   * @param {EventTarget} gestureTarget
   */
  constructor(context, node, volume, gestureTarget) {
    this.context = context;
    this.node = node;
    this.#volume = volume;
    this.gestureTarget = gestureTarget;
    node.connect(context.destination);
    node.onprocessorerror = () => this.#fail(new AudioError('load', 'the synth stopped'));
    // Browsers that report a lost or missing device do it here; older ones never call it.
    context.addEventListener('error', () => this.#fail(new AudioError('no-device')));
    this.unlock = () => {
      if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => {});
    };
    for (const gesture of kGestures) {
      gestureTarget.addEventListener(gesture, this.unlock, { capture: true, passive: true });
    }
  }

  get playing() {
    return this.#timeline !== null;
  }

  get paused() {
    return this.#pausedAt !== null;
  }

  get volume() {
    return this.#volume;
  }

  /**
   * Starts a piece from `startAt`, instead of what plays now.
   * @param {PlayedNote[]} notes
   * @param {PlayOptions} [options]
   * @throws {AudioError} `suspended` when the browser wants a gesture first, `no-device`
   */
  async play(notes, options = {}) {
    this.stop();
    const piece = { notes, options };
    this.#piece = piece;
    await this.#running();
    if (this.#piece !== piece) return;  // stopped or started anew meanwhile
    const { loop = false, loopLength, startAt = 0, noteTempo = 120, tempo = noteTempo } = options;
    this.#noteTempo = noteTempo;
    const startTime = this.context.currentTime + kLead;
    const rate = tempo / noteTempo;
    this.#timeline = new Timeline(notes, { startTime, startAt, loop, length: loopLength, rate });
    this.#heardTime = 0;
    this.#tick();
  }

  /**
   * Starts a piece that is still being made, instead of what plays now; `extend` brings more.
   * @param {PlayedNote[]} notes @param {PlayedNote[]} sounding notes whose end is not known yet
   * @param {{startAt?: number, length: number}} options seconds within the piece, seconds that are known
   * @throws {AudioError} as play
   */
  async playOpen(notes, sounding, { startAt = 0, length }) {
    this.stop();
    const piece = { notes: [], options: {} };
    this.#piece = piece;
    this.#early = [[notes, sounding, length, false]];
    await this.#running();
    if (this.#piece !== piece) return;
    this.#timeline = new OpenTimeline({ startTime: this.context.currentTime + kLead, startAt });
    this.#heardTime = 0;
    for (const more of this.#early.splice(0)) this.extend(...more);
  }

  /**
   * More of the open piece that plays.
   * @param {PlayedNote[]} notes whose end became known @param {PlayedNote[]} sounding all whose end is not
   * @param {number} length seconds of the piece that are known now @param {boolean} last nothing more comes
   */
  extend(notes, sounding, length, last) {
    const timeline = this.#timeline;
    if (!timeline && this.#piece) this.#early.push([notes, sounding, length, last]);
    if (!(timeline instanceof OpenTimeline)) return;
    timeline.extend(this.context.currentTime + kLead, notes, sounding, length, last);
    this.#toldLow = false;
    clearTimeout(this.#timer);
    this.#tick();
  }

  /** Silences everything at once (a fade of some milliseconds) and forgets the piece. */
  stop() {
    clearTimeout(this.#timer);
    if (this.#timeline) this.node.port.postMessage({ allNotesOff: true });
    this.#timeline = null;
    this.#piece = null;
    this.#pausedAt = null;
  }

  /** Like `stop`, but `resume` goes on from here. */
  pause() {
    const piece = this.#piece;
    if (!(this.#timeline instanceof Timeline) || !piece) return;
    const position = this.position();
    const tempo = this.#timeline.rate * this.#noteTempo;
    this.stop();
    this.#piece = { notes: piece.notes, options: { ...piece.options, tempo } };
    this.#pausedAt = position;
  }

  async resume() {
    if (this.#pausedAt === null || !this.#piece) return;
    const { notes, options } = this.#piece;
    await this.play(notes, { ...options, startAt: this.#pausedAt });
  }

  /**
   * Seconds within the piece, as written, that are heard now (the output's latency is taken off).
   * 0 when nothing plays.
   */
  position() {
    if (!this.#timeline) return this.#pausedAt ?? 0;
    this.#heardTime = Math.max(this.#heardTime, this.#heard());
    return this.#timeline.positionAt(this.#heardTime);
  }

  /** @param {number} volume 0..1, like a fader: half way is a quarter of the amplitude */
  setVolume(volume) {
    this.#volume = Math.min(1, Math.max(0, volume));
    this.node.port.postMessage({ volume: this.#volume ** 2 });
  }

  /** Plays on at another tempo from here. @param {number} tempo quarter notes a minute */
  setTempo(tempo) {
    const timeline = this.#timeline;
    if (this.#piece) this.#piece.options = { ...this.#piece.options, tempo };
    if (!(timeline instanceof Timeline)) return;
    this.#reschedule((time) => timeline.setRate(time, tempo / this.#noteTempo));
  }

  /**
   * Exchanges the notes of the piece that plays, without a gap: what sounds ends as it was to end,
   * what comes next comes from the new notes at the same place in the piece.
   * @param {PlayedNote[]} notes
   * @param {{loopLength?: number}} [options]
   */
  updateLoop(notes, { loopLength } = {}) {
    const timeline = this.#timeline;
    if (this.#piece) {
      const options = { ...this.#piece.options };
      if (loopLength !== undefined) options.loopLength = loopLength;
      this.#piece = { notes, options };
    }
    if (!(timeline instanceof Timeline)) return;
    this.#reschedule((time) => timeline.replace(time, notes, loopLength));
  }

  /**
   * Plays one note at once, beside the piece: a key pressed, a note drawn.
   * @param {number} pitch
   * @param {{velocity?: number, program?: number, is_drum?: boolean, duration?: number}} [options]
   */
  preview(pitch, { velocity = 90, program = 0, is_drum = false, duration = 0.4 } = {}) {
    this.unlock();
    const from = this.context.currentTime + 0.01;
    const note = { pitch, velocity, program, is_drum, start_s: 0, end_s: duration };
    this.#post([{ note, from, to: from + duration }]);
  }

  /**
   * A note that sounds, from now on, until `release`: a key that is held.
   * @param {number} pitch
   * @param {{velocity?: number, program?: number, is_drum?: boolean}} [options]
   */
  press(pitch, { velocity = 90, program = 0, is_drum = false } = {}) {
    this.unlock();
    this.node.port.postMessage({ notes: Float64Array.of(0, Infinity, pitch, velocity, program, is_drum ? 1 : 0) });
  }

  /** @param {number} pitch @param {number} [program] that it was pressed with */
  release(pitch, program = 0) {
    this.node.port.postMessage({ release: [pitch, program] });
  }

  /**
   * What the audio thread saw: notes that came late, notes that found a full queue, voices sounding.
   * @returns {Promise<{late: number, dropped: number, voices: number}>}
   */
  report() {
    return new Promise((resolve) => {
      this.node.port.onmessage = ({ data }) => resolve(data);
      this.node.port.postMessage({ report: true });
    });
  }

  /** Gives the audio device back. The player cannot be used afterwards. */
  async close() {
    this.stop();
    for (const gesture of kGestures) {
      this.gestureTarget.removeEventListener(gesture, this.unlock, { capture: true });
    }
    if (this.context.state !== 'closed') await this.context.close();
  }

  /** Posts what comes within the look-ahead, until the piece ends. */
  #tick = () => {
    const timeline = this.#timeline;
    if (!timeline) return;
    const now = this.context.currentTime;
    this.#post(timeline.take(now + kLookAhead, now + kDue));
    if (timeline instanceof OpenTimeline && timeline.open && !this.#toldLow && timeline.length - this.position() < kLow) {
      this.#toldLow = true;
      this.onlow?.();
    }
    if (this.#timeline !== timeline) return;  // the answer was another piece
    if (this.#heard() >= timeline.endTime) {
      this.#timeline = null;
      this.#piece = null;
      this.onended?.();
      return;
    }
    const left = (timeline.endTime - this.#heard()) * 1000;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#tick, Math.max(5, Math.min(kTickMilliseconds, left)));
  };

  /** @param {(time: number) => void} change of the timeline from that audio clock on */
  #reschedule(change) {
    const { currentTime, sampleRate } = this.context;
    const time = currentTime + kLead;
    change(time);
    const notes = this.#timeline?.take(currentTime + kLookAhead, time) ?? [];
    this.#post(notes, Math.round(time * sampleRate));
  }

  /**
   * @param {{note: PlayedNote, from: number, to: number}[]} notes
   * @param {number} [clearFrom] frame from which on notes posted earlier are withdrawn
   */
  #post(notes, clearFrom) {
    if (!notes.length && clearFrom === undefined) return;
    const rate = this.context.sampleRate;
    const fields = notes.flatMap(({ note, from, to }) => [
      Math.round(from * rate), Math.round(to * rate),
      note.pitch, note.velocity, note.program ?? 0, note.is_drum ? 1 : 0,
    ]);
    this.node.port.postMessage({ clearFrom, notes: Float64Array.from(fields) });
  }

  /** Audio clock of the sample that leaves the loudspeaker now. */
  #heard() {
    const { context } = this;
    const latency = context.outputLatency || context.baseLatency || 0;
    const estimate = context.currentTime - latency;
    const stamp = context.getOutputTimestamp?.();
    if (!stamp?.contextTime || !stamp.performanceTime) return estimate;
    const heard = stamp.contextTime + (performance.now() - stamp.performanceTime) / 1000;
    // Some browsers stamp with a stalled or future clock: then the plain estimate is better.
    return Math.abs(heard - estimate) < 0.3 ? Math.min(heard, context.currentTime) : estimate;
  }

  /** Resolves once the context runs and its clock moves. */
  async #running() {
    const { context } = this;
    if (context.state === 'closed') throw new AudioError('unsupported', 'the player was closed');
    if (context.state === 'running') return;
    const resumed = context.resume().catch(() => {});
    await Promise.race([resumed, pause(kResumeMilliseconds)]);
    // The state is read anew: `resume` changes it.
    const state = /** @type {string} */ (context.state);
    if (state === 'running') return;
    this.#piece = null;
    throw new AudioError(navigator.userActivation?.isActive ? 'no-device' : 'suspended');
  }

  #fail(/** @type {AudioError} */ error) {
    this.stop();
    this.onerror?.(error);
  }
}

const pause = (/** @type {number} */ milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

function makeContext() {
  if (typeof AudioContext === 'undefined' || typeof WebAssembly === 'undefined') {
    throw new AudioError('unsupported');
  }
  // iOS: play even with the ring switch off, as a music app does. A no-op elsewhere.
  const session = /** @type {any} */ (navigator).audioSession;
  if (session) session.type = 'playback';
  let context;
  try {
    context = new AudioContext({ latencyHint: 'interactive' });
  } catch (error) {
    throw new AudioError('no-device', String(error));
  }
  if (!context.audioWorklet) {
    context.close().catch(() => {});
    throw new AudioError(globalThis.isSecureContext ? 'unsupported' : 'insecure');
  }
  return context;
}

async function fetchBytes(/** @type {string | URL} */ url) {
  const response = await fetch(url);
  if (!response.ok) throw new AudioError('load', `${url}: status ${response.status}`);
  return response.arrayBuffer();
}
