// SPDX-License-Identifier: Apache-2.0
// The tree keeps its layers: who may include whom (the table below), and what may lie at the top.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
const sources = tracked.filter((path) => /\.(cpp|h)$/.test(path) && !path.startsWith('tests/'));
const read = (path) => readFileSync(join(root, path), 'utf8');

/** Folder -> folders whose headers it may include. */
const allowed = {
  shared: ['shared'],
  native: ['shared', 'native'],
  wasm: ['shared', 'wasm'],
};

/** Inside shared/: module -> modules it may include. */
const modules = {
  base: ['base'],
  tensor: ['base', 'tensor'],
  music: ['base', 'music', 'codec'],
  musicxml: ['base', 'music', 'codec', 'musicxml'],
  codec: ['base', 'tensor', 'music', 'codec'],
  measures: ['base', 'music', 'codec', 'measures'],
  midi: ['base', 'music', 'midi'],
  model: ['base', 'tensor', 'music', 'codec', 'measures', 'midi', 'model'],
  synth: ['base', 'music', 'synth'],
};

const includes = (path) => [...read(path).matchAll(/^\s*#\s*include\s+"((shared|native|wasm|web|tests)\/[^"]+)"/gm)].map((m) => m[1]);

test('native and wasm depend on shared, never on each other', () => {
  for (const path of sources) {
    const folder = path.split('/')[0];
    for (const include of includes(path)) {
      assert.ok(allowed[folder]?.includes(include.split('/')[0]), `${path} includes ${include}`);
    }
  }
});

test('the modules of shared depend only on those below them', () => {
  for (const path of sources.filter((p) => p.startsWith('shared/'))) {
    const module = path.split('/')[1];
    for (const include of includes(path)) {
      assert.ok(modules[module]?.includes(include.split('/')[1]), `${path} includes ${include}`);
    }
  }
});

test('the user interface knows Dear ImGui and shared only', () => {
  for (const path of sources.filter((p) => p.startsWith('wasm/ui/'))) {
    for (const include of includes(path)) {
      assert.match(include, /^(shared|wasm\/ui)\//, `${path} includes ${include}`);
    }
    assert.doesNotMatch(read(path), /#include <(SDL|emscripten)/, path);
  }
});

test('shared opens no file, prints nothing, starts no thread, reads no clock and knows no platform', () => {
  const forbidden = /#\s*include\s+<(iostream|fstream|cstdio|stdio\.h|thread|chrono|filesystem|emscripten[^>]*)>|\bprintf\s*\(|#\s*if.*(__EMSCRIPTEN__|__linux__|_WIN32|__APPLE__)/;
  for (const path of sources.filter((p) => p.startsWith('shared/'))) {
    const found = read(path).match(forbidden);
    assert.equal(found, null, `${path}: ${found?.[0]}`);
  }
});

test('every source says its licence and stays below 500 lines', () => {
  for (const path of tracked.filter((p) => /\.(cpp|h|js|mjs)$/.test(p))) {
    const text = read(path);
    assert.match(text.split('\n').slice(0, 2).join('\n'), /SPDX-License-Identifier: Apache-2\.0/, path);
    assert.ok(text.split('\n').length <= 500, `${path} has ${text.split('\n').length} lines`);
  }
});

test('the top level holds only what belongs there', () => {
  const top = new Set(tracked.map((path) => path.split('/')[0]).filter((name) => !name.startsWith('.')));
  const expected = ['CMakeLists.txt', 'CMakePresets.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'wasm', 'native', 'shared', 'web', 'models', 'tests'];
  for (const name of top) assert.ok(expected.includes(name), name);
});
