// SPDX-License-Identifier: Apache-2.0
// Scores (.musicxml, .xml, .mxl) for the program: unpacked, parsed by the browser, and written out element by element
// as unpack_xml (shared/musicxml/xml_tree.h) reads them. What the elements mean is the program's business.
// @ts-check

const kLargestText = 64 * 1024 * 1024;
const kContainer = 'META-INF/container.xml';
const kMediaType = 'application/vnd.recordare.musicxml+xml';

/**
 * @param {Uint8Array<ArrayBuffer>} bytes a file
 * @returns {Promise<Uint8Array>} its elements, for App.scoreOpened
 * @throws {Error} with the reason, in words that go on from "could not be read:"
 */
export async function readScore(bytes) {
  const packed = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;  // "PK", a local file
  return flatten(parse(packed ? await unpack(bytes) : bytes, 'the file'));
}

/** @param {Uint8Array<ArrayBuffer>} archive @returns {Promise<Uint8Array<ArrayBuffer>>} the score that it names */
async function unpack(archive) {
  const { unzipSync } = await import('./vendor/fflate.mjs');
  const take = (/** @type {string} */ name) => {
    let size = -1;
    try {
      const files = unzipSync(archive, { filter: (file) => {
        if (file.name === name) size = file.originalSize;
        return file.name === name && file.originalSize <= kLargestText;
      } });
      if (files[name]) return /** @type {Uint8Array<ArrayBuffer>} */ (files[name]);
    } catch (error) {
      throw new Error(`the packed MusicXML file is damaged (${error instanceof Error ? error.message : error})`);
    }
    if (size > kLargestText) throw new Error(`${name} in it has ${size} bytes unpacked; no score is that large`);
    return null;
  };
  const container = take(kContainer);
  if (!container) throw new Error(`it is a ZIP archive, but no packed MusicXML file: there is no ${kContainer} in it`);
  const score = [...parse(container, kContainer).getElementsByTagName('rootfile')].find((file) =>
    file.getAttribute('full-path') && [null, '', kMediaType].includes(file.getAttribute('media-type')));
  const path = score?.getAttribute('full-path');
  if (!path) throw new Error(`${kContainer} in it names no score; export it again`);
  const text = take(path);
  if (!text) throw new Error(`it names the score ${path}, which is not in it; export it again`);
  return text;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {string} what for messages @returns {Document} */
function parse(bytes, what) {
  const xml = new DOMParser().parseFromString(toText(bytes), 'application/xml');
  const error = xml.querySelector('parsererror');  // browsers put their words into the document
  if (error) throw new Error(`${what} is no well-formed XML (${firstWords(error)})`);
  return xml;
}

/** @param {Element} error */
function firstWords(error) {
  const words = (error.querySelector('div') ?? error).textContent?.trim().split('\n')[0] ?? '';
  return words.replace(/\.$/, '').slice(0, 160);
}

/** As the mark or the first line says; else UTF-8. @param {Uint8Array<ArrayBuffer>} bytes */
function toText(bytes) {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  let encoding = /^<\?xml[^>]*encoding=["']([\w.:-]+)["']/.exec(start)?.[1] ?? 'utf-8';
  if (start.startsWith('\xff\xfe')) encoding = 'utf-16le';
  if (start.startsWith('\xfe\xff')) encoding = 'utf-16be';
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    throw new Error(`its encoding ${encoding} is not known; export it as UTF-8`);
  }
}

/** Strings that end with a zero, which no XML text holds. @param {Document} xml */
function flatten(xml) {
  /** @type {string[]} */ const out = [];
  /** @type {Node | null} */ let node = xml.documentElement;
  while (node) {  // no recursion: a text may be as deep as it is long
    if (node instanceof Element) {
      out.push(`<${node.nodeName}`);
      for (const { name, value } of node.attributes) out.push(`@${name}`, value);
    } else if (node instanceof Text && /\S/.test(node.data)) {  // CDATA sections are Text too
      out.push(`=${node.data}`);
    }
    if (node.firstChild) {
      node = node.firstChild;
      continue;
    }
    for (;;) {
      if (node instanceof Element) out.push('>');
      if (node === xml.documentElement) return new TextEncoder().encode(`${out.join('\0')}\0`);
      if (node.nextSibling) {
        node = node.nextSibling;
        break;
      }
      node = /** @type {Node} */ (node.parentNode);
    }
  }
  return new Uint8Array();
}
