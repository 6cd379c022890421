import type { Size } from './render.ts';

/** A terminal that can be drawn on: process.stdout where that is one. */
export interface Terminal {
  columns?: number;
  rows?: number;
  write(text: string): unknown;
}

/** Of xterm's control sequences (ctlseqs): the alternate screen, the cursor, and clearing. */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

const USUAL: Size = { columns: 80, rows: 24 };

/** The alternate screen of a terminal: what stood there before comes back when it is left. */
export class Screen {
  readonly #terminal: Terminal;
  #isOpen = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get size(): Size {
    return { columns: this.#terminal.columns || USUAL.columns, rows: this.#terminal.rows || USUAL.rows };
  }

  open(): void {
    if (!this.#isOpen) this.#terminal.write(ENTER);
    this.#isOpen = true;
  }

  /** Draws over what is there, so that nothing flickers. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    this.#terminal.write(`${HOME}${lines.map((line) => `${line}${CLEAR_LINE}`).join('\r\n')}${CLEAR_BELOW}`);
  }

  close(): void {
    if (this.#isOpen) this.#terminal.write(LEAVE);
    this.#isOpen = false;
  }
}
