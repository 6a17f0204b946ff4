// SPDX-License-Identifier: Apache-2.0
// What can go wrong with sound in a browser, in words a visitor can act on.
// @ts-check

/**
 * - `unsupported`: the browser has no Web Audio, AudioWorklet or WebAssembly
 * - `insecure`: AudioWorklet is withheld because the page is neither https nor localhost
 * - `no-device`: the browser found nothing to play sound on
 * - `suspended`: sound waits for a tap or a key; tell the visitor to tap
 * - `load`: the synth's files could not be fetched or started
 * @typedef {'unsupported' | 'insecure' | 'no-device' | 'suspended' | 'load'} AudioErrorCode
 */

/** @type {Record<AudioErrorCode, string>} */
const kSentences = {
  unsupported: 'This browser cannot play the sound: it has no AudioWorklet. Use a current browser.',
  insecure: 'Sound needs a secure page. Open it over https:// or from localhost.',
  'no-device': 'No audio device was found. Connect headphones or speakers and press play again.',
  suspended: 'The browser keeps sound off until you act: tap to enable sound.',
  load: 'The synth could not be loaded. Check the connection and press play again.',
};

export class AudioError extends Error {
  /** @param {AudioErrorCode} code @param {string} [detail] what was found, for the curious */
  constructor(code, detail) {
    super(detail ? `${kSentences[code]} (${detail})` : kSentences[code]);
    this.name = 'AudioError';
    /** @type {AudioErrorCode} */
    this.code = code;
  }
}
