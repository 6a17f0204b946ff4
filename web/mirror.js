// SPDX-License-Identifier: Apache-2.0
// The canvas for those who do not see it: each widget as a button inside the canvas element, which browsers show
// to assistive technology only, and the newest notice as a live region.
// @ts-check

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./app.js').Widget} Widget */

/** Not more often than this: a screen reader would never get to speak. */
const kUpdateMilliseconds = 200;
const kSilenceMilliseconds = 100;

export class Mirror {
  /** @type {Map<number, HTMLButtonElement>} */ #buttons = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #speaking;
  #spoken = 0;

  /** @param {() => App} app @param {HTMLCanvasElement} canvas @param {HTMLElement} live */
  constructor(app, canvas, live) {
    this.app = app;
    this.canvas = canvas;
    this.live = live;
  }

  /** Widgets or notices have changed. */
  update() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#show(this.app().widgets().filter(({ visible }) => visible));
      this.#speak(this.app().status());
    }, kUpdateMilliseconds);
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#speaking);
  }

  /**
   * Each notice once: what has gone is taken out, and an older one that is still there was heard before. The same words
   * again are news only after a while without any.
   * @param {{number: number, text: string}} newest
   */
  #speak({ number, text }) {
    if (number === this.#spoken) return;
    clearTimeout(this.#speaking);
    this.live.textContent = '';
    if (number < this.#spoken) return;
    this.#spoken = number;
    this.#speaking = setTimeout(() => { this.live.textContent = text; }, kSilenceMilliseconds);
  }

  /** @param {Widget[]} widgets */
  #show(widgets) {
    const ids = new Set(widgets.map(({ id }) => id));
    for (const [id, button] of this.#buttons) {
      if (ids.has(id)) continue;
      button.remove();
      this.#buttons.delete(id);
    }
    let focused = '';
    /** @type {Element | null} */ let before = this.canvas.firstElementChild;
    for (const widget of widgets) {
      const button = this.#buttons.get(widget.id) ?? this.#make(widget.id);
      if (button !== before) this.canvas.insertBefore(button, before);
      else before = button.nextElementSibling;
      if (button.textContent !== widget.label) button.textContent = widget.label;
      button.disabled = widget.disabled;
      if (widget.role === 'checkbox') {
        button.setAttribute('role', 'checkbox');
        button.setAttribute('aria-checked', String(widget.checked));
      }
      if (widget.focused) focused = button.id;
    }
    if (focused) this.canvas.setAttribute('aria-activedescendant', focused);
    else this.canvas.removeAttribute('aria-activedescendant');
  }

  /** @param {number} id */
  #make(id) {
    const button = document.createElement('button');
    button.id = `segue-widget-${id}`;
    button.type = 'button';
    button.tabIndex = -1;  // Tab goes through the widgets on the canvas itself
    button.addEventListener('click', () => this.app().activate(id));
    this.#buttons.set(id, button);
    return button;
  }
}
