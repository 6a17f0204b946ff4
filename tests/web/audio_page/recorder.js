// SPDX-License-Identifier: Apache-2.0
// Posts every block it hears with its frame, so that a test can place samples exactly.
class Recorder extends AudioWorkletProcessor {
  process([[left]]) {
    if (left) this.port.postMessage({ frame: currentFrame, samples: left.slice() });
    return true;
  }
}
registerProcessor('recorder', Recorder);
