// SPDX-License-Identifier: Apache-2.0
// What SDL's canvas does not do by itself: focus after a press, drags that leave the canvas, keys that belong to
// the browser, Tab in and out, text with accents and from input methods, the system's clipboard.
// @ts-check
import { kPress } from './app.js';

/** @typedef {import('./app.js').App} App */

/** Keys with Ctrl (Cmd on a Mac) that the page uses; all others stay the browser's. */
const kShortcuts = new Set(['KeyA', 'KeyY', 'KeyZ', 'Enter', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown',
  'Home', 'End', 'Backspace', 'Delete', 'ControlLeft', 'ControlRight', 'MetaLeft', 'MetaRight']);
/** Keys of the function row that the page uses. */
const kFunctionKeys = new Set(['F1']);

export class Input {
  /**
   * @param {App} app
   * @param {HTMLElement} host around canvas and field; its key events reach the program
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLTextAreaElement} field takes typed text while the program wants text
   */
  constructor(app, host, canvas, field) {
    this.app = app;
    this.host = host;
    this.canvas = canvas;
    this.field = field;
    this.composing = false;
    this.wanted = false;
    this.unseen = false;
    /** @type {[EventTarget, string, (event: any) => void, AddEventListenerOptions?][]} */
    this.listeners = [
      [host, 'keydown', this.onKeyDown, { capture: true }],
      [host, 'keyup', this.onKeyUp, { capture: true }],
      // SDL would swallow the character that the text field is about to get.
      [host, 'keypress', (event) => event.stopPropagation(), { capture: true }],
      [host, 'focusin', this.onFocusIn],
      [host, 'focusout', this.onFocusOut],
      [canvas, 'pointerdown', this.onPointerDown],
      // A phone shows its keyboard only from inside the touch: draw, so that the program says what it wants.
      [canvas, 'pointerup', () => app.drawNow()],
      [canvas, 'contextmenu', (event) => event.preventDefault()],
      // Ctrl + wheel is the browser's zoom.
      [host, 'wheel', (event) => event.ctrlKey && event.stopPropagation(), { capture: true, passive: true }],
      [field, 'beforeinput', this.onBeforeInput],
      [field, 'input', this.onInput],
      [field, 'compositionstart', () => { this.composing = true; }],
      [field, 'compositionend', this.onCompositionEnd],
      [host, 'copy', (event) => this.onCopy(event, kPress.copy)],
      [host, 'cut', (event) => this.onCopy(event, kPress.cut)],
      [host, 'paste', this.onPaste],
    ];
    for (const [target, type, listener, options] of this.listeners) target.addEventListener(type, listener, options);
  }

  close() {
    for (const [target, type, listener, options] of this.listeners) target.removeEventListener(type, listener, options);
  }

  /**
   * The program wants text, or no more; the field follows the caret, so that an input method's window does.
   * @param {boolean} wanted @param {number} x @param {number} y @param {number} height CSS pixels
   */
  textInput(wanted, x, y, height) {
    this.wanted = wanted;
    if (wanted) {
      this.field.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      this.field.style.height = `${Math.max(12, Math.round(height))}px`;
      if (this.active() !== this.field) this.field.focus({ preventScroll: true });
    } else if (this.active() === this.field) {
      this.canvas.focus({ preventScroll: true });
    }
  }

  /** @param {string} text that the program copied */
  clipboardWrite(text) {
    this.copied = text;
    if (!this.unseen) navigator.clipboard?.writeText(text).catch(() => {});  // a menu's copy; keys go through onCopy
  }

  /** The focused element here, in a shadow root too. */
  active() {
    return /** @type {Document | ShadowRoot} */ (this.host.getRootNode()).activeElement;
  }

  onPointerDown = (/** @type {PointerEvent} */ event) => {
    // SDL prevents the default of the press, and with it the focus, in iframes too.
    if (this.active() !== this.field) this.canvas.focus({ preventScroll: true });
    if (event.pointerType === 'mouse') this.canvas.setPointerCapture(event.pointerId);
  };

  onFocusIn = (/** @type {FocusEvent} */ event) => {
    this.app.focus(true);
    const from = /** @type {Node | null} */ (event.relatedTarget);
    if (event.target !== this.canvas || !from || this.host.contains(from) || !this.canvas.matches(':focus-visible')) return;
    // Tab came in from the page around: go on at the near end.
    const backwards = (this.host.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    this.app.moveFocus(backwards);
  };

  onFocusOut = (/** @type {FocusEvent} */ event) => {
    if (!this.host.contains(/** @type {Node | null} */ (event.relatedTarget))) this.app.focus(false);
  };

  onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || this.composing || event.keyCode === 229) {  // the input method's own key
      event.stopPropagation();
      return;
    }
    if (event.code === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.stopPropagation();
      if (this.app.moveFocus(event.shiftKey)) {
        event.preventDefault();
        if (this.active() === this.field) this.canvas.focus({ preventScroll: true });
      } else if (event.shiftKey && this.active() === this.field) {
        this.canvas.focus({ preventScroll: true });  // backwards out of the canvas, not from the field to the canvas
      }
      return;
    }
    if (!this.isForPage(event)) {
      event.stopPropagation();  // SDL does not see it and prevents nothing
      return;
    }
    const character = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (character && this.active() === this.field) return;  // the field takes it
    event.preventDefault();
    if (character) this.app.addText(event.key);  // "?" is on another key in every country
  };

  onKeyUp = (/** @type {KeyboardEvent} */ event) => {
    if (event.code === 'Tab') event.stopPropagation();
  };

  /** @param {KeyboardEvent} event */
  isForPage(event) {
    const modified = event.ctrlKey || event.metaKey;
    // With AltGr some keyboards report Ctrl + Alt for a plain character.
    if (modified && !event.getModifierState('AltGraph')) {
      return kShortcuts.has(event.code) || /^(Shift|Alt)/.test(event.code);
    }
    if (event.altKey && event.code.startsWith('Arrow')) return false;  // back and forward
    if (/^F\d/.test(event.code)) return kFunctionKeys.has(event.code);
    return true;
  }

  onBeforeInput = (/** @type {InputEvent} */ event) => {
    if (this.composing) return;
    // On-screen keyboards tell edits, not keys; the keys of real keyboards were prevented and never come here.
    const edits = { deleteContentBackward: kPress.backspace, deleteWordBackward: kPress.backspace,
      deleteContentForward: kPress.delete, insertLineBreak: kPress.enter, insertParagraph: kPress.enter };
    const press = edits[/** @type {keyof typeof edits} */ (event.inputType)];
    if (press === undefined) return;
    event.preventDefault();
    this.app.press(press);
  };

  onInput = () => {
    if (!this.composing) this.takeText();
  };

  onCompositionEnd = () => {
    this.composing = false;
    this.takeText();
  };

  takeText() {
    // A character stays in the field: on-screen keyboards send no "delete" for an empty one.
    const text = this.field.value.replace(/^\u200b/, '').replace(/[\r\n]+/g, ' ');
    this.field.value = '\u200b';
    if (text) this.app.addText(text);
  }

  /** @param {ClipboardEvent} event @param {number} press */
  onCopy(event, press) {
    this.copied = undefined;
    this.unseen = true;
    this.app.press(press);
    this.unseen = false;
    if (this.copied === undefined) return;
    event.clipboardData?.setData('text/plain', this.copied);
    event.preventDefault();
  }

  onPaste = (/** @type {ClipboardEvent} */ event) => {
    const text = event.clipboardData?.getData('text/plain');
    if (!text) return;  // files are for files.js
    event.preventDefault();
    this.app.setClipboard(text);
    this.app.press(kPress.paste);
  };
}
