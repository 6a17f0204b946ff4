// SPDX-License-Identifier: Apache-2.0
// Files of the page's own server, or the reason in words.
// @ts-check

/**
 * @param {string | URL} url
 * @param {string} [name] for the words; the file's own
 * @returns {Promise<Response>} a good one
 * @throws {Error}
 */
export async function fetchFile(url, name = new URL(url, document.baseURI).pathname.split('/').pop()) {
  let response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error(`${name} could not be fetched. Check the connection and try again.`);
  }
  if (response.ok) return response;
  if (response.status === 404 || response.status === 410)
    throw new Error(`${name} is missing on the server (status ${response.status}). Reload the page.`);
  throw new Error(`${name} could not be fetched: the server answered with status ${response.status}. Try again in a while.`);
}
