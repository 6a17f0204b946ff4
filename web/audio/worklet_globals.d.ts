// SPDX-License-Identifier: Apache-2.0
// Names of the AudioWorklet's own global scope, for the type checker only; never loaded.
declare const sampleRate: number;
declare const currentFrame: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: unknown): void;
