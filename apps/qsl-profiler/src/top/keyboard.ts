/** What keys are read from: process.stdin where that is a terminal. */
export interface KeySource {
  isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  on(event: 'data', listener: (keys: Buffer) => void): unknown;
  off(event: 'data', listener: (keys: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What a terminal that passes every key on no longer does itself, by key. */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = { '\x03': 'SIGINT', '\x1a': 'SIGTSTP' };

/** Keys as they are pressed, without their echo. Without a terminal there are none. */
export class Keyboard {
  readonly #source: KeySource;
  readonly #onKey: (key: string) => void;
  readonly #signal: (name: NodeJS.Signals) => void;
  #isOpen = false;

  /** `signal` gets what Ctrl-C and Ctrl-Z mean: for the whole process group, as from a terminal. */
  constructor(
    source: KeySource,
    {
      onKey,
      signal = (name) => void process.kill(0, name),
    }: { onKey: (key: string) => void; signal?: (name: NodeJS.Signals) => void },
  ) {
    this.#source = source;
    this.#onKey = onKey;
    this.#signal = signal;
  }

  open(): void {
    if (this.#isOpen || this.#source.isTTY !== true) return;
    this.#isOpen = true;
    this.#source.setRawMode?.(true);
    this.#source.on('data', this.#read);
    this.#source.resume();
  }

  /** The terminal echoes again, and makes signals of keys. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#source.off('data', this.#read);
    this.#source.pause();
    this.#source.setRawMode?.(false);
  }

  readonly #read = (keys: Buffer): void => {
    for (const key of keys.toString('latin1')) {
      const name = SIGNALS[key];
      if (name === undefined) this.#onKey(key);
      else this.#signal(name);
    }
  };
}
