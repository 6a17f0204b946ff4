// SPDX-License-Identifier: Apache-2.0
// Where the built kernel is, and starting it in node.
import { existsSync, readFileSync } from 'node:fs';

const kBuilt = process.env.SEGUE_AUDIO_KERNEL
  ?? new URL('../../build/wasm-release/bin/segue_audio.wasm', import.meta.url).pathname;

export function kernelBytes() {
  if (!existsSync(kBuilt)) throw new Error(`${kBuilt} is missing: build the preset wasm-release first`);
  return readFileSync(kBuilt);
}

/** The kernel at `sampleRate`, and a function that renders `frames` frames in blocks of 128. */
export function startKernel(sampleRate = 48000) {
  const module = new WebAssembly.Module(kernelBytes());
  const kernel = new WebAssembly.Instance(module, {}).exports;
  kernel._initialize();
  kernel.segue_synth_init(sampleRate, 1);
  let at = 0;
  const render = (frames) => {
    const left = new Float32Array(frames), right = new Float32Array(frames);
    for (let done = 0; done < frames; done += 128) {
      const count = Math.min(128, frames - done);
      kernel.segue_synth_render(at, count);
      left.set(new Float32Array(kernel.memory.buffer, kernel.segue_synth_left(), count), done);
      right.set(new Float32Array(kernel.memory.buffer, kernel.segue_synth_right(), count), done);
      at += count;
    }
    return { left, right };
  };
  return { module, kernel, render };
}
