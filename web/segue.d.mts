// SPDX-License-Identifier: Apache-2.0
// Types of segue.mjs, which Emscripten makes: one call starts one instance.
export interface SegueModule {
  HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(pointer: number): void;
  [name: `_segue_${string}`]: (...numbers: number[]) => number;
}
export interface SegueOptions {
  canvas: HTMLCanvasElement;
  keyboardTarget: HTMLElement;
  page: Record<string, (...numbers: number[]) => number | void>;
  locateFile?: (path: string) => string;
  print?: (text: string) => void;
  printErr?: (text: string) => void;
}
export default function createSegue(options: SegueOptions): Promise<SegueModule>;
