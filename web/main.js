// SPDX-License-Identifier: Apache-2.0
// The page: one Segue that fills the window, its settings, its address, its offline copy.
// @ts-check
import { CannotRun, mountSegue } from './mount.js';

const kPrefix = 'segue.';

/** localStorage, which may be full or forbidden: then nothing is remembered. */
const settings = {
  /** @param {string} key */
  get(key) {
    try {
      return localStorage.getItem(kPrefix + key);
    } catch {
      return null;
    }
  },
  /** @param {string} key @param {string} value */
  set(key, value) {
    try {
      localStorage.setItem(kPrefix + key, value);
    } catch {
      // Nothing is lost but the memory of this visit.
    }
  },
  /** @returns {[string, string][]} */
  all() {
    try {
      return Object.entries(localStorage).filter(([key]) => key.startsWith(kPrefix))
        .map(([key, value]) => [key.slice(kPrefix.length), value]);
    } catch {
      return [];
    }
  },
};

/** @param {string} text */
function share(text) {
  const address = new URL(location.href);
  address.hash = text;
  history.replaceState(null, '', address);
  return address.href;
}

/** @param {HTMLElement} root @param {string} reason */
function showMessage(root, reason) {
  const box = document.createElement('div');
  box.className = 'segue-message';
  box.setAttribute('role', 'alert');
  const title = document.createElement('h1');
  title.textContent = 'Segue cannot start here';
  const text = document.createElement('p');
  text.textContent = reason;
  box.append(title, text);
  root.replaceChildren(box);
}

const root = /** @type {HTMLElement} */ (document.getElementById('segue'));
try {
  const segue = await mountSegue(root, { settings, share });
  Object.assign(globalThis, { segue });  // for tests and the curious
  performance.mark('segue-started');
  // The page is this one element: its keys work at once.
  if (document.activeElement === document.body) segue.canvas.focus({ preventScroll: true });
  const takeAddress = () => {
    const text = location.hash.slice(1);
    if (text) segue.app.restoreShared(text);
  };
  takeAddress();
  addEventListener('hashchange', takeAddress);
  await segue.drawn;  // what is fetched for later comes after the first picture
  // Everything but engine and models, which cache.js keeps, for a second visit without a network.
  navigator.serviceWorker?.register(new URL('./sw.js', import.meta.url)).catch(() => {});
} catch (error) {
  showMessage(root, error instanceof CannotRun || error instanceof Error ? error.message : String(error));
  if (!(error instanceof CannotRun)) console.error(error);
}
